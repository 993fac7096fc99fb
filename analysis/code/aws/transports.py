"""How a message reaches a handler: records of queues, topics and streams, and what opens them."""

from analysis.code.combining import joined, options
from analysis.code.evaluator import Evaluator
from analysis.code.messages import field, item
from analysis.code.values import Choice, Input, Known, Map, Opaque, Seq, Value, Written
from analysis.code.writing import read_text

_WRAPS = ("Records", "Sns", "Message", "body", "detail", "kinesis", "data", "dynamodb", "NewImage")
_DATA_CLASSES = {"detail_type": "detail-type", "json_body": "body", "decoded_body": "body"}
ATTRIBUTES = "@attribute"
"""Stands in a path into a message before the name of an attribute beside it."""

KINDS_OF_CHANGE = ("INSERT", "MODIFY", "REMOVE")
VALUES_OF_ATTRIBUTES = ("stringValue", "Value", "string_value", "value")
NOTHING_KNOWN = Map(rest=Map(rest=Opaque()))


def part_attribute(evaluator: Evaluator, part: Input, name: str) -> Value:
    """``event.detail`` of a data class: the field of that name."""
    return field(evaluator, part, _DATA_CLASSES.get(name, name), must=False)


def attributes_of(message: Input) -> Input:
    """The attributes beside a message."""
    return Input(message.contract, (ATTRIBUTES,))


def queued(message: Value, attributes: Value = NOTHING_KNOWN) -> Map:
    """An event with a message of a queue in it."""
    entries: dict[str, Value] = {
        "body": Written(message),
        "json_body": message,
        "messageAttributes": attributes,
    }
    return _records(Map(entries, rest=Opaque()))


def published(message: Value, attributes: Value = NOTHING_KNOWN) -> Map:
    """An event with a message of a topic in it."""
    return _records(Map({"Sns": notified(message, attributes)}, rest=Opaque()))


def enveloped(message: Input, *, raw: bool | None) -> Value:
    """What a topic puts into a queue: the message itself, or a notification with it inside."""
    if raw:
        return message
    notification = notified(message, attributes_of(message))
    if raw is None:
        notification.rest = None
        notification.behind = message
    return notification


def notified(message: Value, attributes: Value = NOTHING_KNOWN) -> Map:
    """A notification with a message of a topic in it."""
    entries: dict[str, Value] = {"Message": Written(message), "MessageAttributes": attributes}
    return Map(entries, rest=Opaque())


def streamed(message: Value) -> Map:
    """An event with a record of a Kinesis stream in it."""
    return _records(Map({"kinesis": Map({"data": Written(message)}, rest=Opaque())}, rest=Opaque()))


def changed(row: Input, before: Input, kind: str = "") -> Map:
    """An event with a change of a table's row in it: INSERT, MODIFY, REMOVE, or any."""
    images: dict[str, Value] = {"NewImage": row, "OldImage": before, "Keys": row}
    record: dict[str, Value] = {"dynamodb": Map(images, rest=Opaque())}
    told = Known(kind) if kind else Choice(tuple(Known(each) for each in KINDS_OF_CHANGE))
    record |= dict.fromkeys(("eventName", "event_name"), told)
    return _records(Map(record, rest=Opaque()))


def anything(kinds: set[str], function: str) -> Value:
    """An event of which nothing is known but what brings it."""
    if "table" in kinds:
        row = Input("table:?")
        return changed(row, row)
    return arriving(kinds, Input(f"request:{function}"))


def arriving(kinds: set[str], message: Input) -> Value:
    """An event with a message in it that comes from such nodes and from no others."""
    if kinds == {"queue"}:
        return queued(message, attributes_of(message))
    if kinds == {"topic"}:
        return published(message, attributes_of(message))
    return streamed(message) if kinds == {"stream"} else message


def _records(record: Map) -> Map:
    return Map({"Records": Seq(rest=record)}, rest=Opaque())


def unwrapped(evaluator: Evaluator, event: Value) -> Value:
    """The message in an event, whatever brought it."""
    found = [_unwrapped(evaluator, each, 8) for each in options(event)]
    return joined(found)


def _unwrapped(evaluator: Evaluator, value: Value, deep: int) -> Value:
    if isinstance(value, Seq):
        return Seq(rest=joined(_unwrapped(evaluator, each, deep - 1) for each in value.every()))
    if isinstance(value, Map) and deep:
        for name in _WRAPS:
            if name in value.entries:
                inner = read_text(item(evaluator, value, Known(name)))
                return _unwrapped(evaluator, inner, deep - 1)
    return value
