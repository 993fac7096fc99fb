"""Where everything stands in a drawing of a trace: lanes are who, columns are causes.

A box stands one column behind what caused it, whatever the clock said, so that a slow machine
and a fast one give the same picture.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from analysis.records import dataclass
from analysis.refusals import TooMuchToDraw
from analysis.traces.model import Recorded, Span, Transition
from analysis.traces.wire import Wire, traces_of
from analysis.walking import grouped
from analysis.wording import clipped

CLIENT = "client"
MOST_STEPS = 2000  # spans and events of all that is drawn in one picture
Served = Mapping[tuple[str | None, int | None], Sequence[Span]]
"""The runs of functions that served each event of an execution."""


@dataclass(frozen=True)
class Box:
    """One deed: in whose lane, at which column, what it says, and what it answers to."""

    id: str
    lane: str
    column: int
    text: str
    role: str
    tag: str = ""


@dataclass(frozen=True)
class TraceArrow:
    """From box to box; kind is message, call, reply, next (inside a workflow) or again."""

    source: str
    target: str
    kind: str
    role: str = "deed"


@dataclass
class Picture:
    """Boxes and arrows on lanes; ``stepwise`` where a workflow tells it step by step."""

    order_id: str
    side: str
    complete: bool = True
    stepwise: bool = False
    lanes: list[str] = field(default_factory=list)
    boxes: dict[str, Box] = field(default_factory=dict)
    arrows: list[TraceArrow] = field(default_factory=list)

    @property
    def columns(self) -> int:
        """How many columns are used."""
        return 1 + max((box.column for box in self.boxes.values()), default=0)

    def place(self, box: Box) -> Box:
        """Put the box at its column, or at the next one that is free in its lane."""
        taken = {other.column for other in self.boxes.values() if other.lane == box.lane}
        column = box.column
        while column in taken:
            column += 1
        placed = Box(box.id, box.lane, column, box.text, box.role, box.tag)
        self.boxes[box.id] = placed
        return placed


def picture_of(trace: Recorded) -> Picture:
    """The picture of a trace."""
    picture = Picture(trace.order_id, trace.design, not trace.missing, bool(trace.transitions))
    if picture.stepwise:
        _draw_workflow(picture, trace)
    else:
        _draw_events(picture, trace.spans)
    return picture


def pictures_of(traces: Iterable[Wire | Recorded]) -> list[Picture]:
    """The pictures of traces, as they were recorded or exported.

    Raises:
        TooMuchToDraw: they have more steps than fit a picture.
        BadTrace: one is no trace.
    """
    read = traces_of(traces)
    steps = sum(len(each.spans) + len(each.transitions) for each in read)
    if steps > MOST_STEPS:
        raise TooMuchToDraw(
            f"The traces have {steps:,} steps, and a picture holds {MOST_STEPS:,}: "
            "draw one order at a time, or print them as text."
        )
    return [picture_of(each) for each in read]


def lanes_in_common(pictures: Sequence[Picture]) -> None:
    """Give all pictures their services in the same order: that of the picture told step by step."""
    order: list[str] = []
    for picture in sorted(pictures, key=lambda each: not each.stepwise):
        order += [lane for lane in picture.lanes if lane not in order]
    for picture in pictures:
        picture.lanes.sort(key=order.index)


# Choreography ----------------------------------------------------------------------------------


def _draw_events(picture: Picture, spans: Sequence[Span]) -> None:
    known = {span.id: span for span in spans}
    before = _previous_attempts(spans)
    depths: dict[str, int] = {}

    def depth(span: Span) -> int:
        if span.id not in depths:
            causes = [known.get(span.cause or ""), before.get(span.id)]
            depths[span.id] = 0  # a circle in a broken trace ends here
            depths[span.id] = max((depth(cause) + 1 for cause in causes if cause), default=0)
        return depths[span.id]

    speaking = [span for span in spans if span.said]
    first = {s.service: 99 for s in spans}
    for span in speaking:
        first[span.service] = min(first[span.service], depth(span))
    services = sorted(first, key=lambda service: (first[service], service))
    picture.lanes = [CLIENT, *services]
    in_turn = sorted(
        spans,
        key=lambda s: (depth(s), services.index(s.service), s.attempt, _heard(s), s.id),
    )
    for span in in_turn:
        cause = picture.boxes.get(span.cause or "")
        earlier = before.get(span.id)
        latest = picture.boxes.get(earlier.id) if earlier else None
        behind = [box.column for box in (cause, latest) if box]
        column = max(behind, default=-1) + 1
        box = picture.place(
            Box(span.id, span.service, column, _did(span), _role(span), _heard(span))
        )
        if latest:
            picture.arrows.append(TraceArrow(latest.id, box.id, "again", "fault"))
        elif cause:
            picture.arrows.append(TraceArrow(cause.id, box.id, "message", _carried(span, known)))
        elif span.trigger.kind == "invoke":
            _asked_by_client(picture, box)


def _asked_by_client(picture: Picture, box: Box) -> None:
    client = picture.boxes.get(CLIENT) or picture.place(Box(CLIENT, CLIENT, 0, "order", "note"))
    picture.arrows.append(TraceArrow(client.id, box.id, "call"))


def _previous_attempts(spans: Sequence[Span]) -> dict[str, Span]:
    """For each redelivery, the attempt before it."""
    found: dict[str, Span] = {}
    latest: dict[tuple[str, str | None], Span] = {}
    for span in sorted(spans, key=lambda s: (s.attempt, s.started, s.id)):
        message = span.trigger.message_id
        key = (span.function, message)
        if message and key in latest and latest[key].outcome == "error":
            found[span.id] = latest[key]
        latest[key] = span
    return found


def _did(span: Span) -> str:
    if span.role == "fault":
        return f"failed\n{_wrapped(_error(span))}"
    said = {call.event_type or "": call.reason for call in span.said}
    if said:
        return "\n".join(
            _wrapped(spaced(kind))
            + (f"\n{spaced(reason).lower()}" if reason and span.role == "refusal" else "")
            for kind, reason in said.items()
        )
    return "writes table" if any(call.writes for call in span.calls) else "looks"


def _error(of: Span | Transition) -> str:
    return of.error.type if of.error else ""


def _role(span: Span) -> str:
    return "note" if span.role == "deed" and not span.said else span.role


def _heard(span: Span) -> str:
    trigger = span.trigger
    twice = " (twice)" if span.duplicate else ""
    if trigger.kind == "stream":
        return f"table changed{twice}"
    return f"{trigger.event_type}{twice}" if trigger.event_type else ""


def _carried(span: Span, known: Mapping[str, Span]) -> str:
    """The role of what came along the arrow: a refusal's event is drawn as the refusal."""
    cause = known.get(span.cause or "")
    return "deed" if cause is None or cause.role == "fault" else cause.role


