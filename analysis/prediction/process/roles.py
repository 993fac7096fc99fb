"""Which acts lead to the happy end, which lead back, and which are beside."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from analysis.prediction.process.steps import BESIDE, FORWARD, RELAY, UNDO, Act, Pair
from analysis.walking import grouped

_MOST_TRIED = 5_000  # ways that are looked at for the longest


def with_roles(
    acts: Sequence[Act], pairs: Sequence[Pair]
) -> tuple[tuple[Act, ...], tuple[Pair, ...]]:
    """The acts with their roles, those forward first and in their order, and the pairs in theirs.

    A workflow's acts are forward, or undo where they run only once something is caught. Where
    nobody coordinates, the way forward is the longest that does not lead back and in which no
    component acts twice. An act that leads back is undo where its service has an act on the way
    forward. Acts of a component that come to the same, as code shows, are one deed that waits for
    several events: of these the one that can come last is on the way, and the others, which only
    take note, are beside.
    """
    tasks = [act.id for act in acts if act.coordinator and not act.back]
    place = _places(_longest(acts, pairs), tasks, pairs)
    acting = {act.owner for act in acts if act.id in place}
    roles = [
        act if act.role == RELAY else replace(act, role=_role(act, place, acting)) for act in acts
    ]
    ordered = sorted(roles, key=lambda act: (place.get(act.id, (len(place), 0)), act.id))
    index = {act.id: number for number, act in enumerate(ordered)}
    told = sorted(pairs, key=lambda each: (index[each.before], index[each.after], each.by))
    return tuple(ordered), tuple(told)


def _role(act: Act, place: Mapping[str, tuple[int, int]], acting: set[str]) -> str:
    if act.id in place:
        return FORWARD
    return UNDO if act.back and (act.coordinator or act.owner in acting) else BESIDE


def _places(way: list[str], tasks: list[str], pairs: Sequence[Pair]) -> dict[str, tuple[int, int]]:
    """The order of forward acts: along the way, and beside it the tasks of other branches."""
    place = {id_: (index, 0) for index, id_ in enumerate(way)}
    before = grouped((pair.after, pair.before) for pair in pairs)
    for task in tasks:
        if task not in place:
            known = [place[each][0] for each in before[task] if each in place]
            place[task] = (max(known, default=len(way)) + 1, 1)
    return place


def _longest(acts: Sequence[Act], pairs: Sequence[Pair]) -> list[str]:
    """The longest way from an act that nothing leads to, no component twice."""
    usable = [act for act in acts if not act.back and act.role != RELAY]
    component = {act.id: act.id if act.coordinator else act.component for act in usable}
    onward = grouped(
        (pair.before, pair.after)
        for pair in pairs
        if pair.before in component and pair.after in component
    )
    entered = {after for several in onward.values() for after in several}
    starts = [id_ for id_ in component if id_ not in entered and onward.get(id_)]
    noting = _noting(usable, _depths(starts, onward))
    best: list[str] = []
    waiting = [[id_] for id_ in reversed(starts)]
    for _ in range(_MOST_TRIED):
        if not waiting:
            break
        path = waiting.pop()
        best = max(best, path, key=len)
        acted = {component[id_] for id_ in path}
        waiting += [
            [*path, after]
            for after in reversed(onward.get(path[-1], ()))
            if component[after] not in acted and after not in noting
        ]
    return best


def _depths(starts: list[str], onward: Mapping[str, list[str]]) -> dict[str, int]:
    """How many acts come before each, at the least."""
    depths = dict.fromkeys(starts, 0)
    waiting = list(starts)
    while waiting:
        here = waiting.pop(0)
        for after in onward.get(here, ()):
            if after not in depths:
                depths[after] = depths[here] + 1
                waiting.append(after)
    return depths


def _noting(acts: Sequence[Act], depths: Mapping[str, int]) -> set[str]:
    """Of the acts that come to the same, all but the one that can come last."""
    told = (act for act in acts if act.says and act.uses and not act.coordinator)
    same = grouped(((act.component, act.says, act.uses), act) for act in told)
    last = {
        max(several, key=lambda act: (depths.get(act.id, 0), act.id)).id
        for several in same.values()
    }
    return {act.id for several in same.values() for act in several} - last
