"""The probe's lines as spans: each record's own share of its invocation."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from analysis.traces.model import Failure, Span, TracedCall, Trigger
from lab.service_logs import Lines

Json = dict[str, Any]


def spans_by_order(
    lines: Lines, order_ids: Iterable[str], names: Mapping[str, str]
) -> dict[str, list[Span]]:
    """Every order's spans by time; `names` gives logical ids for physical names."""
    found: dict[str, list[Span]] = {order_id: [] for order_id in order_ids}
    errors = {str(each["message_id"]): each for each in lines.errors if "message_id" in each}
    for line in lines.probe:
        for order_id, span in _spans(line, errors, names):
            if order_id in found:
                found[order_id].append(span)
    for spans in found.values():
        spans.sort(key=lambda span: (span.started, span.id))
    return found


def _spans(
    line: Json, errors: Mapping[str, Json], names: Mapping[str, str]
) -> Iterator[tuple[str, Span]]:
    records = line["records"]
    shares = _shares(records, line.get("calls", []), names)
    for place, record in enumerate(records):
        order_id = record.get("order_id")
        if order_id is None or record["outcome"] == "again":
            continue
        calls = shares[place]
        shared = len({each.get("order_id") for each in records} - {order_id})
        request_id = str(line.get("request_id"))
        again = "/again" if line.get("duplicate") else ""
        wait = calls[0].at_ms if shared and calls else 0.0
        span = Span(
            id=f"{request_id}/{place}{again}",
            service=line.get("service") or "unknown",
            function=line.get("function") or "unknown",
            request_id=request_id,
            started=line["started"] + wait / 1000,
            duration_ms=_duration(calls) if shared else line["duration_ms"],
            attempt=record["trigger"].get("receive_count") or 1,
            outcome=record["outcome"],
            trigger=_trigger(record["trigger"], names),
            calls=tuple(calls),
            error=_error(record, errors),
            cold=bool(line.get("cold")),
            duplicate=bool(line.get("duplicate")),
            shared=shared,
        )
        yield order_id, span


def _shares(
    records: list[Json], calls: list[Json], names: Mapping[str, str]
) -> list[list[TracedCall]]:
    """Which record each call belongs to: the one being read, else the first that fits."""
    shares: list[list[TracedCall]] = [[] for _ in records]
    for call in calls:
        for order_id, said in _parts(call):
            mine = [n for n, record in enumerate(records) if record.get("order_id") == order_id]
            asked = [
                n for n in mine if records[n]["trigger"].get("event_id") == said.get("caused_by")
            ]
            place = call.get("record", next(iter(asked or mine), None))
            if isinstance(place, int) and place < len(records):
                shares[place].append(_call({**call, **said}, names))
    return shares


def _parts(call: Json) -> Iterator[tuple[str | None, Json]]:
    """A call of several orders or messages is one call to each of them."""
    messages = call.get("messages")
    if messages:
        for said in messages:
            yield said.get("order_id"), said
    elif "order_ids" in call:
        for order_id in call["order_ids"]:
            yield order_id, {}
    else:
        yield call.get("order_id"), call


def _call(call: Json, names: Mapping[str, str]) -> TracedCall:
    said = {name: call.get(name) for name in ("event_type", "event_id", "caused_by", "reason")}
    return TracedCall(
        at_ms=call["at_ms"],
        duration_ms=call.get("duration_ms", 0.0),
        service=call.get("service", "unknown"),
        operation=call.get("operation", "unknown"),
        resource=_logical(call.get("resource"), names),
        error=_failure(call.get("error")),
        drill=(call.get("drill") or {}).get("when"),
        **said,
    )


def _trigger(told: Json, names: Mapping[str, str]) -> Trigger:
    known = ("event_type", "event_id", "caused_by", "message_id", "receive_count")
    source = _logical(told.get("queue") or told.get("table"), names)
    return Trigger(kind=told["kind"], source=source, **{name: told.get(name) for name in known})


def _error(record: Json, errors: Mapping[str, Json]) -> Failure | None:
    if record["outcome"] != "error":
        return None
    # What the service itself said of this message is nearer the truth than the probe's guess.
    own = errors.get(record["trigger"].get("message_id") or "")
    if own and own.get("error"):
        return Failure(str(own["error"]), str(own.get("reason", "")))
    return _failure(record.get("error"))


def _failure(error: Json | None) -> Failure | None:
    return Failure(error["type"], error.get("message", "")) if error else None


def _duration(calls: list[TracedCall]) -> float:
    if not calls:
        return 0.0
    return round(calls[-1].at_ms + calls[-1].duration_ms - calls[0].at_ms, 3)


def _logical(physical: str | None, names: Mapping[str, str]) -> str | None:
    if physical is None:
        return None
    return ",".join(names.get(name, name) for name in physical.split(","))
