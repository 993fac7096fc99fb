"""The comparison operators of event patterns and filter policies, on one value.

EventBridge, SNS, Lambda and Pipes share them (event-ruler's); where one service knows fewer, its
own validation has refused the others before anything is deployed.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import IntEnum
from typing import Any

from analysis.extract.events.documents import NULL, SYMBOLIC, Text
from analysis.source.names import in_order
from analysis.source.values import Options, Reference, shown

IGNORE_CASE = "equals-ignore-case"
OPERATORS = frozenset(
    {"prefix", "suffix", "anything-but", "numeric", "exists", "cidr", IGNORE_CASE, "wildcard"}
)
_COMPARED = {
    "=": lambda value, bound: value == bound,
    "<": lambda value, bound: value < bound,
    "<=": lambda value, bound: value <= bound,
    ">": lambda value, bound: value > bound,
    ">=": lambda value, bound: value >= bound,
}


class Passing(IntEnum):
    """No, possible (what would decide it is unknown), or yes; in that order."""

    NO = 0
    POSSIBLE = 1
    YES = 2


def every(verdicts: Iterable[Passing]) -> Passing:
    """The verdict of conditions that must all hold; yes for none."""
    least = Passing.YES
    for verdict in verdicts:
        least = min(least, verdict)
        if least is Passing.NO:
            break
    return least


def some(verdicts: Iterable[Passing]) -> Passing:
    """The verdict of conditions of which one is enough; no for none."""
    most = Passing.NO
    for verdict in verdicts:
        most = max(most, verdict)
        if most is Passing.YES:
            break
    return most


def known(holds: bool) -> Passing:
    """The verdict of a condition that can be decided."""
    return Passing.YES if holds else Passing.NO


def alike(verdicts: Iterable[Passing]) -> Passing:
    """The verdict of several of which one is the case: theirs if they agree; no for none."""
    several = set(verdicts)
    return Passing.POSSIBLE if len(several) > 1 else next(iter(several), Passing.NO)


def unless(verdict: Passing) -> Passing:
    """The opposite; what is possible stays so."""
    return Passing(Passing.YES - verdict)


def matches(wanted: Any, value: Any) -> Passing:
    """Whether a value that is there passes one element of a pattern's array.

    ``value`` is a string, number, boolean, null (None) or something only known by name.
    """
    if not isinstance(wanted, Mapping):
        return equal(wanted, value)
    known_ones = [(name, wanted[name]) for name in wanted if name in OPERATORS]
    if not known_ones:
        return Passing.NO
    return every(_operator(name, operand, value) for name, operand in known_ones)


def equal(wanted: Any, value: Any) -> Passing:
    """Whether two values are the same; possible where one is known only by name."""
    if isinstance(wanted, Options):
        return min(Passing.POSSIBLE, some(equal(each, value) for each in wanted.values))
    if isinstance(wanted, SYMBOLIC) or isinstance(value, SYMBOLIC):
        return _equal_by_name(wanted, value)
    if isinstance(value, Text):
        return Passing.POSSIBLE if isinstance(wanted, str) else Passing.NO
    if value is NULL:
        return known(wanted is None)
    if isinstance(wanted, bool) or isinstance(value, bool):
        return known(wanted is value)
    return known(wanted == value)


def _equal_by_name(wanted: Any, value: Any) -> Passing:
    if isinstance(wanted, Reference) and isinstance(value, Reference):
        same = wanted.resource == value.resource
        return Passing.POSSIBLE if same and wanted.attribute != value.attribute else known(same)
    same = type(wanted) is type(value) and wanted == value
    return Passing.YES if same or shown(wanted) == shown(value) else Passing.POSSIBLE


def _operator(name: str, operand: Any, value: Any) -> Passing:
    if name == "exists":
        return known(operand is not False)
    if name == "anything-but":
        return unless(_among(operand, value))
    if isinstance(value, SYMBOLIC):
        return Passing.POSSIBLE
    if name == "numeric":
        return _numeric(operand, value)
    return _text(name, operand, value)


def _among(operand: Any, value: Any) -> Passing:
    """Whether the value is one of those that an anything-but excludes."""
    if isinstance(operand, Mapping):
        excluded = [(name, each) for name, given in operand.items() for each in _several(given)]
        if isinstance(value, SYMBOLIC):
            return Passing.POSSIBLE
        return some(_text(name, each, value) for name, each in excluded)
    return some(equal(each, value) for each in _several(operand))


def _text(name: str, operand: Any, value: Any) -> Passing:
    if isinstance(operand, SYMBOLIC) or isinstance(value, Text):
        return Passing.POSSIBLE
    if isinstance(operand, Mapping):  # {"prefix": {"equals-ignore-case": "us-"}}
        operand = _lower(operand.get(IGNORE_CASE))
        value = _lower(value)
    if not isinstance(operand, str) or not isinstance(value, str) or name not in _TEXTS:
        return Passing.NO
    return known(_TEXTS[name](operand, value))


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def wildcard(pattern: str, text: str) -> bool:
    r"""Whether the text fits a pattern with ``*``; ``\*`` and ``\\`` are the signs themselves."""
    return in_order(_parts(pattern), text)


def _parts(pattern: str) -> list[str]:
    parts: list[list[str]] = [[]]
    characters = iter(pattern)
    for character in characters:
        if character == "*":
            parts.append([])
        else:
            parts[-1].append(next(characters, "\\") if character == "\\" else character)
    return ["".join(part) for part in parts]


def _numeric(operand: Any, value: Any) -> Passing:
    number = _number(value)
    if not isinstance(operand, list | tuple) or len(operand) % 2 or number is None:
        return Passing.NO
    verdicts = []
    for comparison, bound in zip(operand[::2], operand[1::2], strict=True):
        limit = _number(bound)
        if isinstance(bound, SYMBOLIC):
            verdicts.append(Passing.POSSIBLE)
        elif limit is None or not isinstance(comparison, str) or comparison not in _COMPARED:
            return Passing.NO
        else:
            verdicts.append(known(_COMPARED[comparison](number, limit)))
    return every(verdicts)


def _number(value: Any) -> float | int | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _in_network(network: str, address: str) -> bool:
    from ipaddress import ip_address, ip_network

    try:
        return ip_address(address) in ip_network(network, strict=False)
    except (ValueError, TypeError):
        return False


_TEXTS: dict[str, Callable[[str, str], bool]] = {
    "prefix": lambda operand, value: value.startswith(operand),
    "suffix": lambda operand, value: value.endswith(operand),
    IGNORE_CASE: lambda operand, value: value.lower() == operand.lower(),
    "wildcard": wildcard,
    "cidr": _in_network,
}


def _several(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]
