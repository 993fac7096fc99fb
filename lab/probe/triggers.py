"""What an invocation is about: the orders in its event, and what triggered each."""

import json
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

MARK = "ripple_order"
"""What a drilled message has beside its body: the order it is about, whatever its body says."""


@dataclass
class Record:
    """One order's share of an invocation."""

    order_id: str | None
    trigger: Json
    identifier: str | None = None  # how the handler names it in batchItemFailures
    outcome: str = "ok"
    error: Json | None = None
    source: Any = field(default=None, repr=False)  # the record as it came, for a duplicate
    marked: bool = False  # it came with the order's mark
    shown: Json = field(default_factory=dict, repr=False)  # in full, where a drill asks for it


def records_of(event: Any) -> list[Record]:
    """The records of any event: an SQS or stream batch, else one direct call."""
    batch = event.get("Records") if isinstance(event, dict) else None
    if isinstance(batch, list) and batch and isinstance(batch[0], dict):
        if batch[0].get("eventSource") == "aws:sqs":
            return [_sqs(record) for record in batch]
        if batch[0].get("eventSource") == "aws:dynamodb":
            return [_stream(record) for record in batch]
    return [_direct(event)]


def message_of(text: Any) -> Json:
    """The event a message body carries, {} when it is none; SNS's envelope is taken off."""
    try:
        body = json.loads(text) if isinstance(text, str) and text[:1] == "{" else None
    except ValueError:
        return {}
    if not isinstance(body, dict):
        return {}
    return message_of(body["Message"]) if body.get("Type") == "Notification" else body


def text_or_none(value: Any) -> str | None:
    """The value if it is a string that says something."""
    return value if isinstance(value, str) and value else None


def _sqs(record: Json) -> Record:
    body = message_of(record.get("body"))
    attributes = record.get("messageAttributes") or {}
    attribute = attributes.get("event_type") or {}
    mark = text_or_none((attributes.get(MARK) or {}).get("stringValue"))
    identifier = text_or_none(record.get("messageId"))
    trigger = {
        "kind": "sqs",
        "event_type": text_or_none(attribute.get("stringValue")) or text_or_none(body.get("type")),
        "message_id": identifier,
        "event_id": text_or_none(body.get("id")),
        "caused_by": text_or_none(body.get("caused_by")),
        "queue": _last(record.get("eventSourceARN")),
        "receive_count": _count((record.get("attributes") or {}).get("ApproximateReceiveCount")),
    }
    order_id = mark or text_or_none(body.get("order_id"))
    told = _without_nones(trigger)
    return Record(order_id, told, identifier, source=record, marked=bool(mark))


def _stream(record: Json) -> Record:
    change = record.get("dynamodb") or {}
    image = change.get("NewImage") or change.get("OldImage") or {}
    key = ((change.get("Keys") or {}).get("pk") or {}).get("S") or ""
    order_id = (image.get("order_id") or {}).get("S") or key.partition("#")[2]
    trigger = {
        "kind": "stream",
        "event_type": text_or_none(record.get("eventName")),
        "message_id": text_or_none(record.get("eventID")),
        "table": _table(record.get("eventSourceARN")),
        "key": text_or_none(key),
    }
    identifier = text_or_none(change.get("SequenceNumber"))
    return Record(text_or_none(order_id), _without_nones(trigger), identifier, source=record)


def _direct(event: Any) -> Record:
    body = event if isinstance(event, dict) else {}
    order = body.get("order")
    inner = order.get("order_id") if isinstance(order, dict) else None
    order_id = text_or_none(body.get("order_id")) or text_or_none(inner)
    # A whole order at top level is a client's; wrapped or cut to size, it is a workflow's task.
    kind = "invoke" if order_id is None or {"customer", "lines"} <= body.keys() else "task"
    return Record(order_id, {"kind": kind}, source=event)


def _last(arn: Any) -> str | None:
    return arn.rpartition(":")[2] if isinstance(arn, str) else None


def _table(arn: Any) -> str | None:
    parts = arn.split("/") if isinstance(arn, str) else []
    return parts[1] if len(parts) > 1 else None


def _count(text: Any) -> int | None:
    return int(text) if isinstance(text, (str, int)) and str(text).isdecimal() else None


def _without_nones(fields: Json) -> Json:
    return {name: value for name, value in fields.items() if value is not None}
