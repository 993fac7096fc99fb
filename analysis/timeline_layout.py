"""Where everything stands in a drawing of a trace: lanes are who, columns are causes.

A box stands one column behind what caused it, whatever the clock said, so that a slow machine
and a fast one give the same picture.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from analysis.palette import ROLES
from analysis.refusals import BadTrace, TooMuchToDraw
from analysis.walking import grouped
from analysis.wording import clipped

CLIENT = "client"
MOST_STEPS = 2000  # spans and events of all that is drawn in one picture
Json = Mapping[str, Any]


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


def picture_of(trace: Json) -> Picture:
    """The picture of an exported trace (`lab.trace.to_wire`)."""
    picture = Picture(
        trace["order_id"], trace["side"], not trace.get("missing"), bool(trace["transitions"])
    )
    if picture.stepwise:
        _draw_workflow(picture, trace)
    else:
        _draw_events(picture, trace["spans"])
    return picture


def pictures_of(traces: Sequence[Json]) -> list[Picture]:
    """The pictures of exported traces, which need not be well formed.

    Raises:
        TooMuchToDraw: they have more steps than fit a picture.
        BadTrace: one is no trace.
    """
    try:
        steps = sum(len(each["spans"]) + len(each["transitions"]) for each in traces)
        if steps > MOST_STEPS:
            raise TooMuchToDraw(
                f"The traces have {steps:,} steps, and a picture holds {MOST_STEPS:,}: "
                "draw one order at a time, or print them as text."
            )
        return [_checked(picture_of(each)) for each in traces]
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise BadTrace(
            f"What is to be drawn is no trace ({error!r:.120}): export it again."
        ) from None


def _checked(picture: Picture) -> Picture:
    """The picture itself; a ValueError where it holds what cannot be drawn."""
    boxes = picture.boxes.values()
    texts = [picture.order_id, picture.side, *picture.lanes]
    texts += [text for box in boxes for text in (box.lane, box.text, box.tag)]
    roles = {each.role for each in boxes} | {each.role for each in picture.arrows}
    if not all(isinstance(each, str) for each in texts):
        raise ValueError("something is no text")
    if unknown := roles - ROLES.keys():
        raise ValueError(f"there is no role {min(unknown)!r}")
    return picture


def lanes_in_common(pictures: Sequence[Picture]) -> None:
    """Give all pictures their services in the same order: that of the picture told step by step."""
    order: list[str] = []
    for picture in sorted(pictures, key=lambda each: not each.stepwise):
        order += [lane for lane in picture.lanes if lane not in order]
    for picture in pictures:
        picture.lanes.sort(key=order.index)


# Choreography ----------------------------------------------------------------------------------


def _draw_events(picture: Picture, spans: Sequence[Json]) -> None:
    known = {span["id"]: span for span in spans}
    before = _previous_attempts(spans)
    depths: dict[str, int] = {}

    def depth(span: Json) -> int:
        if span["id"] not in depths:
            causes = [known.get(span.get("cause") or ""), before.get(span["id"])]
            depths[span["id"]] = 0  # a circle in a broken trace ends here
            depths[span["id"]] = max((depth(cause) + 1 for cause in causes if cause), default=0)
        return depths[span["id"]]

    speaking = [span for span in spans if _said(span)]
    first = {s["service"]: 99 for s in spans}
    for span in speaking:
        first[span["service"]] = min(first[span["service"]], depth(span))
    services = sorted(first, key=lambda service: (first[service], service))
    picture.lanes = [CLIENT, *services]
    in_turn = sorted(
        spans,
        key=lambda s: (depth(s), services.index(s["service"]), s["attempt"], _heard(s), s["id"]),
    )
    for span in in_turn:
        cause = picture.boxes.get(span.get("cause") or "")
        earlier = before.get(span["id"])
        latest = picture.boxes.get(earlier["id"]) if earlier else None
        behind = [box.column for box in (cause, latest) if box]
        column = max(behind, default=-1) + 1
        box = picture.place(
            Box(span["id"], span["service"], column, _did(span), _role(span), _heard(span))
        )
        if latest:
            picture.arrows.append(TraceArrow(latest.id, box.id, "again", "fault"))
        elif cause:
            picture.arrows.append(TraceArrow(cause.id, box.id, "message", _carried(span, known)))
        elif span["trigger"]["kind"] == "invoke":
            _asked_by_client(picture, box)


def _asked_by_client(picture: Picture, box: Box) -> None:
    client = picture.boxes.get(CLIENT) or picture.place(Box(CLIENT, CLIENT, 0, "order", "note"))
    picture.arrows.append(TraceArrow(client.id, box.id, "call"))


def _previous_attempts(spans: Sequence[Json]) -> dict[str, Json]:
    """For each redelivery, the attempt before it."""
    found: dict[str, Json] = {}
    latest: dict[tuple[Any, ...], Json] = {}
    for span in sorted(spans, key=lambda s: (s["attempt"], s["started"], s["id"])):
        message = span["trigger"].get("message_id")
        key = (span["function"], message)
        if message and key in latest and latest[key]["outcome"] == "error":
            found[span["id"]] = latest[key]
        latest[key] = span
    return found


def _said(span: Json) -> list[Json]:
    return [
        call
        for call in span.get("calls", ())
        if call.get("event_type") and ("error" not in call or call.get("drill") == "after")
    ]


def _did(span: Json) -> str:
    if span.get("role") == "fault":
        return "failed\n" + _wrapped((span.get("error") or {}).get("type", ""))
    said = {call["event_type"]: call.get("reason") for call in _said(span)}
    if said:
        return "\n".join(
            _wrapped(spaced(kind))
            + (f"\n{spaced(reason).lower()}" if reason and span["role"] == "refusal" else "")
            for kind, reason in said.items()
        )
    return "writes table" if any(_writes(call) for call in span.get("calls", ())) else "looks"


def _writes(call: Json) -> bool:
    readers = ("Get", "BatchGet", "TransactGet", "Query", "Scan")
    return call["service"] == "dynamodb" and not call["operation"].startswith(readers)


def _role(span: Json) -> str:
    if span.get("role", "deed") == "deed" and not _said(span):
        return "note"
    return str(span.get("role", "deed"))


def _heard(span: Json) -> str:
    trigger = span["trigger"]
    twice = " (twice)" if span.get("duplicate") else ""
    if trigger["kind"] == "stream":
        return f"table changed{twice}"
    return f"{trigger['event_type']}{twice}" if trigger.get("event_type") else ""


def _carried(span: Json, known: Mapping[str, Json]) -> str:
    """The role of what came along the arrow: a refusal's event is drawn as the refusal."""
    cause = known.get(span.get("cause") or "", {})
    role = str(cause.get("role", "deed"))
    return "deed" if role == "fault" else role


