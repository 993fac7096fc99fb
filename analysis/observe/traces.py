"""Exported traces, checked and with a type for each part; only what a graph needs of them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.refusals import BadTrace
from analysis.regular_files import read_regular

FORMAT = 1
MOST_BYTES = 64_000_000  # some thousand orders
AGAIN = "give a file that `ripple run --trace-out` or `ripple demo` exported"


@dataclass(frozen=True, slots=True)
class TracedCall:
    """A call that a function made; ``error`` is the name of what it was answered, if not well.

    ``drill`` is "before" or "after" where the lab made it fail: before or after AWS did it.
    """

    service: str
    operation: str
    resources: tuple[str, ...]
    event_type: str
    event_id: str
    error: str
    drill: str


@dataclass(frozen=True, slots=True)
class Trigger:
    """What set a function off: a queue, a table's stream, a state, or a client."""

    kind: str
    source: str
    event_type: str
    event_id: str
    state: str


@dataclass(frozen=True, slots=True)
class Span:
    """One run of a function."""

    id: str
    service: str
    function: str
    failed: bool
    attempt: int
    trigger: Trigger
    calls: tuple[TracedCall, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """One event of an execution's history."""

    id: int
    type: str
    execution: str
    machine: str
    previous: int
    state: str
    function: str


@dataclass(frozen=True, slots=True)
class RecordedTrace:
    """What was recorded of one order; ``name`` is how evidence speaks of it."""

    name: str
    order_id: str
    side: str
    spans: tuple[Span, ...]
    history: tuple[Moment, ...]


def read_traces(path: Path) -> list[RecordedTrace]:
    """The traces in a file; raises BadTrace naming it."""
    try:
        wires = json.loads(read_regular(path, MOST_BYTES).decode("utf-8"))
    except OSError as error:
        raise BadTrace(f"{path} cannot be read ({error.strerror or error}): {AGAIN}.") from None
    except (ValueError, RecursionError):
        raise BadTrace(f"{path} is no JSON: {AGAIN}.") from None
    if isinstance(wires, dict) and "v" not in wires:
        wires = list(wires.values())
    return [trace_of(each, str(path)) for each in (wires if isinstance(wires, list) else [wires])]


def traces_of(wires: Iterable[Mapping[str, Any] | RecordedTrace]) -> list[RecordedTrace]:
    """Traces from the plain values of the export; those already read stay as they are."""
    return [each if isinstance(each, RecordedTrace) else trace_of(each) for each in wires]


def trace_of(wire: Any, name: str = "") -> RecordedTrace:
    """One trace; raises BadTrace."""
    try:
        if wire["v"] != FORMAT:
            raise BadTrace(
                f"{name or 'The trace'} has format {wire['v']!r}, not {FORMAT}: export it again."
            )
        order_id = _text(wire["order_id"])
        return RecordedTrace(
            name=name or f"trace of {order_id}",
            order_id=order_id,
            side=_text(wire["side"]),
            spans=tuple(_span(each) for each in wire["spans"]),
            history=tuple(_moment(each) for each in wire["transitions"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        what = f"it has no {error}" if isinstance(error, KeyError) else str(error)[:120]
        raise BadTrace(f"{name or 'That'} is no trace ({what}): {AGAIN}.") from None


def _span(wire: Any) -> Span:
    return Span(
        id=_text(wire["id"]),
        service=_text(wire.get("service")),
        function=_text(wire["function"]),
        failed=wire.get("outcome") == "error",
        attempt=int(wire.get("attempt") or 1),
        trigger=_trigger(wire["trigger"]),
        calls=tuple(_call(each) for each in wire.get("calls") or ()),
    )


def _trigger(wire: Any) -> Trigger:
    told = ("source", "event_type", "event_id", "state")
    return Trigger(_text(wire["kind"]), *(_text(wire.get(each)) for each in told))


def _call(wire: Any) -> TracedCall:
    error = wire.get("error")
    return TracedCall(
        service=_text(wire["service"]),
        operation=_text(wire["operation"]),
        resources=tuple(filter(None, _text(wire.get("resource")).split(","))),
        event_type=_text(wire.get("event_type")),
        event_id=_text(wire.get("event_id")),
        error=_text(error["type"]) if error else "",
        drill=_text(wire.get("drill")),
    )


def _moment(wire: Any) -> Moment:
    return Moment(
        id=int(wire["id"]),
        type=_text(wire["type"]),
        execution=_text(wire["execution"]),
        machine=_text(wire["machine"]),
        previous=int(wire.get("previous") or 0),
        state=_text(wire.get("state")),
        function=_text(wire.get("function")),
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is where a text belongs")
    return value