# Orchestration ---------------------------------------------------------------------------------


def _draw_workflow(picture: Picture, trace: Recorded) -> None:
    events = trace.transitions
    served = grouped(((s.trigger.execution, s.trigger.scheduled), s) for s in trace.spans)
    machine = events[0].machine
    services = dict.fromkeys(
        span.service for event in events for span in served.get((event.execution, event.id), ())
    )
    picture.lanes = [CLIENT, machine, *services]
    client = picture.place(Box(CLIENT, CLIENT, 0, "order", "note"))
    last: Box | None = None
    for event in events:
        text = _chip(event, served)
        if text is None:
            continue
        column = last.column + 1 if last else 0
        spans = served.get((event.execution, event.id), [])
        role = spans[0].role if spans else last.role if last else "deed"
        chip_role = {"refusal": "deed", "fault": "deed"}.get(role, role)
        chip = picture.place(Box(f"{event.execution}/{event.id}", machine, column, text, chip_role))
        if last:
            picture.arrows.append(TraceArrow(last.id, chip.id, "next", chip_role))
        else:
            picture.arrows.append(TraceArrow(client.id, chip.id, "call"))
        for span in spans:
            _call(picture, chip, span)
        last = chip


def _chip(event: Transition, served: Served) -> str | None:
    """What stands in the workflow's lane for this event, if anything."""
    kind = event.type
    if kind == "ExecutionStarted":
        return "start"
    if kind.endswith("Scheduled"):
        spans = served.get((event.execution, event.id), ())
        attempt = spans[0].attempt if spans else 1
        again = f"\nattempt {attempt}" if attempt > 1 else ""
        return _wrapped(event.state or "?") + again
    if kind.endswith("StateEntered") and not kind.startswith(("Task", "Activity")):
        return _wrapped(event.state or "?")
    if kind in ("ExecutionFailed", "ExecutionTimedOut", "ExecutionAborted"):
        return f"failed\n{_wrapped(_error(event))}"
    return None


def _call(picture: Picture, chip: Box, span: Span) -> None:
    role, error = span.role, _error(span)
    text = {
        "refusal": f"refused\n{spaced(error).lower()}",
        "fault": f"failed\n{_wrapped(error)}",
    }.get(role, "done")
    tag = "twice" if span.duplicate else ""
    box = picture.place(Box(span.id, span.service, chip.column, text, role, tag))
    picture.arrows.append(TraceArrow(chip.id, box.id, "call", "undo" if role == "undo" else "deed"))
    picture.arrows.append(TraceArrow(box.id, chip.id, "reply", role))


# Words -----------------------------------------------------------------------------------------


def spaced(name: str) -> str:
    """A name in CamelCase as words with one capital: ``StockReserved`` is ``Stock reserved``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).capitalize()


def _wrapped(text: str, width: int = 12) -> str:
    """The text in lines of about so many characters, cut at spaces and at capitals."""
    lines = [""]
    for space, word in re.findall(r"( ?)((?:[A-Z]+|[^ A-Z])[^ A-Z]*)", text):
        if lines[-1] and len(lines[-1]) + len(space) + len(word) > width:
            lines.append(word)
        else:
            lines[-1] += space + word
    return "\n".join(clipped(line, width + 4) for line in lines[:3])


def used_roles(pictures: Iterable[Picture]) -> list[str]:
    """The roles that occur, in the order of a legend."""
    found = {box.role for picture in pictures for box in picture.boxes.values()}
    return [role for role in ("deed", "note", "refusal", "undo", "fault") if role in found]
