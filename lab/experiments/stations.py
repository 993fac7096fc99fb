"""Where an order waits on its way: in front of each function that takes something of it.

Read from the traces of orders that went ahead, so that it holds for any workflow in any design.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from lab.trace import OrderTrace, Span

HELD_KINDS = ("sqs", "stream", "task")
"""What sets a function off and can be kept from it; a client's own call is not under way yet."""


@dataclass(frozen=True)
class Station:
    """In front of a function: an event in its queue, a change in a stream, or a workflow's task.

    ``event`` is the event type, INSERT or MODIFY, or the state's name. ``source`` is the queue,
    table or state machine. ``after`` is, for a stream, where the order waits before the change is
    made; None when the client's own call makes it.
    """

    kind: str
    function: str
    event: str
    source: str | None = None
    after: "Station | None" = None

    @property
    def place(self) -> tuple[str, str, str]:
        """What makes it another station than others."""
        return self.kind, self.function, self.event

    def __str__(self) -> str:
        return f"{self.function}, {self.event}"


def stations_by_case(
    traces: Mapping[str, OrderTrace], everywhere: Collection[str] = ()
) -> list[tuple[str, Station]]:
    """The stations worth holding an order at, each with the case of the order.

    traces: one order's for each case; of the cases after the first, only what they pass and the
    first does not, which is where they are refused and undone; of those ``everywhere``, all.
    """
    passed = {case: stations_of(trace.spans) for case, trace in traces.items()}
    first = next(iter(passed.values()), [])
    forward = {station.place for station in first}
    return [
        (case, station)
        for case, stations in passed.items()
        for station in stations
        if stations is first or case in everywhere or station.place not in forward
    ]


def stations_of(spans: Iterable[Span]) -> list[Station]:
    """The stations on one order's way, in its order; a place passed twice counts once."""
    by_span: dict[str, Station] = {}
    for span in spans:
        trigger = span.trigger
        if trigger.kind not in HELD_KINDS or span.duplicate:
            continue
        cause = by_span.get(span.cause or "") if trigger.kind == "stream" else None
        by_span[span.id] = Station(
            trigger.kind,
            span.function,
            trigger.state or trigger.event_type or trigger.kind,
            trigger.source,
            # A message can be kept in front of its function alone; a stream only as a whole.
            cause.after if cause and cause.kind == "stream" else cause,
        )
    found: dict[tuple[str, str, str], Station] = {}
    for station in by_span.values():
        found.setdefault(station.place, station)
    return list(found.values())
