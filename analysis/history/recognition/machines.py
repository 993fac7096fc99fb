"""Operators that show in a state machine: which tasks there are, and in which order."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from analysis.difference.machines import START, Definition
from analysis.difference.resources import CHANGED
from analysis.difference.same_states import renamed
from analysis.difference.version import Version
from analysis.history.recognition.sight import Clue, Sight
from analysis.walking import beyond, grouped

_END = "(end)"
_FORWARD = ("Next", "Default", "Choice")
_TOKENS = ("waitForTaskToken", ":activity:")
_POLICIES = {
    "Retry": "change-retry",
    "TimeoutSeconds": "change-timeout",
    "TimeoutSecondsPath": "change-timeout",
    "HeartbeatSeconds": "change-timeout",
    "HeartbeatSecondsPath": "change-timeout",
    "Seconds": "change-timeout",
    "SecondsPath": "change-timeout",
}


class _TaskOrder:
    """The tasks of a definition, who comes right after whom, and who at any time after."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.tasks = {name for name, each in definition.states.items() if _type(each) == "Task"}
        self.next = self._follow()
        self.after = {task: beyond(task, self._next_of) for task in self.next}
        self.forward = self.after.get(START, set()) & self.tasks

    def _next_of(self, task: str) -> set[str]:
        return self.next.get(task, set())

    def _follow(self) -> dict[str, set[str]]:
        """By task, the tasks that come next, whatever states lie between; ways of errors apart."""
        onward: dict[str, set[str]] = defaultdict(set)
        ways = _onward(self.definition)
        for task in (*self.tasks, START):
            seen: set[str] = set()
            waiting = [*ways[task]] or [_END]
            while waiting:
                here = waiting.pop()
                if here in seen:
                    continue
                seen.add(here)
                if here in self.tasks or here == _END:
                    onward[task].add(here)
                    continue
                waiting += ways[here] or [_END]
        return onward

    @property
    def waits(self) -> list[str]:
        return [name for name, each in self.definition.states.items() if _type(each) == "Wait"]

    def is_parallel(self) -> bool:
        return any(_type(each) == "Parallel" for each in self.definition.states.values())


def _type(state: Any) -> Any:
    return state.get("Type") if isinstance(state, dict) else None


def in_machines(sight: Sight) -> Iterator[Clue]:
    """What the definitions of state machines that are there before and after tell."""
    for change in sight.difference.machines:
        if change.how == CHANGED:
            new = sight.after.definitions[change.id]
            old = sight.before.definitions[change.id]
            if not (old.states and new.states):
                continue  # a definition that is not at hand tells nothing
            old = old.called(renamed(old, new))
            yield from _Turned(sight, change.id, _TaskOrder(old), _TaskOrder(new)).clues()


class _Turned:
    def __init__(self, sight: Sight, id_: str, old: _TaskOrder, new: _TaskOrder) -> None:
        self.sight, self.id, self.old, self.new = sight, id_, old, new
        self.added, self.removed = new.tasks - old.tasks, old.tasks - new.tasks
        asked_before, asked_now = _waiting(old), _waiting(new)
        more = len(asked_now) > len(asked_before)
        self.persons = asked_now - asked_before if more else set[str]()

    def clues(self) -> Iterator[Clue]:
        yield from self._order()
        for task in sorted(self.removed & self.old.forward):
            last = not self.old.after.get(task, set()) & self.new.tasks
            yield Clue(65 if last else 80, "remove-step", f"{task} is gone")
        for task in sorted(self.persons):
            yield Clue(100, "wait-for-person", f"{task} waits for a token")
        came = [each for each in self.new.waits if each not in self.old.definition.states]
        if came and not self.persons and not self._polls(came[0]):
            yield Clue(97, "expire-step", f"{came[0]} waits by the clock")
        yield from self._newcomers()
        yield from self._policies()

    def _order(self) -> Iterator[Clue]:
        kept = self.old.tasks & self.new.tasks & self.old.forward & self.new.forward
        for one in sorted(kept):
            for other in sorted(self.old.after.get(one, set()) & kept):
                if one in self.old.after.get(other, set()):
                    continue
                still = other in self.new.after.get(one, set())
                turned = one in self.new.after.get(other, set())
                if turned and not still:
                    yield Clue(90, "swap-steps", f"{one} came before {other} and comes after it")
                elif not still and not turned and self.new.is_parallel():
                    yield Clue(95, "parallel-steps", f"{one} and {other} have no order any more")

    def _newcomers(self) -> Iterator[Clue]:
        forward = self.added & self.new.forward
        undoing = self.added - forward
        for task in sorted(forward - self.persons):
            unit = self._unit(task)
            new = unit in self.sight.new
            weight = 60 if new else 40
            undone = [each for each in sorted(undoing) if self._unit(each) == unit]
            if not self.new.after.get(task, set()) & self.old.tasks:
                yield Clue(weight + 10, "add-consumer", f"{task} comes after all that there was")
            elif undone:
                yield Clue(weight + 15, "add-compensated-step", f"{task}, which {undone[0]} undoes")
            else:
                yield Clue(weight, "insert-step", f"{task} comes between")
        asked = {self._unit(task) for task in forward}
        for task in sorted(undoing):
            if self._unit(task) in self.sight.new - asked:
                yield Clue(55, "add-consumer", f"{task} hears of refusals alone")

    def _policies(self) -> Iterator[Clue]:
        old, new = self.old.definition.states, self.new.definition.states
        for name in sorted(old.keys() & new.keys()):
            one, other = old[name], new[name]
            if isinstance(one, dict) and isinstance(other, dict):
                for key in sorted({*one, *other} & _POLICIES.keys()):
                    if one.get(key) != other.get(key):
                        yield Clue(30, _POLICIES[key], f"{name}: {key}")

    def _polls(self, wait: str) -> bool:
        """Whether a wait leads back to a task that comes before it: it asks again and again."""
        return wait in beyond(wait, _onward(self.new.definition).__getitem__)

    def _unit(self, task: str) -> str:
        return unit_asked(self.sight.after, self.id, task)


def _onward(definition: Definition) -> defaultdict[str, list[str]]:
    """By state, those that come next; ways of errors apart."""
    return grouped((way.source, way.target) for way in definition.ways if way.label in _FORWARD)


def _waiting(order: _TaskOrder) -> set[str]:
    """The tasks that wait until somebody answers."""
    return {x for x in order.tasks if _waits_for_a_token(order.definition.states[x])}


def _waits_for_a_token(state: Any) -> bool:
    written = json.dumps(state, default=str)
    return any(each in written for each in _TOKENS)


def unit_asked(version: Version, machine: str, state: str) -> str:
    """The service that a task of a machine asks, "" where it asks nobody."""
    ends = _asked(version, f"{machine}/{state}")
    return next((version.unit(each) for each in ends), "")


def _asked(version: Version, id_: str) -> Iterable[str]:
    for edge in version.dependencies.flow.flow:
        if edge.source == id_ and edge.relation == "invokes":
            yield edge.target