# Orchestration ---------------------------------------------------------------------------------


def _draw_workflow(picture: Picture, trace: Json) -> None:
    events = trace["transitions"]
    served = grouped(
        ((span["trigger"].get("execution"), span["trigger"].get("scheduled")), span)
        for span in trace["spans"]
    )
    machine = events[0]["machine"]
    services = dict.fromkeys(
        span["service"]
        for event in events
        for span in served.get((event["execution"], event["id"]), ())
    )
    picture.lanes = [CLIENT, machine, *services]
    client = picture.place(Box(CLIENT, CLIENT, 0, "order", "note"))
    last: Box | None = None
    for event in events:
        text = _chip(event, served)
        if text is None:
            continue
        column = last.column + 1 if last else 0
        spans = served.get((event["execution"], event["id"]), [])
        role = spans[0].get("role", "deed") if spans else last.role if last else "deed"
        chip_role = {"refusal": "deed", "fault": "deed"}.get(role, role)
        chip = picture.place(
            Box(f"{event['execution']}/{event['id']}", machine, column, text, chip_role)
        )
        if last:
            picture.arrows.append(TraceArrow(last.id, chip.id, "next", chip_role))
        else:
            picture.arrows.append(TraceArrow(client.id, chip.id, "call"))
        for span in spans:
            _call(picture, chip, span)
        last = chip


def _chip(event: Json, served: Mapping[tuple[Any, Any], list[Json]]) -> str | None:
    """What stands in the workflow's lane for this event, if anything."""
    kind = event["type"]
    if kind == "ExecutionStarted":
        return "start"
    if kind.endswith("Scheduled"):
        spans = served.get((event["execution"], event["id"]), [])
        attempt = spans[0]["attempt"] if spans else 1
        again = f"\nattempt {attempt}" if attempt > 1 else ""
        return _wrapped(event.get("state", "?")) + again
    if kind.endswith("StateEntered") and not kind.startswith(("Task", "Activity")):
        return _wrapped(event.get("state", "?"))
    if kind in ("ExecutionFailed", "ExecutionTimedOut", "ExecutionAborted"):
        return f"failed\n{_wrapped((event.get('error') or {}).get('type', ''))}"
    return None


def _call(picture: Picture, chip: Box, span: Json) -> None:
    role = span.get("role", "deed")
    error = (span.get("error") or {}).get("type", "")
    text = {
        "refusal": f"refused\n{spaced(error).lower()}",
        "fault": f"failed\n{_wrapped(error)}",
    }.get(role, "done")
    tag = "twice" if span.get("duplicate") else ""
    box = picture.place(Box(span["id"], span["service"], chip.column, text, role, tag))
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
