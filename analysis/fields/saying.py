"""What a followed handler says: events published, rows written, functions called, its answer."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from analysis.code.aws.services import named, table_of
from analysis.code.combining import options
from analysis.code.evaluator import Evaluator
from analysis.code.messages import items_of
from analysis.code.state import Arguments, AwsCall
from analysis.code.values import Choice, Known, Map, Opaque, Place, Seq, Value
from analysis.code.writing import read_text
from analysis.fields.drafts import Drafts, Link, Path
from analysis.fields.flattening import Found, flattened
from analysis.fields.naming import PAYLOADS
from analysis.fields.rows import Row, conditions
from analysis.graph import Evidence

_WHERE_TYPES_ARE = 2  # steps into a message
_SET = re.compile(r"([#\w]{1,80})(?:\.[#\w.]{1,200})?\s{0,8}=\s{0,8}([^,]{1,300})")
_HOLDER = re.compile(r":\w{1,80}")


@dataclass(frozen=True, slots=True)
class Message:
    """Something published: on which channel, its text, and what says its type."""

    channel: str
    body: Value
    types: tuple[str, ...]
    attributes: Mapping[str, str]
    place: Place
    on_bus: bool = False


def shown(place: Place | None) -> tuple[Evidence, ...]:
    """A place as evidence."""
    if place is None:
        return ()
    return (place.evidence,)


def messages(evaluator: Evaluator) -> Iterator[Message]:
    """Everything that was published."""
    for call in evaluator.calls:
        if call.service == "events" and call.operation == "put_events":
            for entry in _entries(evaluator, call.arguments.get("Entries")):
                yield _on_bus(evaluator, entry, call)
        elif call.operation.startswith(("publish", "send_message", "put_record", "send_messages")):
            yield from _on_channel(evaluator, call)


def _entries(evaluator: Evaluator, value: Value | None) -> Iterator[Map]:
    items = items_of(evaluator, value) if value is not None else Seq()
    for each in (*items.items, *([items.rest] if items.rest is not None else [])):
        yield from (one for one in options(each) if isinstance(one, Map))


def _on_bus(evaluator: Evaluator, entry: Map, call: AwsCall) -> Message:
    names = {"Detail": "detail", "DetailType": "detail-type", "Source": "source"}
    entries = {
        called: read_text(entry.entries[name])
        for name, called in names.items()
        if name in entry.entries
    }
    places = {called: entry.places[name] for name, called in names.items() if name in entry.places}
    bus = entry.entries.get("EventBusName")
    channel = named(evaluator, bus, "bus") if bus is not None else "ext:bus/default"
    types = texts(entry.entries.get("DetailType"))
    return Message(channel, Map(entries, places=places), types, {}, call.place, on_bus=True)


_BODIES = ("Message", "MessageBody", "Data", "message", "Body")
_CHANNELS = (
    ("TopicArn", "topic"),
    ("TargetArn", "topic"),
    ("QueueUrl", "queue"),
    ("StreamName", "stream"),
    ("StreamARN", "stream"),
)


def _on_channel(evaluator: Evaluator, call: AwsCall) -> Iterator[Message]:
    channel = "?"
    for name, kind in _CHANNELS:
        value = call.arguments.get(name)
        if value is not None and channel == "?":
            channel = named(evaluator, value, kind)
    if channel == "?" and call.name is not None:
        channel = named(evaluator, call.name, call.kind)
    several: list[Map] = []
    for batch in ("Entries", "PublishBatchRequestEntries", "Records"):
        several += _entries(evaluator, call.arguments.get(batch))
    if not several:
        several = [Map(dict(call.arguments.keywords))]
    for each in several:
        body = next((each.entries[name] for name in _BODIES if name in each.entries), Opaque())
        attributes = dict(_attributes(each.entries.get("MessageAttributes")))
        types = tuple(one for values in attributes.values() for one in values)
        single = {name: values[0] for name, values in attributes.items() if len(values) == 1}
        yield Message(channel, _opened(body), types, single, call.place)


def _opened(body: Value) -> Value:
    """The message, out of what SNS takes for several protocols."""
    found = read_text(body)
    if isinstance(found, Map) and set(found.entries) == {"default"}:
        return read_text(found.entries["default"])
    return found


def _attributes(value: Value | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    for each in options(value) if value is not None else ():
        if isinstance(each, Map):
            for name, one in each.entries.items():
                if isinstance(one, Map) and isinstance(name, str):
                    yield name, texts(one.entries.get("StringValue"))


def texts(value: Value | None) -> tuple[str, ...]:
    """The texts that a value may be."""
    several = options(value) if value is not None else ()
    return tuple(
        each.value for each in several if isinstance(each, Known) and isinstance(each.value, str)
    )


def bodies(message: Message) -> Iterator[tuple[Value, tuple[str, ...]]]:
    """Each body that a message may have, with the texts in it that may say its type."""
    for body in options(message.body):
        inside = tuple(
            text
            for found in flattened(body)
            if len(found.path) <= _WHERE_TYPES_ARE and isinstance(text := found.constant, str)
        )
        yield body, inside


def written_rows(evaluator: Evaluator) -> Iterator[Row]:
    """Every row, or part of one, that was written."""
    for call in evaluator.calls:
        if call.service != "dynamodb":
            continue
        given = call.arguments
        if call.operation == "transact_write_items":
            for item in _entries(evaluator, given.get("TransactItems")):
                for each in item.entries.values():
                    for one in options(each):
                        if isinstance(one, Map):
                            inner = Arguments(keywords=dict(one.entries))
                            yield from _rows(evaluator, call, inner)
        elif call.operation in ("put_item", "update_item"):
            yield from _rows(evaluator, call, given)


def _rows(evaluator: Evaluator, call: AwsCall, given: Arguments) -> Iterator[Row]:
    table = table_of(evaluator, call.name or given.get("TableName"))
    item = given.get("Item")
    if item is not None:
        for each in options(item):
            yield Row(table, each, call.place, fresh=True)
        return
    values = given.get("ExpressionAttributeValues")
    for each in options(values) if values is not None else ():
        if isinstance(each, Map):
            yield _updated(table, call.place, given, each)


def _updated(table: str, place: Place, given: Arguments, values: Map) -> Row:
    """The row that an update expression leaves, as far as it says."""
    names: dict[str, str] = {}
    for each in options(given.get("ExpressionAttributeNames") or Choice(())):
        if isinstance(each, Map):
            names |= {str(k): v.value for k, v in each.entries.items() if isinstance(v, Known)}
    said = texts(given.get("UpdateExpression"))
    row = Map(places=dict(values.places))
    for name, made in (found for text in said for found in _SET.findall(text)):
        called = names.get(name, name.removeprefix("#"))
        several = [values.entries[each] for each in _HOLDER.findall(made) if each in values.entries]
        if isinstance(called, str) and several:
            row.entries[called] = several[0] if len(several) == 1 else Choice(tuple(several))
    others = [values.rest] if values.rest is not None else []
    if not said:
        others += values.entries.values()
    row.rest = Choice(tuple(others)) if others else None
    known = {str(k): v.value for k, v in values.entries.items() if isinstance(v, Known)}
    asked = texts(given.get("ConditionExpression"))
    condition = conditions(asked[0], names, known) if len(asked) == 1 else frozenset()
    return Row(table, row, place, fresh=False, condition=condition)


def calls_of(evaluator: Evaluator) -> Iterator[tuple[str, str, Value, Place]]:
    """Functions and state machines that were called: id, kind, what they were given."""
    for call in evaluator.calls:
        if (call.service, call.operation) == ("lambda", "invoke"):
            name, kind, given = call.arguments.get("FunctionName"), "function", "Payload"
        elif call.service == "stepfunctions" and call.operation.startswith("start_"):
            name, kind, given = call.arguments.get("stateMachineArn"), "state machine", "input"
        else:
            continue
        payload = call.arguments.get(given)
        if payload is not None:
            yield named(evaluator, name, kind), kind, read_text(payload), call.place


def keep_fields(
    drafts: Drafts, contract: str, component: str, found: Iterable[Found], base: Path = ()
) -> None:
    """Note the fields of a contract, and of what each is made."""
    draft = drafts.contract(contract)
    for each in found:
        path = (*base, *each.path)
        at = shown(each.place)
        if path:
            drafts.add_field(contract, path, at)
            if each.mapping:
                draft.containers.add(path)
        if not each.known and (not path or (len(path) == 1 and path[0] in PAYLOADS)):
            draft.unknown = True
        for mark in each.marks:
            start = mark.path[: mark.path.index("*")] if "*" in mark.path else mark.path
            copied = mark.copied and start == mark.path
            link = Link(contract, path, mark.contract, start, component, copied)
            drafts.add_link(link, at)
