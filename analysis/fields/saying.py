"""What a followed handler says and reads: events, rows, what it calls, its answer; fields."""

import re
from collections.abc import Iterable, Iterator

from analysis.code.aws.services import named, table_of
from analysis.code.combining import options
from analysis.code.evaluator import Evaluator
from analysis.code.state import Arguments, AwsCall
from analysis.code.values import Choice, Known, Map, Place, Value
from analysis.code.writing import read_text
from analysis.extract.code.resolving import entries_of, literals, uses
from analysis.extract.code.saying import Message, messages_of
from analysis.extract.events.naming import conventional
from analysis.fields.drafts import PAYLOADS, Derivation, FactDrafts, Path
from analysis.fields.flattening import ValueField, flattened
from analysis.fields.rows import Row, conditions
from analysis.graph import Evidence

_GIVEN = {"function": "Payload", "state machine": "input"}
_WHERE_TYPES_ARE = 2  # steps into a message
_VERSIONS = ("version", *(f"{of}version" for of in ("data", "event", "message", "schema", "type")))
_SET = re.compile(r"([#\w]{1,80})(?:\.[#\w.]{1,200})?\s{0,8}=\s{0,8}([^,]{1,300})")
_HOLDER = re.compile(r":\w{1,80}")


def shown(place: Place | None) -> tuple[Evidence, ...]:
    """A place as evidence."""
    return (place.evidence,) if place else ()


def messages(evaluator: Evaluator) -> Iterator[tuple[str, Message]]:
    """Everything that was published, with the id of the channel."""
    for call in evaluator.calls:
        for use in uses(evaluator, call):
            if use.operation.relation == "publishes":
                channel = named(evaluator, use.names, use.operation.kind)
                yield from ((channel, each) for each in messages_of(evaluator, use))


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
            for item in entries_of(evaluator, given.get("TransactItems")):
                for each in item.entries.values():
                    for one in options(each):
                        if isinstance(one, Map):
                            inner = Arguments(keywords=dict(one.entries))
                            yield from _rows(evaluator, call, inner)
        elif call.operation in ("put_item", "update_item"):
            yield from _rows(evaluator, call, given)


def keys_given(evaluator: Evaluator) -> Iterator[tuple[str, str, Place]]:
    """The fields by which rows are asked for, with the table and the place."""
    for call in evaluator.calls:
        keys = call.arguments.get("Key") if call.service == "dynamodb" else None
        for each in options(keys) if keys is not None else ():
            if isinstance(each, Map):
                table = table_of(evaluator, call.name or call.arguments.get("TableName"))
                yield from ((table, str(name), call.place) for name in each.entries)


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
    said = literals(given.get("UpdateExpression"))
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
    asked = literals(given.get("ConditionExpression"))
    condition = conditions(asked[0], names, known) if len(asked) == 1 else frozenset()
    return Row(table, row, place, fresh=False, condition=condition)


def calls_of(evaluator: Evaluator) -> Iterator[tuple[str, Value, Place]]:
    """Functions and state machines that were called: id, and what they were given."""
    for call in evaluator.calls:
        for use in uses(evaluator, call):
            given = _GIVEN.get(use.operation.kind)
            payload = call.arguments.get(given) if given else None
            if use.operation.relation == "invokes" and payload is not None:
                called = named(evaluator, use.names, use.operation.kind)
                yield called, read_text(payload), call.place


def says_version(path: Path) -> bool:
    """Whether a contract's version stands there: ``version``, ``schema_version`` and their kin."""
    name = re.sub(r"[^a-z]", "", path[-1].lower())
    return len(path) <= _WHERE_TYPES_ARE and name in _VERSIONS


def keep_fields(
    drafts: FactDrafts, contract: str, component: str, found: Iterable[ValueField]
) -> None:
    """Note the fields of a contract, and of what each is made."""
    draft = drafts.contract(contract)
    for each in found:
        path, at = each.path, shown(each.place)
        if path:
            drafts.add_field(contract, path, at)
            if each.mapping:
                draft.containers.add(path)
            if each.constant is not None and says_version(path):
                draft.versions.add(str(each.constant))
        if not each.known and (not path or (len(path) == 1 and path[0] in PAYLOADS)):
            draft.unknown = True
        for mark in each.marks:
            start = mark.path[: mark.path.index("*")] if "*" in mark.path else mark.path
            copied = mark.copied and start == mark.path
            link = Derivation(contract, path, mark.contract, start, component, copied)
            drafts.add_link(link, at)


def keep_attributes(drafts: FactDrafts, event: str, message: Message) -> None:
    """Note the message attributes that are no field of the body; what says the type is none."""
    known = {path[-1] for path in drafts.contract(event).fields if len(path) <= _WHERE_TYPES_ARE}
    for name in message.attributes:
        drafts.contract(event).attributes[name] = None
        if name not in known and not conventional(name):
            drafts.add_field(event, (name,), shown(message.place))


def paths_read(
    contract: str, evaluator: Evaluator, drafts: FactDrafts
) -> tuple[dict[Path, tuple[Evidence, ...]], set[Path]]:
    """The fields that were read, and which of them in whole.

    A field of which only fields were read is not one of them.
    """
    places = {**evaluator.fetched, **evaluator.touched}
    found: dict[Path, tuple[Evidence, ...]] = {}
    whole: set[Path] = set()
    for (of, path), place in evaluator.used.items():
        if of == contract:
            start = path[: path.index("*")] if "*" in path else path
            found[start] = shown(places.get((of, start), place))
            whole.add(start)
    for (of, path), place in evaluator.touched.items():
        if of == contract and "*" not in path:
            found.setdefault(path, shown(place))
    for (part, name), place in evaluator.asked.items():
        if part.contract == contract:
            inner = any(path[: len(part.path)] == part.path and path != part.path for path in found)
            if inner or not part.path or any(drafts.below(contract, part.path)):
                found.setdefault((*part.path, name), shown(place))
            else:
                found.setdefault(part.path, shown(place))
                whole.add(part.path)
    above = {path[:count] for path in found for count in range(len(path))}
    return {path: at for path, at in found.items() if path in whole or path not in above}, whole
