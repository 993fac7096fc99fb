"""Which steps lead to the happy end, and which lead back."""

from collections import defaultdict
from dataclasses import replace

from analysis.dependency.steps.model import Pair, Step, Steps

_MOST_TRIED = 5_000  # ways that are looked at for the longest


def with_roles(steps: list[Step], pairs: list[Pair]) -> Steps:
    """The steps with their roles, those forward first and in their order.

    A workflow's steps are forward where they can be come to without a Catch, and undo otherwise.
    Where nobody coordinates, nothing written says which event type is a refusal. The way forward
    is then the longest in which no component acts twice (whoever undoes has acted before). A step
    off it is undo when its service has a step on it and it says nothing that leads on along it;
    otherwise it is beside. Steps of a component that come to the same, as code shows, are one deed
    that waits for several events: of these the one that can come last is on the way, and the
    others, which only take note, are beside.
    """
    tasks = _coordinated(steps, pairs)
    place = _places(_longest(steps, pairs, tasks), tasks, pairs)
    wanted = {pair.by for pair in pairs if pair.after in place}
    acting = {_owner(step) for step in steps if step.id in place}
    roles = [
        step
        if step.role == "relay"
        else replace(step, role=_role(step, place, wanted & set(step.says), acting))
        for step in steps
    ]
    ordered = sorted(roles, key=lambda step: (place.get(step.id, (len(place), 0)), step.id))
    index = {step.id: number for number, step in enumerate(ordered)}
    told = sorted(pairs, key=lambda each: (index[each.before], index[each.after], each.by))
    return Steps(tuple(ordered), tuple(told))


def _places(way: list[str], tasks: list[str], pairs: list[Pair]) -> dict[str, tuple[int, int]]:
    """The order of forward steps: along the way, and beside it the tasks of other branches."""
    place = {id_: (index, 0) for index, id_ in enumerate(way)}
    before: dict[str, list[str]] = defaultdict(list)
    for pair in pairs:
        before[pair.after].append(pair.before)
    for task in tasks:
        if task not in place:
            known = [place[each][0] for each in before[task] if each in place]
            place[task] = (max(known, default=len(way)) + 1, 1)
    return place


def _role(
    step: Step, place: dict[str, tuple[int, int]], leads_on: set[str], acting: set[str]
) -> str:
    if step.id in place:
        return "forward"
    if step.coordinator:
        return "undo"
    return "undo" if not leads_on and _owner(step) in acting else "beside"


def _owner(step: Step) -> str:
    return step.service or step.component


def _coordinated(steps: list[Step], pairs: list[Pair]) -> list[str]:
    """The tasks that are come to without a Catch, in that order."""
    mine = {step.id: step for step in steps if step.coordinator}
    onward: dict[str, list[str]] = defaultdict(list)
    entered: set[str] = set()
    for pair in pairs:
        before, after = mine.get(pair.before), mine.get(pair.after)
        if before and after and before.coordinator == after.coordinator:
            entered.add(after.id)
            if pair.by != "Catch":
                onward[before.id].append(after.id)
    waiting = [id_ for id_ in mine if id_ not in entered]
    found: dict[str, None] = {}
    while waiting:
        here = waiting.pop(0)
        if here not in found:
            found[here] = None
            waiting += onward[here]
    return list(found)


def _longest(steps: list[Step], pairs: list[Pair], tasks: list[str]) -> list[str]:
    """The longest way from a step that nothing leads to, no component twice."""
    usable = [each for each in steps if each.id in tasks or not each.coordinator]
    component = {step.id: step.component for step in usable if step.role != "relay"}
    onward: dict[str, list[str]] = defaultdict(list)
    for pair in pairs:
        if pair.before in component and pair.after in component:
            onward[pair.before].append(pair.after)
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


def _depths(starts: list[str], onward: dict[str, list[str]]) -> dict[str, int]:
    """How many steps come before each, at the least."""
    depths = dict.fromkeys(starts, 0)
    waiting = list(starts)
    while waiting:
        here = waiting.pop(0)
        for after in onward.get(here, ()):
            if after not in depths:
                depths[after] = depths[here] + 1
                waiting.append(after)
    return depths


def _noting(steps: list[Step], depths: dict[str, int]) -> set[str]:
    """Of the steps that come to the same, all but the one that can come last."""
    same: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[Step]] = defaultdict(list)
    for step in steps:
        if step.says and step.uses and not step.coordinator:
            same[step.component, step.says, step.uses].append(step)
    last = {
        max(several, key=lambda step: (depths.get(step.id, 0), step.id)).id
        for several in same.values()
    }
    return {step.id for several in same.values() for step in several} - last
