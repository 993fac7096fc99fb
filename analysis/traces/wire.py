"""Traces to JSON and back."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from analysis.refusals import BadTrace
from analysis.regular_files import BadJson, loads, read_text
from analysis.traces.model import Failure, Recorded, Span, TracedCall, Transition, Trigger

FORMAT = 1
_ROLES = ("deed", "refusal", "undo", "fault")
_LARGEST = 2**53  # what JSON's numbers tell apart
_WORDS = {str: "text", int: "whole number", float: "number", bool: "yes or no", list: "list"}
_TYPES: dict[type, dict[str, Any]] = {
    kind: get_type_hints(kind) for kind in (TracedCall, Failure, Span, Transition, Trigger)
}
AGAIN = "give a file that `ripple run --trace-out` or `ripple demo` exported"
T = TypeVar("T")
Trace = TypeVar("Trace", bound=Recorded)
Wire = Mapping[str, Any]


def to_wire(trace: Recorded) -> dict[str, Any]:
    """The trace as plain dicts and lists; what is unknown is left out."""
    wire: dict[str, Any] = _without_defaults(asdict(trace))
    wire["side"] = wire.pop("design")
    wire.pop("file", None)
    return {"v": FORMAT, "spans": [], "transitions": [], **wire}


def to_json(*traces: Recorded) -> str:
    """One trace as an object, several as a list; two-space indented, with a final newline."""
    wires = [to_wire(trace) for trace in traces]
    return json.dumps(wires[0] if len(wires) == 1 else wires, indent=2, ensure_ascii=False) + "\n"


def traces_of(traces: Iterable[Wire | Recorded]) -> list[Recorded]:
    """Traces from the plain values of the export; those already read stay as they are."""
    return [each if isinstance(each, Recorded) else from_wire(each, Recorded) for each in traces]


def read_traces(path: Path, kind: type[Trace]) -> list[Trace]:
    """The traces in an exported file: one, a list, or an object by order id.

    Raises:
        BadTrace: it cannot be read, or holds something else; the text names the file.
    """
    text = read_text(path, BadTrace)
    try:
        wires = loads(text)
    except BadJson as error:
        raise BadTrace(f"{path}: it {error}: {AGAIN}.") from None
    if isinstance(wires, dict) and "v" not in wires:
        wires = list(wires.values())
    listed = wires if isinstance(wires, list) else [wires]
    return [from_wire(wire, kind, str(path)) for wire in listed]


def from_wire(wire: Any, kind: type[Trace], file: str = "") -> Trace:
    """The trace that plain values hold; raises BadTrace when they hold none."""
    try:
        if wire["v"] != FORMAT:
            has = f"{file or 'The trace'} has format {str(wire['v'])[:80]!r}"
            raise BadTrace(f"{has}, not {FORMAT}: export it again.")
        return kind(
            _name(wire, "order_id"),
            _name(wire, "side"),
            tuple(_span(each) for each in _checked(list, wire["spans"], "spans")),
            tuple(
                _built(Transition, e) for e in _checked(list, wire["transitions"], "transitions")
            ),
            tuple(_checked(str, e, "missing") for e in _listed(wire.get("missing"), "missing")),
            file,
        )
    except (KeyError, TypeError, AttributeError) as error:
        what = f"it has no {error}" if isinstance(error, KeyError) else str(error)[:200]
        raise BadTrace(f"{file or 'That'} is no trace ({what}): {AGAIN}.") from None


def _name(wire: dict[str, Any], name: str) -> str:
    told: str = _checked(str, wire[name], name)
    if not told:
        raise TypeError(f"{name} is empty")
    return told


def _span(wire: dict[str, Any]) -> Span:
    calls = tuple(_built(TracedCall, each) for each in _listed(wire.get("calls"), "calls"))
    span = _built(Span, {**wire, "trigger": _built(Trigger, wire["trigger"]), "calls": calls})
    if span.role not in _ROLES:
        raise TypeError(f"role is {span.role!r}, none of {', '.join(_ROLES)}")
    return span


def _built(kind: type[T], wire: dict[str, Any]) -> T:
    """An instance from its fields; fields of a later version are passed over."""
    known = _TYPES[kind]
    given = {name: value for name, value in wire.items() if name in known}
    if isinstance(given.get("error"), dict):
        given["error"] = _built(Failure, given["error"])
    if kind is not Failure and (empty := [name for name, value in given.items() if value == ""]):
        raise TypeError(f"{empty[0]} is empty")
    return kind(**{name: _checked(known[name], value, name) for name, value in given.items()})


def _checked(wanted: Any, value: Any, name: str) -> Any:
    """The value, which is of the type that the field has; raises TypeError."""
    union = get_args(wanted) if isinstance(wanted, UnionType) else (wanted,)
    kinds = tuple(get_origin(each) or each for each in union)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and not -_LARGEST <= value <= _LARGEST:  # infinite, or no number, too
        raise TypeError(f"{name} is out of range")
    if isinstance(value, bool) and bool not in kinds:
        fits = False
    else:
        fits = isinstance(value, kinds) or (number and float in kinds)
    if not fits:
        raise TypeError(
            f"{name} is {str(value)[:80]!r}, which is no {_WORDS.get(kinds[0], kinds[0])}"
        )
    return value


def _listed(value: Any, name: str) -> list[Any]:
    listed: list[Any] = [] if value is None else _checked(list, value, name)
    return listed


def _without_defaults(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {name: _without_defaults(each) for name, each in value.items()}
        return {name: each for name, each in kept.items() if not _says_nothing(each)}
    if isinstance(value, (list, tuple)):
        return [_without_defaults(each) for each in value]
    return value


def _says_nothing(value: Any) -> bool:
    return value is None or value is False or value in ("", [])
