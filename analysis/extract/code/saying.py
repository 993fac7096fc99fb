"""What a call publishes: each message with its type, its attributes and its text."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any

from analysis.code.combining import joined, options
from analysis.code.evaluator import Evaluator
from analysis.code.texts import text_of
from analysis.code.values import Known, Map, Opaque, Place, Seq, Value, Written
from analysis.code.writing import read_text
from analysis.extract.code.resolving import Use, entries_of, literals
from analysis.extract.events import Emission
from analysis.extract.events.documents import ABSENT, NULL, Open, Text, read_json
from analysis.records import dataclass
from analysis.source.values import Options

_BODIES = ("Message", "MessageBody", "Data", "message", "Body")
_BATCHES = ("Entries", "PublishBatchRequestEntries", "Records")
_DEEPEST = 12  # levels of a message that are looked at
_MOST = 200  # items of a list in it


@dataclass(frozen=True, slots=True)
class Message:
    """Something published: its text, its attributes (Open where there may be more), its type.

    ``texts`` is what it has for each protocol where SNS takes one each. On a bus, the body is
    the event: source, detail-type and detail.
    """

    body: Value
    types: tuple[str, ...]
    attributes: Mapping[str, tuple[str, ...]]
    place: Place
    on_bus: bool = False
    texts: Mapping[str, Value] = field(default_factory=dict)


def messages_of(evaluator: Evaluator, use: Use) -> Iterator[Message]:
    """What a call that publishes says; of a batch, each entry."""
    if use.operation.kind == "bus":
        if use.entry:
            yield _on_bus(use.entry, use.call.place)
        return
    several: list[Map] = []
    for batch in _BATCHES:
        several += entries_of(evaluator, use.call.arguments.get(batch))
    given = use.call.arguments
    alone = Map(dict(given.keywords), rest=given.rest, behind=given.spread)
    for entry in several or [alone]:
        yield _on_channel(entry, use.call.place)


def _on_bus(entry: Map, place: Place) -> Message:
    names = {"Detail": "detail", "DetailType": "detail-type", "Source": "source"}
    there = {name: called for name, called in names.items() if name in entry.entries}
    entries = {called: read_text(entry.entries[name]) for name, called in there.items()}
    places = {called: entry.places[name] for name, called in names.items() if name in entry.places}
    types = literals(entry.entries.get("DetailType"))
    return Message(Map(entries, places=places), types, {}, place, on_bus=True)


def _on_channel(entry: Map, place: Place) -> Message:
    body = next((entry.entries[name] for name in _BODIES if name in entry.entries), Opaque())
    unsure = Opaque() if entry.more else None
    attributes = attributes_of(entry.entries.get("MessageAttributes", unsure))
    types = tuple(one for values in attributes.values() for one in values)
    found = read_text(body)
    several = literals(entry.entries.get("MessageStructure")) == ("json",)
    if isinstance(found, Map) and (several or set(found.entries) == {"default"}):
        texts = {str(name): read_text(each) for name, each in found.entries.items()}
        return Message(joined(texts.values()), types, attributes, place, texts=texts)
    return Message(found, types, attributes, place)


def attributes_of(given: Value | None) -> Mapping[str, tuple[str, ...]]:
    """The message attributes that a call sets, with the literal values of each."""
    found: dict[str, tuple[str, ...]] = {}
    whole = True
    for each in options(given) if given is not None else ():
        if not isinstance(each, Map) or each.more:
            whole = whole and isinstance(each, Known) and each.value is None
        for name, attribute in each.entries.items() if isinstance(each, Map) else ():
            maps = [one for one in options(attribute) if isinstance(one, Map)]
            values = [text for one in maps for text in _texts(one.entries.get("StringValue"))]
            if isinstance(name, str):
                found[name] = tuple(dict.fromkeys((*found.get(name, ()), *values)))
    return found if whole else Open(found)


def _texts(value: Value | None) -> tuple[str, ...]:
    """The literal texts that an attribute may have; a list in one is a text too."""
    known = content(value)
    listed = known.content if isinstance(known, Text) else None
    plain = isinstance(listed, list) and all(isinstance(e, str | int | float) for e in listed)
    return (json.dumps(listed),) if plain else literals(value)


def emission_of(said: Message, actor: str, channel: str, certainty: str) -> Emission:
    """What a message tells whoever listens on a channel."""
    at = said.place.evidence
    if not said.on_bus:
        texts = {name: _text(each) for name, each in said.texts.items()}
        detail = _text(said.texts.get("default", said.body)) if texts else _text(said.body)
        return Emission(
            actor, channel, at, certainty,
            attributes=said.attributes, detail=detail, whole=True, texts=texts,
        )  # fmt: skip
    event = said.body.entries if isinstance(said.body, Map) else {}
    sources = literals(event.get("source"))
    source = sources[0] if len(sources) == 1 else None
    detail = _text(event["detail"]) if "detail" in event else None
    return Emission(
        actor, channel, at, certainty,
        source=source, types=said.types, detail=detail, whole=True,
    )  # fmt: skip


def _text(value: Value) -> Any:
    """What a text that was written says."""
    return read_json(content(value))


def content(value: Value | None, deep: int = _DEEPEST) -> Any:
    """A value as far as it is known, as `documents` says."""
    found: Any = text_of(value)
    match value:
        case Known(value=None):
            found = NULL
        case Known(value=bool() | int() | float() as known):
            found = known
        case Known(value=tuple() as known):
            found = [content(Known(each), deep - 1) for each in known[:_MOST]] if deep else None
        case Written(value=inner) if deep:
            inside = content(inner, deep - 1)
            found = inside if isinstance(inside, str) else Text(inside)
        case Map() if deep:
            found = _of_map(value, deep - 1)
        case Seq() if deep:
            found = _of_seq(value, deep - 1)
    several = options(value) if value is not None else ()
    if len(several) > 1 and deep:
        found = Options(tuple(content(each, deep - 1) for each in several))
    return found


def _of_map(value: Map, deep: int) -> dict[str, Any]:
    found = {name: content(each, deep) for name, each in value.entries.items()}
    found |= {name: Options((found[name], ABSENT)) for name in value.maybe if name in found}
    named = {name: each for name, each in found.items() if isinstance(name, str)}
    return named if not value.more and len(named) == len(found) else Open(named)


def _of_seq(value: Seq, deep: int) -> list[Any]:
    """The items; of others there may be any number, or none."""
    found = [content(each, deep) for each in value.items[:_MOST]]
    if value.maybe or len(value.items) > _MOST:
        found = [Options((each, ABSENT)) for each in found]
    return [*found, *([Options((content(value.rest, deep), ABSENT))] if value.rest else [])]
