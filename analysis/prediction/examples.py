"""An example of every operator for one system, so that a reader can begin by copying one."""

from collections.abc import Iterator

from analysis.dependency.model import Dependencies
from analysis.prediction.changes import Change
from analysis.prediction.lookup import World
from analysis.prediction.operator import Operator
from analysis.prediction.operators import OPERATORS
from analysis.prediction.refusals import UnknownName


def examples(dependencies: Dependencies) -> Iterator[tuple[Operator, Change | None]]:
    """Each operator with a change that can be asked of this very system, None where it cannot."""
    world = World(dependencies)
    for operator in OPERATORS.values():
        several = list(operator.changes(world))
        chosen = several[len(several) // 3] if several else None
        yield operator, _spoken(world, operator, chosen) if chosen else None


def _spoken(world: World, operator: Operator, change: Change) -> Change:
    """With short names, where they are as clear."""
    return Change(
        change.operator,
        tuple(_said(world, operator, each) for each in change.names),
        {
            option: tuple(_said(world, operator, each) for each in values)
            for option, values in change.options.items()
        },
    )


def _said(world: World, operator: Operator, name: str) -> str:
    if operator.new and name == operator.new:
        return operator.example
    short = name.rpartition("/")[2]
    for look in (world.step, world.event):
        try:
            same = look(short).id == look(name).id
        except UnknownName:
            continue
        if same:
            return short
    return name
