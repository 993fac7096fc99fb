"""A trace as a Mermaid sequence diagram, as GitHub renders it."""

import re
from collections.abc import Iterable, Iterator

from analysis.traces.model import Recorded, Span
from lab.trace.attempts import attempts_of
from lab.trace.story import CLIENT
from orderflow.refusals import words

_PLAIN = re.compile(r"[^A-Za-z0-9 _.,()/?!'+-]")


def mermaid(trace: Recorded) -> str:
    """The diagram's text; every name in it is escaped, for it may come from a message."""
    if trace.transitions:
        who, arrows = _workflow(trace)
    else:
        who, arrows = _events(trace)
    lines = ["sequenceDiagram", f"    title Order {_text(trace.order_id)}, {_text(trace.design)}"]
    lines += [f"    participant {short} as {_text(name)}" for name, short in who.items()]
    return "\n".join([*lines, *(f"    {arrow}" for arrow in arrows)]) + "\n"


def _events(trace: Recorded) -> tuple[dict[str, str], list[str]]:
    spans = {span.id: span for span in trace.spans}
    who = _names([CLIENT, *(span.service for span in trace.spans)])
    heard = {span.trigger.event_id for span in trace.spans}

    def arrows() -> Iterator[str]:
        for span in trace.spans:
            yield _arrow(span, spans.get(span.cause or ""), who)
            for said in (call for call in span.said if call.event_id not in heard):
                yield f"Note over {who[span.service]}: said {_text(str(said.event_type))}"

    return who, list(arrows())


def _arrow(span: Span, cause: Span | None, who: dict[str, str]) -> str:
    source = cause.service if cause else CLIENT
    from_, to = who[source], who[span.service]
    trigger = span.trigger
    reason = next(
        (c.reason for c in (cause.said if cause else ()) if c.event_id == trigger.event_id), None
    )
    label = {
        "sqs": trigger.event_type or "a message",
        "stream": f"{trigger.source or 'table'} changed",
    }.get(trigger.kind, "order")
    notes = [words(reason)] if reason else []
    notes += ["again"] if span.duplicate else []
    notes += [f"attempt {span.attempt}"] if span.attempt > 1 else []
    notes += [f"failed, {span.error.type}" if span.error else "failed"] if _faulty(span) else []
    text = f"{label} ({', '.join(notes)})" if notes else label
    stroke = "->>" if trigger.kind in ("invoke", "task") else "-x" if _faulty(span) else "-)"
    return f"{from_}{stroke}{to}: {_text(text)}"


def _workflow(trace: Recorded) -> tuple[dict[str, str], list[str]]:
    attempts = {(each.execution, each.id): each for each in attempts_of(trace.transitions)}
    services = {span.function: span.service for span in trace.spans}
    machine = trace.transitions[0].machine
    callees = [services.get(a.function or "", a.function or "task") for a in attempts.values()]
    who = _names([CLIENT, machine, *callees])
    flow = who[machine]

    def arrows() -> Iterator[str]:
        for event in trace.transitions:
            attempt = attempts.get((event.execution, event.id))
            if event.type == "ExecutionStarted":
                yield f"{who[CLIENT]}->>{flow}: {_text(f'start {event.execution}')}"
            elif attempt:
                callee = who[services.get(attempt.function or "", attempt.function or "task")]
                again = f" (attempt {attempt.number})" if attempt.number > 1 else ""
                yield f"{flow}->>{callee}: {_text(attempt.state + again)}"
                if attempt.error:
                    yield f"{callee}--x{flow}: {_text(attempt.error.type)}"
                elif attempt.result == "done":
                    yield f"{callee}-->>{flow}: done"
            elif event.type.startswith("Execution"):
                error = f", {event.error.type}" if event.error else ""
                ended = event.type.removeprefix("Execution").lower()
                yield f"Note over {flow}: {_text(f'{event.state or ended}{error}')}"

    return who, list(arrows())


def _names(names: Iterable[str]) -> dict[str, str]:
    """Each name and what stands for it."""
    return {name: f"p{number}" for number, name in enumerate(dict.fromkeys(names))}


def _faulty(span: Span) -> bool:
    return span.role == "fault"


def _text(text: str) -> str:
    """The text with whatever Mermaid or HTML could read as more than text made an entity."""
    escaped = _PLAIN.sub(lambda found: f"#{ord(found[0])};", text[:200])
    return re.sub(r"\bend\b", "#101;nd", escaped, flags=re.IGNORECASE)
