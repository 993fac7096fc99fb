"""An example of every operator for one system, so that a reader can begin by copying one."""

from collections.abc import Iterator

from analysis.dependency.model import Dependencies
from analysis.prediction.applying import applicable_in
from analysis.prediction.changes import OPERATORS, Change, Operator
from analysis.prediction.lookup import World
from analysis.prediction.refusals import UnknownName

_NEW = {"insert-step": "fraud check", "add-compensated-step": "gift card", "new-field": "weight",
        "add-consumer": "audit"}  # fmt: skip


def examples(dependencies: Dependencies) -> Iterator[tuple[Operator, Change | None]]:
    """Each operator with a change that can be asked of this very system, None where it cannot."""
    world = World(dependencies)
    found: dict[str, list[Change]] = {}
    for each in applicable_in(world):
        found.setdefault(each.operator, []).append(each)
    for name, operator in OPERATORS.items():
        several = found.get(name)
        yield operator, _spoken(world, several[len(several) // 3]) if several else None


def _spoken(world: World, change: Change) -> Change:
    """With short names, where they are as clear."""
    names = tuple(_short(world, each) for each in change.names)
    if change.operator in _NEW:
        made = _NEW[change.operator]
        names = (names[0], made) if change.operator == "add-consumer" else (made, *names[1:])
    return Change(
        change.operator,
        names,
        tuple(_short(world, each) for each in change.between),
        change.source,
        change.target,
        _short(world, change.at),
        change.can_refuse,
    )


def _short(world: World, name: str) -> str:
    short = name.rpartition("/")[2]
    for look in (world.step, world.event):
        try:
            same = look(short).id == look(name).id
        except UnknownName:
            continue
        if same:
            return short
    return name
