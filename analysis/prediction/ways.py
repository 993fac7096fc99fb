"""Which of the ways in which a change can be made is recommended, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from analysis.prediction.impact import Impact
from analysis.prediction.lookup import World
from analysis.prediction.way import SAFE
from analysis.wording import listed


def ranked(world: World, found: Iterable[Impact]) -> Impact:
    """The recommended way, with the others in their order.

    It has the fewest existing services edited, then a safe order of deployment, then the fewest
    that learn of another. Where all that is the same: the fewest that know each other, the fewest
    deeds undone as nobody undoes them yet, the fewest that took part in what is then refused. A way
    that keeps a step from the workflow that decides the others, or a rule from whoever holds what
    it is about, or that says what is done no more, comes after those that do not.
    """
    told = [_complete(world, each) for each in found]
    first, *rest = sorted(told, key=_rank)
    way = replace(first.way, reason=_reason(first, rest) if rest else "")
    return replace(first, way=way, others=tuple(rest))


def _complete(world: World, impact: Impact) -> Impact:
    """Who learns of whom only as far as it is new; and who shares code with whom is edited."""
    knows = tuple(
        each
        for each in dict.fromkeys(impact.way.knows)
        if each.who != each.whom and (each.who, each.whom) not in world.knowing
    )
    return replace(impact, way=replace(impact.way, knows=knows, redeployed=_sharing(world, impact)))


def _measures(impact: Impact) -> tuple[tuple[str, int], ...]:
    way, edited = impact.way, (*impact.existing, *impact.perhaps)
    pairs = {(each.who, each.whom) for each in way.knows}
    learning = sorted({who for who, _ in pairs if who in edited})
    return (
        ("every step and every rule is where it belongs", way.hidden),
        ("one fact has one name, and one form", way.halfway),
        (f"the fewest existing services edited ({_some(edited)})", len(edited)),
        ("a safe order of deployment", SAFE.index(way.deployment.safe)),
        (f"the fewest that learn of another ({_some(learning)})", len(learning)),
        ("the fewest that know each other", len({p for p in pairs if p[::-1] in pairs})),
        ("nothing to be undone as nobody undoes it yet", way.undone),
        ("the fewest that have done anything when it is refused", way.involved),
    )


def _rank(impact: Impact) -> tuple[int, ...]:
    return tuple(value for _, value in _measures(impact))


def _some(names: Sequence[str]) -> str:
    return f"{len(names)}: {listed(names)}" if names else "none"


def _reason(first: Impact, rest: Sequence[Impact]) -> str:
    """What it has before the others, as far as it takes to leave all of them behind."""
    told, others = [], [_rank(each) for each in rest]
    for index, (why, value) in enumerate(_measures(first)):
        if any(each[index] > value for each in others):
            told.append(why)
        others = [each for each in others if each[index] == value]
    if others:
        told.append("of equals, the usual one")
    return ", then ".join(told)


def _sharing(world: World, impact: Impact) -> tuple[str, ...]:
    edited = {*impact.services, *impact.perhaps}
    packed = {module for part in impact.components for module in world.packages.get(part, ())}
    sharing = [
        world.home(part)
        for part, modules in world.packages.items()
        if packed & modules and world.home(part) not in edited
    ]
    return tuple(dict.fromkeys(sharing))
