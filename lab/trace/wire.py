"""Traces to JSON and back; the format that `analysis` reads."""

import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, TypeVar

from lab.errors import LabError
from lab.trace.model import Call, Failure, Span, Transition, Trigger
from lab.trace.order_trace import OrderTrace

FORMAT = 1
_NUMBERS = frozenset({"at", "at_ms", "attempt", "duration_ms", "started"})
T = TypeVar("T")


class BadTraceFile(LabError):
    """A trace file cannot be used; the text names file and remedy."""


def to_wire(trace: OrderTrace) -> dict[str, Any]:
    """The trace as plain dicts and lists; what is unknown is left out."""
    wire: dict[str, Any] = _without_defaults(asdict(trace))
    wire["side"] = wire.pop("design")
    return {"v": FORMAT, "spans": [], "transitions": [], **wire}


def to_json(*traces: OrderTrace) -> str:
    """One trace as an object, several as a list; two-space indented, with a final newline."""
    wires = [to_wire(trace) for trace in traces]
    return json.dumps(wires[0] if len(wires) == 1 else wires, indent=2, ensure_ascii=False) + "\n"


def from_wire(wire: dict[str, Any]) -> OrderTrace:
    """The trace a dict holds; raises BadTraceFile when it holds none."""
    try:
        if wire["v"] != FORMAT:
            raise BadTraceFile(f"it has format {wire['v']!r}: export it again, as {FORMAT}.")
        return OrderTrace(
            wire["order_id"],
            _name(wire["side"]),
            tuple(_span(each) for each in wire["spans"]),
            tuple(_built(Transition, each) for each in wire["transitions"]),
            tuple(wire.get("missing", ())),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise BadTraceFile(
            f"that is no trace ({error!r}): give a file that ripple exported."
        ) from error


def from_json(text: str) -> list[OrderTrace]:
    """The traces in an exported text: one, a list, or an object by order id.

    Raises BadTraceFile.
    """
    try:
        wires = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadTraceFile(
            f"that is not JSON ({error}): give a file that ripple exported."
        ) from error
    if isinstance(wires, dict) and "v" not in wires:
        wires = list(wires.values())
    return [from_wire(wire) for wire in (wires if isinstance(wires, list) else [wires])]


def read_traces(path: Path) -> list[OrderTrace]:
    """The traces in a file; raises BadTraceFile naming it."""
    try:
        return from_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = error.strerror or error
        raise BadTraceFile(
            f"{path} cannot be read ({reason}): give a file that ripple exported."
        ) from error
    except UnicodeDecodeError as error:
        raise BadTraceFile(f"{path} is not text: give a file that ripple exported.") from error
    except BadTraceFile as error:
        raise BadTraceFile(f"{path}: {error}") from error


def _name(told: Any) -> str:
    if not isinstance(told, str):
        raise TypeError(f"side is {told!r}, not a name")
    return told


def _span(wire: dict[str, Any]) -> Span:
    calls = tuple(_built(Call, each) for each in wire.get("calls", ()))
    return _built(Span, {**wire, "trigger": _built(Trigger, wire["trigger"]), "calls": calls})


def _built(kind: type[T], wire: dict[str, Any]) -> T:
    """An instance from its fields; fields of a later version are passed over."""
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    given = {name: value for name, value in wire.items() if name in known}
    for name in _NUMBERS & given.keys():
        if not isinstance(given[name], (int, float)):
            raise TypeError(f"{name} is {given[name]!r}, not a number")
    if isinstance(given.get("error"), dict):
        given["error"] = Failure(**given["error"])
    return kind(**given)


def _without_defaults(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {name: _without_defaults(each) for name, each in value.items()}
        return {name: each for name, each in kept.items() if not _says_nothing(each)}
    if isinstance(value, (list, tuple)):
        return [_without_defaults(each) for each in value]
    return value


def _says_nothing(value: Any) -> bool:
    return value is None or value is False or value in ("", [])
