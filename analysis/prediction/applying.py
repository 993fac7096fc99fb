"""Every operator everywhere it can be applied."""

from collections.abc import Iterator, Sequence

from analysis.dependency.model import Dependencies
from analysis.prediction.carrying import carriable
from analysis.prediction.changes import Change
from analysis.prediction.consumers import outcomes
from analysis.prediction.contracts import paths_of
from analysis.prediction.lookup import World

NEW_STEP, NEW_FIELD, NEW_CONSUMER = "new step", "fact", "new consumer"


def applicable(dependencies: Dependencies) -> Sequence[Change]:
    """Every change that can be asked of the system, operator by operator.

    Consumers of every event (where a state machine decides: of the end of every step and of every
    error that it catches), every pair of neighbouring steps, every step, every known field of
    every contract, and every two services that have steps and a way between them.
    """
    return tuple(applicable_in(World(dependencies)))


def applicable_in(world: World) -> Iterator[Change]:
    """The same, in a system whose steps are worked out once for many changes."""
    for name in (*world.events, *outcomes(world)):
        yield Change("add-consumer", (name, NEW_CONSUMER))
    pairs = _pairs(world)
    for operator in ("insert-step", "add-compensated-step"):
        for pair in pairs:
            yield Change(operator, (NEW_STEP,), between=pair)
    for operator in ("swap-steps", "parallel-steps"):
        for pair in pairs:
            yield Change(operator, pair)
    steps = [step.id for step in world.ordered]
    yield from (Change("remove-step", (step,)) for step in steps)
    fields = list(_fields(world))
    for operator in ("rename-field", "remove-field", "retype-field"):
        yield from (Change(operator, (field,)) for field in fields)
    for source, target in carriable(world):
        yield Change("new-field", (NEW_FIELD,), source=source, target=target)
    yield from (Change("wait-for-person", at=step) for step in steps)
    yield from (Change("expire-step", pair) for pair in pairs)
    for operator in ("change-timeout", "change-retry"):
        yield from (Change(operator, (step,)) for step in steps)


def _pairs(world: World) -> list[tuple[str, str]]:
    place = {step.id: rank for rank, step in enumerate(world.ordered)}
    pairs = {(link.before, link.after) for link in world.process.neighbours}
    return sorted(pairs, key=lambda pair: (place[pair[0]], place[pair[1]]))


def _fields(world: World) -> Iterator[str]:
    for contract in world.system.facts.contracts:
        for path in paths_of(world.system, contract):
            yield f"{contract.id}.{path}"
