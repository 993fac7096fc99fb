"""Which state of a definition is the same under another name, told by what it asks and says."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

_ALIKE = 1.0
_ASKED_ALIKE = _AROUND_ALIKE = 0.3
_ASKED = ("FunctionName", "StateMachineArn", "QueueUrl", "TopicArn", "TableName")


class Chart(Protocol):
    """What is known of a definition: its states, and its ways as source, target and label."""

    @property
    def states(self) -> Mapping[str, Any]: ...  # noqa: D102

    @property
    def ways(self) -> Any: ...  # noqa: D102


def renamed(before: Chart, after: Chart) -> dict[str, str]:
    """By each state that is called otherwise now, what it is called.

    It is the same where it alone asks whom it asks; or else, of those that ask the same or nobody,
    the likest by what both say and what stands around both.
    """
    gone = [each for each in before.states if each not in after.states]
    came = [each for each in after.states if each not in before.states]
    found: dict[str, str] = {}
    for _, old, new in sorted(_pairs(before, after, gone, came), key=lambda each: -each[0]):
        if old not in found and new not in found.values():
            found[old] = new
    return found


def _pairs(
    before: Chart, after: Chart, gone: list[str], came: list[str]
) -> Iterator[tuple[float, str, str]]:
    asks = {("old", x): _asks(before.states[x]) for x in gone}
    asks |= {("new", x): _asks(after.states[x]) for x in came}
    often = Counter((side, each) for (side, _), each in asks.items())
    for old in gone:
        for new in came:
            one, other = before.states[old], after.states[new]
            if _type(one) != _type(other):
                continue
            asked = asks["old", old]
            if asked != asks["new", new]:
                continue  # whoever asks another is another
            same = bool(asked)
            alone = same and often["old", asked] == often["new", asked] == 1
            score = _shared(_leaves(one), _leaves(other))
            score += _ASKED_ALIKE if same else 0.0
            score += _AROUND_ALIKE * _shared(_around(before, old), _around(after, new))
            if alone or score >= _ALIKE:
                yield score + alone, old, new


def _type(state: Any) -> Any:
    return state.get("Type") if isinstance(state, dict) else None


def _asks(state: Any) -> str:
    """Whom a state asks, "" where it asks nobody."""
    if not isinstance(state, dict) or "Resource" not in state:
        return ""
    given = state.get("Parameters") or state.get("Arguments")
    given = given if isinstance(given, dict) else {}
    named = {key: given[key] for key in _ASKED if key in given}
    return json.dumps([state["Resource"], named], sort_keys=True, default=str)


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> set[tuple[Any, ...]]:
    if isinstance(value, dict):
        return {each for key in value for each in _leaves(value[key], (*path, key))}
    if isinstance(value, list):
        return {each for n, x in enumerate(value) for each in _leaves(x, (*path, n))}
    return {(*path, repr(value))}


def _around(machine: Chart, name: str) -> set[tuple[Any, ...]]:
    """The ways into a state and out of it."""
    into = {("in", way.source, way.label) for way in machine.ways if way.target == name}
    return into | {("out", way.target, way.label) for way in machine.ways if way.source == name}


def _shared(one: set[tuple[Any, ...]], other: set[tuple[Any, ...]]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0
