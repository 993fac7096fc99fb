"""Which steps lead to the happy end, and which lead back."""

from collections import defaultdict
from dataclasses import replace

from analysis.dependency.steps.model import Pair, Step, Steps

_MOST_TRIED = 20_000  # ways that are looked at for the longest


def with_roles(steps: list[Step], pairs: list[Pair]) -> Steps:
    """The steps with their roles, those forward first and in their order.

    A workflow's steps are forward where they can be come to without a Catch, and undo otherwise.
    Where nobody coordinates, nothing written says which event type is a refusal. The way forward
    is then the longest in which no component acts twice (whoever undoes has acted before); a step
    off it is beside when it says what leads on along it, and undo otherwise. Steps of a component
    that come to the same, as code shows, are one deed that waits for several events: of these the
    one that can come last is on the way, and the others, which only take note, are beside.
    """
    forward = [*_coordinated(steps, pairs), *_longest(steps, pairs)]
    place = {id_: index for index, id_ in enumerate(dict.fromkeys(forward))}
    wanted = {event for step in steps if step.id in place for event in step.on}
    roles = [
        step if step.role == "relay" else replace(step, role=_role(step, place, wanted))
        for step in steps
    ]
    ordered = sorted(roles, key=lambda step: (place.get(step.id, len(place)), step.id))
    index = {step.id: number for number, step in enumerate(ordered)}
    told = sorted(pairs, key=lambda each: (index[each.before], index[each.after], each.by))
    return Steps(tuple(ordered), tuple(told))


def _role(step: Step, place: dict[str, int], wanted: set[str]) -> str:
    if step.id in place:
        return "forward"
    return "beside" if wanted & set(step.says) else "undo"


def _coordinated(steps: list[Step], pairs: list[Pair]) -> list[str]:
    """The tasks that are come to without a Catch, in that order."""
    mine = {step.id: step for step in steps if step.coordinator}
    inside = [pair for pair in pairs if pair.before in mine and pair.after in mine]
    within = [
        pair for pair in inside if mine[pair.before].coordinator == mine[pair.after].coordinator
    ]
    entered = {pair.after for pair in within}
    waiting = [id_ for id_ in mine if id_ not in entered]
    found: dict[str, None] = {}
    while waiting:
        here = waiting.pop(0)
        if here not in found:
            found[here] = None
            waiting += [pair.after for pair in within if pair.before == here and pair.by != "Catch"]
    return list(found)


def _longest(steps: list[Step], pairs: list[Pair]) -> list[str]:
    """The longest way from a step that nothing leads to, no component twice."""
    alone = [step for step in steps if not step.coordinator and step.role != "relay"]
    component = {step.id: step.component for step in alone}
    onward: dict[str, list[str]] = defaultdict(list)
    for pair in pairs:
        if pair.before in component and pair.after in component:
            onward[pair.before].append(pair.after)
    entered = {after for several in onward.values() for after in several}
    starts = [id_ for id_ in component if id_ not in entered and onward.get(id_)]
    noting = _noting(alone, _depths(starts, onward))
    best: list[str] = []
    waiting = [[id_] for id_ in starts]
    for _ in range(_MOST_TRIED):
        if not waiting:
            break
        path = waiting.pop()
        best = max(best, path, key=len)
        acted = {component[id_] for id_ in path}
        waiting += [
            [*path, after]
            for after in onward.get(path[-1], ())
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
        if step.says and step.uses:
            same[step.component, step.says, step.uses].append(step)
    last = {
        max(several, key=lambda step: (depths.get(step.id, 0), step.id)).id
        for several in same.values()
    }
    return {step.id for several in same.values() for step in several} - last
