"""What follows from what: each span's cause, its role in the story, and the causal order."""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import replace

from analysis.traces.model import Span, Transition
from lab.trace.attempts import Attempt, attempts_of

CLOCK_SKEW = 1.0  # seconds by which a function's clock may differ from the workflow's


def linked_by_history(spans: Sequence[Span], transitions: Iterable[Transition]) -> list[Span]:
    """The spans with cause and role by an execution's history, every cause before its effects."""
    return causal_order(_of_workflow(spans, attempts_of(transitions)))


def linked_by_messages(spans: Sequence[Span], _: Iterable[Transition] = ()) -> list[Span]:
    """The spans with cause and role by who published what, every cause before its effects."""
    return causal_order(_with_roles([replace(span, cause=_cause(span, spans)) for span in spans]))


def causal_order(spans: Iterable[Span]) -> list[Span]:
    """By time, but never an effect before its cause, whatever the clocks say."""
    found = {span.id: span for span in spans}
    effects: dict[str | None, list[Span]] = {}
    for span in found.values():
        effects.setdefault(span.cause if span.cause in found else None, []).append(span)
    ready = [(span.started, span.id) for span in effects.get(None, [])]
    heapq.heapify(ready)
    ordered: list[Span] = []
    while ready:
        _, span_id = heapq.heappop(ready)
        ordered.append(found[span_id])
        for effect in effects.get(span_id, []):
            heapq.heappush(ready, (effect.started, effect.id))
    return ordered


def _cause(span: Span, spans: Sequence[Span]) -> str | None:
    if span.trigger.kind == "sqs":
        told = span.trigger.event_id
        publishers = [s for s in spans if told and any(c.event_id == told for c in s.said)]
        return _nearest(span, publishers)
    if span.trigger.kind == "stream":
        writers = [s for s in spans if s is not span and _changed(s, span.trigger.source)]
        # What the announcement says of its own cause is surer than the clock.
        named = {call.caused_by for call in span.said} - {None}
        exact = [s for s in writers if s.trigger.event_id in named]
        return _nearest(span, exact or writers)
    return None


def _changed(span: Span, table: str | None) -> bool:
    return any(call.writes and call.done and call.resource == table for call in span.calls)


def _nearest(span: Span, candidates: list[Span]) -> str | None:
    """The last candidate before the span, else the first of all."""
    others = [each for each in candidates if each.id != span.id]
    earlier = [each for each in others if each.started <= span.started]
    if earlier:
        return max(earlier, key=lambda each: each.started).id
    return min(others, key=lambda each: each.started).id if others else None


def _with_roles(spans: list[Span]) -> list[Span]:
    undoing: dict[str, bool] = {}
    told: list[Span] = []
    for span in causal_order(spans):
        reasons = any(call.reason for call in span.said)
        before = undoing.get(span.cause or "", False)
        undoing[span.id] = before or reasons
        role = "undo" if before else "refusal" if reasons else "deed"
        told.append(replace(span, role="fault" if span.outcome == "error" else role))
    return told


def _of_workflow(spans: Sequence[Span], attempts: Sequence[Attempt]) -> list[Span]:
    matched = _matched(spans, attempts)
    by_attempt = {(a.execution, a.id): span.id for span, a in matched.items() if not span.duplicate}
    undoing: dict[tuple[str, int], bool] = {}
    for each in attempts:
        before = undoing.get((each.execution, each.after or 0), False)
        undoing[each.execution, each.id] = before or each.result == "caught"
    told = []
    for span in spans:
        attempt = matched.get(span)
        if attempt is None:
            told.append(replace(span, role="fault" if span.error else "deed"))
            continue
        before = undoing.get((attempt.execution, attempt.after or 0), False)
        trigger = replace(
            span.trigger,
            kind="task",
            source=attempt.machine,
            state=attempt.state,
            scheduled=attempt.id,
            execution=attempt.execution,
        )
        cause = by_attempt.get((attempt.execution, attempt.after or 0))
        told.append(
            replace(
                span,
                trigger=trigger,
                attempt=attempt.number,
                cause=cause,
                role=_role(attempt, before),
            )
        )
    return told


def _role(attempt: Attempt, undoing: bool) -> str:
    if attempt.result == "caught":
        return "refusal"
    if attempt.error is not None:
        return "fault"
    return "undo" if undoing else "deed"


def _turned_away(attempt: Attempt) -> bool:
    """Whether Lambda itself refused or failed, so that the function never ran."""
    return attempt.error is not None and attempt.error.type.startswith("Lambda.")


def _matched(spans: Sequence[Span], attempts: Sequence[Attempt]) -> dict[Span, Attempt]:
    """Each span with the attempt it served: same function, in turn, within its time."""
    matched: dict[Span, Attempt] = {}
    for function in {span.function for span in spans}:
        waiting = [s for s in spans if s.function == function and not s.duplicate]
        tried = [a for a in attempts if a.function == function and not _turned_away(a)]
        for attempt in sorted(tried, key=lambda a: a.at):
            if waiting and (
                attempt.ended is None or waiting[0].started <= attempt.ended + CLOCK_SKEW
            ):
                matched[waiting.pop(0)] = attempt
    by_request = {span.request_id: attempt for span, attempt in matched.items()}
    again = [span for span in spans if span.duplicate and span.request_id in by_request]
    return {**matched, **{span: by_request[span.request_id] for span in again}}
