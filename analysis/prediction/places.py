"""Where operators can be applied that take steps, neighbouring steps, or fields."""

from collections.abc import Iterator

from analysis.prediction.changes import Arguments
from analysis.prediction.contracts import paths_of
from analysis.prediction.lookup import World


def pairs(world: World) -> list[tuple[str, str]]:
    """Every two neighbouring steps, by id."""
    place = {step.id: rank for rank, step in enumerate(world.ordered)}
    found = {(link.before, link.after) for link in world.process.neighbours}
    return sorted(found, key=lambda pair: (place[pair[0]], place[pair[1]]))


def each_pair(world: World) -> Iterator[Arguments]:
    """Every two neighbouring steps."""
    return ((pair, {}) for pair in pairs(world))


def each_step(world: World) -> Iterator[Arguments]:
    """Every step."""
    return (((step.id,), {}) for step in world.ordered)


def each_field(world: World) -> Iterator[Arguments]:
    """Every known field of every contract."""
    for contract in world.system.facts.contracts:
        for path in paths_of(world.system, contract):
            yield (f"{contract.id}.{path}",), {}
