"""What an AWS call is about: its resource, the messages it sends, the orders it carries."""

import json
from collections.abc import Collection, Iterator
from typing import Any

from lab.probe.triggers import Json, message_of, text_or_none

NODES_READ = 5_000  # of one call's parameters; beyond, a call is nobody's

# Where a message lies in the parameters: (list of entries, body, attributes, type).
MESSAGES = {
    ("sns", "Publish"): (None, "Message", "MessageAttributes"),
    ("sns", "PublishBatch"): ("PublishBatchRequestEntries", "Message", "MessageAttributes"),
    ("sqs", "SendMessage"): (None, "MessageBody", "MessageAttributes"),
    ("sqs", "SendMessageBatch"): ("Entries", "MessageBody", "MessageAttributes"),
    ("events", "PutEvents"): ("Entries", "Detail", None),
}
_RESOURCES = (
    "TableName", "TopicArn", "TargetArn", "QueueUrl", "FunctionName",
    "stateMachineArn", "StreamName", "EventBusName", "Bucket",
)  # fmt: skip


def resource_of(params: Any) -> str | None:
    """The physical name of what is called; several tables of one transaction by commas."""
    if not isinstance(params, dict):
        return None
    for name in _RESOURCES:
        value = params.get(name)
        if isinstance(value, str) and value:
            return value.rpartition("/")[2].rpartition(":")[2]
    tables: dict[str, None] = {}
    for item in params.get("TransactItems") or ():
        for action in item.values() if isinstance(item, dict) else ():
            if isinstance(action, dict) and isinstance(action.get("TableName"), str):
                tables[action["TableName"]] = None
    for name in params.get("RequestItems") or ():
        tables[str(name)] = None
    return ",".join(tables) or None


def messages_of(service: str, operation: str, params: Any) -> list[Json]:
    """What each message sent says: event_type, event_id, order_id, caused_by, reason."""
    place = MESSAGES.get((service, operation))
    if place is None or not isinstance(params, dict):
        return []
    entries, body, attributes = place
    return [
        _said(entry, message_of(entry.get(body)), attributes)
        for entry in (params.get(entries) or () if entries else (params,))
        if isinstance(entry, dict)
    ]


def orders_in(params: Any, order_ids: Collection[str]) -> list[str]:
    """Those of the orders whose id occurs in the parameters as a whole token."""
    if not order_ids:
        return []
    found = {order_id for text in _texts(params) for order_id in _named(text, order_ids)}
    return [order_id for order_id in order_ids if order_id in found]


def _named(text: str, order_ids: Collection[str]) -> list[str]:
    """The order a string names: all of it, else all behind the first `#`, else one part."""
    if text in order_ids:
        return [text]
    _, mark, behind = text.partition("#")
    if not mark:
        return []
    return [behind] if behind in order_ids else [p for p in text.split("#") if p in order_ids]


def _said(entry: Json, body: Json, attributes: str | None) -> Json:
    attribute = (entry.get(attributes) or {}).get("event_type") if attributes else None
    named = attribute.get("StringValue") if isinstance(attribute, dict) else None
    data = body.get("data")
    said = {
        "event_type": text_or_none(named)
        or text_or_none(entry.get("DetailType"))
        or text_or_none(body.get("type")),
        "event_id": text_or_none(body.get("id")),
        "order_id": text_or_none(body.get("order_id")),
        "caused_by": text_or_none(body.get("caused_by")),
        "reason": text_or_none(data.get("reason")) if isinstance(data, dict) else None,
    }
    return {name: value for name, value in said.items() if value is not None}


def _texts(params: Any) -> Iterator[str]:
    """Every string of the parameters; JSON inside a string is opened."""
    waiting, left = [params], NODES_READ
    while waiting and left:
        left -= 1
        value = waiting.pop()
        if isinstance(value, str):
            yield value
            if value[:1] in ("{", "["):
                try:
                    waiting.append(json.loads(value))
                except (ValueError, RecursionError):
                    continue
        elif isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, (list, tuple)):
            waiting.extend(value)
