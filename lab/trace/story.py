"""A trace as steps in words, and as lines that a presenter can read out.

No word is about orders: all of it is made from the names of services, events, states,
tables and errors.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.traces import wire
from analysis.traces.model import Failure, Recorded, Span
from lab.trace.attempts import Attempt, attempts_of
from orderflow.refusals import words

CLIENT = "client"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened: who, what, because of what; `role` as in Span."""

    at: float
    who: str
    what: str
    why: str
    role: str = "deed"


def steps(trace: Recorded) -> list[Step]:
    """The trace's steps in causal order."""
    if trace.transitions:
        return list(_workflow_steps(trace))
    spans = {span.id: span for span in trace.spans}
    return [_step(span, spans) for span in trace.spans]


def what_it_did(span: Span) -> str:
    """Its writes and its words; failing that, what it looked at."""
    if span.role == "fault":
        return f"failed{_with(span.error)}{_where(span)}"
    written = dict.fromkeys(c.resource or "a table" for c in span.calls if c.writes and c.done)
    said = dict.fromkeys(_said(span))
    read = dict.fromkeys(c.resource or "a table" for c in span.calls if c.service == "dynamodb")
    if written or said:
        parts = [f"wrote {', '.join(written)}"] if written else []
        return " and ".join([*parts, *([f"said {', '.join(said)}"] if said else [])])
    return f"looked at {', '.join(read)}" if read else "had nothing to do"


def _said(span: Span) -> Iterator[str]:
    for call in span.said:
        reason = f" ({words(call.reason)})" if call.reason else ""
        yield f"{call.event_type}{reason}"


def _step(span: Span, spans: dict[str, Span]) -> Step:
    again = f", at attempt {span.attempt}" if span.attempt > 1 else ""
    twice = ", given the same message twice" if span.duplicate else ""
    why = f"{_why(span, spans.get(span.cause or ''))}{twice}{again}"
    return Step(span.started, span.service, what_it_did(span), why, span.role)


def _why(span: Span, cause: Span | None) -> str:
    trigger = span.trigger
    if trigger.kind == "sqs":
        who = cause.service if cause else "someone"
        return f"{who} said {trigger.event_type or 'something'}"
    if trigger.kind == "stream":
        who = f"{cause.service} changed" if cause else "something changed in"
        return f"{who} {trigger.source or 'a table'}"
    if trigger.kind == "task":
        return "a workflow asked"
    return "a client asked"


def _workflow_steps(trace: Recorded) -> Iterator[Step]:
    attempts = attempts_of(trace.transitions)
    known = {(each.execution, each.id): each for each in attempts}
    served: dict[tuple[str | None, int | None], list[Span]] = {}
    for span in trace.spans:
        served.setdefault((span.trigger.execution, span.trigger.scheduled), []).append(span)
    told: list[Step] = []
    for event in trace.transitions:
        attempt = known.get((event.execution, event.id))
        if event.type == "ExecutionStarted":
            why = "a client asked" if event.execution == trace.order_id else "it was redriven"
            told.append(Step(event.at, event.machine, "started", why))
        elif attempt:
            before = known.get((attempt.execution, attempt.after or 0))
            told.extend(_task_steps(attempt, before, served.get((event.execution, event.id), [])))
        elif event.type.startswith("Execution"):
            told.append(_end(event.at, event.machine, event.type, event.error, trace))
    yield from told


def _task_steps(attempt: Attempt, before: Attempt | None, spans: list[Span]) -> Iterator[Step]:
    why = _led_to(before, attempt)
    if attempt.number > 1:
        why += f", at attempt {attempt.number}"
    if not spans:
        who = attempt.function or attempt.machine
        role = "fault" if attempt.error else "deed"
        came_of_it = f"failed{_with(attempt.error)}" if attempt.error else attempt.result
        yield Step(attempt.at, who, f"{attempt.state}: {came_of_it}", why, role)
    for span in spans:
        twice = ", asked the same twice" if span.duplicate else ""
        did = what_it_did(span)
        if span.role == "refusal":
            did = _refused(attempt)
        elif span.role == "fault":
            did = f"failed{_with(attempt.error or span.error)}{_where(span)}"
        yield Step(span.started, span.service, f"{attempt.state}: {did}", why + twice, span.role)


def _led_to(before: Attempt | None, attempt: Attempt) -> str:
    if before is None:
        return "the workflow began"
    if before.result == "retried" and before.state == attempt.state:
        return "it had failed"
    if before.result == "caught":
        return f"{before.state!r} was {_refused(before)}"
    return f"{before.state!r} was done"


def _end(at: float, machine: str, kind: str, error: Failure | None, trace: Recorded) -> Step:
    ended = kind.removeprefix("Execution").lower()
    last = next((t.state for t in reversed(trace.transitions) if t.enters), None)
    what = f"{ended}{_with(error)}"
    return Step(at, machine, what, f"it came to {last!r}", "fault" if error else "deed")


def _refused(attempt: Attempt) -> str:
    return f"refused ({words(attempt.error.type)})" if attempt.error else "refused"


def _with(error: Failure | None) -> str:
    return f" ({error.type})" if error else ""


def _where(span: Span) -> str:
    failed = next((call for call in reversed(span.calls) if call.error), None)
    if failed is None:
        return ""
    drill = ", a drill" if failed.drill else ""
    return f" in {failed.service} {failed.operation}{drill}"


_MARKS = {"deed": "", "refusal": "refusal", "undo": "undo", "fault": "fault"}


def folded(lines: list[str], width: int) -> list[str]:
    """The lines as they are where all fit; else each reason on an indented line of its own."""
    if max(map(len, lines), default=0) <= width:
        return lines
    told: list[str] = []
    for line in lines:
        what, because, why = line.partition("  because ")
        told.append(what.rstrip())
        if because:
            told.append(f"{'':12}because {why}")
    return told


def one_line(text: str) -> str:
    """The text without what would break a line or command a terminal."""
    return "".join(each if each.isprintable() else "?" for each in text)


class OrderTrace(Recorded):
    """One order's spans and transitions, and its story in words."""

    __slots__ = ()

    def timeline_lines(self) -> list[str]:
        """A line a step: milliseconds since the first, who, its role, what it did, because of what.

        Times are the clock's; the order of the lines is the order of causes.
        """
        told = steps(self)
        if not told:
            return ["nothing is known of this order"]
        first = min(step.at for step in told)
        who = max(len(step.who) for step in told)
        mark = max(len(_MARKS[step.role]) for step in told)
        what = max(len(step.what) for step in told)
        lines = [
            f"{(step.at - first) * 1000:7.0f} ms  {one_line(step.who):<{who}}  "
            f"{_MARKS[step.role]:<{mark}}{'  ' if mark else ''}"
            f"{one_line(step.what):<{what}}  because {one_line(step.why)}"
            for step in told
        ]
        return [*lines, *(f"{'':10}  not seen: {one_line(each)}" for each in self.missing)]

    def timeline(self, width: int = 100) -> str:
        """The story as one text, folded where a line has more than so many characters."""
        return "\n".join(folded(self.timeline_lines(), width))


def read_traces(path: Path) -> list[OrderTrace]:
    """The traces in an exported file; raises BadTrace naming it."""
    return wire.read_traces(path, OrderTrace)
