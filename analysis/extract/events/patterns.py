"""Event patterns against what is known of an event: yes, no or possible.

The semantics are those of EventBridge (event-ruler), which SNS, Lambda and Pipes took over:
fields are ANDed, the values of one ORed; an array in the event passes with any of its elements;
`exists` asks for leaves.
"""

from collections.abc import Mapping
from typing import Any

from analysis.extract.events.documents import ABSENT, SOME, SYMBOLIC, UNKNOWN, Absence, Open, closed
from analysis.extract.events.operators import (
    OPERATORS,
    Passing,
    alike,
    every,
    known,
    matches,
    some,
)
from analysis.source.values import Options

__all__ = ["ABSENT", "DEEPEST", "UNKNOWN", "depends", "is_or", "passes"]
DEEPEST = 100  # levels of a pattern that are followed


def passes(pattern: Any, event: Any, missing: Absence = UNKNOWN) -> Passing:
    """Whether the event passes the pattern.

    ``missing`` is what a field is that the event does not show: ABSENT where the event is known
    whole. Leaves of the event that are None are there, but unknown.
    """
    return _block(pattern, event, missing, DEEPEST)


def depends(pattern: Any, event: Any) -> bool:
    """Whether what is there decides if the event passes: with some of its values it does."""
    several = pattern if isinstance(pattern, list) else [pattern]
    known = closed(event)
    return any(passes(each, known, ABSENT) > Passing.NO for each in several)


def _block(pattern: Any, event: Any, missing: Absence, deepest: int) -> Passing:
    if not isinstance(pattern, Mapping) or deepest == 0:
        return Passing.POSSIBLE
    return every(
        some(_block(each, event, missing, deepest - 1) for each in wanted)
        if is_or(name, wanted)
        else _named(name, wanted, event, missing, deepest)
        for name, wanted in pattern.items()
    )


def _named(name: str, wanted: Any, event: Any, missing: Absence, deepest: int) -> Passing:
    """One field of a pattern; one with dots in its name is a path, unless it is called so."""
    first, dot, rest = name.partition(".")
    if dot and first and rest and not (isinstance(event, Mapping) and name in event):
        name, wanted = first, {rest: wanted}
    return _field(wanted, _under(event, name, missing), missing, deepest)


def is_or(name: str, wanted: Any) -> bool:
    """Whether this is the OR of several patterns, and not a field that is named so."""
    return (
        name == "$or"
        and isinstance(wanted, list | tuple)
        and len(wanted) > 1
        and all(isinstance(each, Mapping) and not OPERATORS & each.keys() for each in wanted)
    )


def _under(event: Any, name: str, missing: Absence) -> Any:
    if isinstance(event, Mapping):
        return event.get(name, UNKNOWN if isinstance(event, Open) else missing)
    if event is UNKNOWN or event is ABSENT:
        return event
    return UNKNOWN if event is None or isinstance(event, SYMBOLIC) else ABSENT


def _field(wanted: Any, value: Any, missing: Absence, deepest: int) -> Passing:
    if isinstance(value, Options):
        return alike(_field(wanted, each, missing, deepest) for each in value.values)
    elements = _elements(value)
    if any(isinstance(each, Options) for each in elements):
        return some(_field(wanted, each, missing, deepest) for each in elements)
    if isinstance(wanted, Mapping):
        # All fields of one element must fit, not some of one and some of another.
        return some(_block(wanted, each, missing, deepest - 1) for each in elements)
    if isinstance(wanted, SYMBOLIC):
        return Passing.NO if value is ABSENT else Passing.POSSIBLE
    return _leaf(wanted if isinstance(wanted, list | tuple) else [wanted], elements)


def _leaf(wanted: Any, elements: list[Any]) -> Passing:
    leaves = [each for each in elements if each is not ABSENT and not isinstance(each, Mapping)]
    if not leaves:
        return some(_absent(each) for each in wanted)
    return some(_element(each, leaf) for leaf in leaves for each in wanted)


def _elements(value: Any) -> list[Any]:
    """The value, or the elements of an array and of the arrays in it."""
    found: list[Any] = []
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list | tuple):
            waiting.extend(reversed(each))
        else:
            found.append(each)
    return found or [ABSENT]


def _absent(wanted: Any) -> Passing:
    asked = isinstance(wanted, Mapping) and wanted.get("exists") is False
    return Passing.YES if asked else Passing.NO


def _element(wanted: Any, value: Any) -> Passing:
    if value is UNKNOWN:
        return Passing.POSSIBLE
    if value is not None and value is not SOME:
        return matches(wanted, value)
    exists = wanted.get("exists") if isinstance(wanted, Mapping) else None
    return known(exists) if isinstance(exists, bool) else Passing.POSSIBLE
