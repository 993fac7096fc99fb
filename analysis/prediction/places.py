"""Where operators can be applied: pairs of neighbouring steps, steps, fields."""

from collections.abc import Iterator

from analysis.prediction.contracts import paths_of
from analysis.prediction.lookup import World


def pairs(world: World) -> list[tuple[str, str]]:
    """Every two neighbouring steps, by id."""
    place = {step.id: rank for rank, step in enumerate(world.ordered)}
    found = {(link.before, link.after) for link in world.process.neighbours}
    return sorted(found, key=lambda pair: (place[pair[0]], place[pair[1]]))


def steps(world: World) -> list[str]:
    """Every step, by id."""
    return [step.id for step in world.ordered]


def fields(world: World) -> Iterator[str]:
    """Every known field of every contract."""
    for contract in world.system.facts.contracts:
        for path in paths_of(world.system, contract):
            yield f"{contract.id}.{path}"
