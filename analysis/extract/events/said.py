"""What is said on a channel, who asks to hear what, and whether a filter lets it through."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from analysis.extract.events.documents import UNKNOWN, Absence, put, under
from analysis.extract.events.in_transit import InTransit, Said
from analysis.extract.events.naming import (
    NamedTypes,
    conventional,
    example,
    sources_of,
    texts,
)
from analysis.extract.events.operators import Passing, some
from analysis.extract.events.patterns import passes
from analysis.graph import Evidence
from analysis.graph.model import EdgeKey
from analysis.records import dataclass
from analysis.source.document import Block, Items
from analysis.source.values import Options

SCOPES = ("EventBridge", "MessageAttributes", "MessageBody", "Record")


@dataclass(frozen=True, slots=True)
class Emission:
    """Something that publishes on a channel, and what is known of what it says.

    ``types`` are detail-types or event type names, empty where unknown; ``source`` is
    EventBridge's; ``attributes`` are the message attributes known (the value of each, or its
    alternatives); ``detail`` is the event's detail or the message's body as far as known, as
    `documents` says, None where nothing is. ``whole`` says that attributes and detail are all
    there is, where they do not say themselves that there may be more, so that a filter on anything
    else cannot match. ``texts`` are a message's by protocol, where it has one each. ``begins`` is
    how a type that is put together at run time begins. ``publisher`` may be outside.
    """

    publisher: str
    channel: str
    at: Evidence
    certainty: str = "declared"
    source: str | None = None
    types: tuple[str, ...] = ()
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    detail: Any = None
    whole: bool = False
    texts: Mapping[str, Any] = field(default_factory=dict)
    begins: str = ""


@dataclass(frozen=True, slots=True)
class Subscription:
    """Something that hears a channel through a filter.

    ``pattern`` is None without a filter, and a list where any one of several is enough (as in
    FilterCriteria). ``scope`` says what the pattern is about: "EventBridge" (the whole event),
    "MessageAttributes" or "MessageBody" (SNS), "Record" (FilterCriteria of Lambda and Pipes: the
    polled record, such as ``{"body": ...}``). ``edges`` are the (source, target, relation) of the
    flow on which the event types that pass are written. ``certainty`` is "read" where it is code
    that acts on nothing else.
    """

    channel: str
    subscriber: str
    at: Evidence
    pattern: Block | Items | None = None
    scope: str = "EventBridge"
    edges: tuple[EdgeKey, ...] = ()
    certainty: str = "declared"


def said_by(emission: Emission, *, on_bus: bool) -> Said:
    """What an emission says, of no type yet."""
    return Said(
        emission.channel,
        "detail-type" if on_bus else "",
        None,
        emission.source,
        emission.attributes,
        emission.detail,
        emission.whole,
        on_bus,
        emission.texts,
    )


def asked_for(subscription: Subscription, named: NamedTypes, value: str) -> Said:
    """What a subscription that names this type would hear, as far as its filter tells."""
    on_bus = subscription.scope == "EventBridge"
    pattern = subscription.pattern if isinstance(subscription.pattern, Mapping) else {}
    sources = sources_of(pattern) if on_bus else ()
    source = sources[0] if len(sources) == 1 else None
    attributes: dict[str, tuple[str, ...]] = {}
    detail: Any = None
    if subscription.scope == "MessageAttributes":
        wanted = {name: texts([each]) for name, each in pattern.items() if name != named.field}
        attributes = {name: each for name, each in wanted.items() if each}
    elif subscription.scope != "Record":
        detail = example(pattern.get("detail") if on_bus else pattern)
    return Said(subscription.channel, named.field, value, source, attributes, detail, on_bus=on_bus)


def heard(
    subscription: Subscription, named: NamedTypes, carried: InTransit, kind: str = ""
) -> tuple[Passing, Any]:
    """Whether it hears what comes on a channel of that kind, and what its filter sees."""
    pattern = subscription.pattern
    if pattern is None:
        return Passing.YES, None
    event = carried.seen(subscription.scope, kind)
    missing = carried.missing
    value = carried.said.value
    if value is not None and named.path and not carried.changed and fits(carried.said, named):
        path = named.place
        there = under(event, path, missing)
        if there is None or there is UNKNOWN or isinstance(there, Options):
            event = put(event, path, value)
    return admitted(pattern, event, missing), event


def admitted(pattern: Any, event: Any, missing: Absence = UNKNOWN) -> Passing:
    """Whether an event passes a pattern, any one of several, or the lack of one."""
    if isinstance(pattern, Items):
        several = [passes(each, event, missing) for each in pattern]
        return some(several) if several else Passing.YES
    return Passing.YES if pattern is None else passes(pattern, event, missing)


def fits(said: Said, named: NamedTypes) -> bool:
    """Whether both mean the same field when they speak of the type."""
    either = not said.field or said.field == named.field
    return either or (conventional(said.field) and conventional(named.field))
