"""Every operator everywhere it can be applied."""

from collections.abc import Iterator, Sequence

from analysis.dependency.model import Dependencies
from analysis.prediction.changes import Change
from analysis.prediction.lookup import World
from analysis.prediction.operators import OPERATORS


def applicable(dependencies: Dependencies) -> Sequence[Change]:
    """Every change that can be asked of the system, operator by operator."""
    return tuple(applicable_in(World(dependencies)))


def applicable_in(world: World) -> Iterator[Change]:
    """The same, in a system whose steps are worked out once for many changes."""
    for operator in OPERATORS.values():
        yield from operator.changes(world)
