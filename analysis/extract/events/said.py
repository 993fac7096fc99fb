"""What is said on a channel, who asks to hear what, and whether a filter lets it through."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from analysis.extract.events.naming import (
    NamedTypes,
    conventional,
    example,
    label,
    sources_of,
    texts,
)
from analysis.extract.events.operators import Passing, some
from analysis.extract.events.patterns import ABSENT, UNKNOWN, passes
from analysis.graph import Evidence
from analysis.graph.model import EdgeKey
from analysis.source.document import Block, Items
from analysis.source.values import Options

SCOPES = ("EventBridge", "MessageAttributes", "MessageBody", "Record")
_BESIDES = ("account", "id", "region", "resources", "time", "version")  # every event has them
_NUMBER = 40  # characters that a number has at most


@dataclass(frozen=True, slots=True)
class Emission:
    """Something that publishes on a channel, and what is known of what it says.

    ``types`` are detail-types or event type names, empty where unknown; ``source`` is
    EventBridge's; ``attributes`` are the message attributes known (the value of each, or its
    alternatives); ``detail`` is the event's detail or the message's body as far as known, whose
    leaves may be values, or None where unknown. ``whole`` says that attributes and detail are all
    there is, so that a filter on anything else cannot match. ``begins`` is how a type that is put
    together at run time begins. ``publisher`` may be outside.
    """

    publisher: str
    channel: str
    at: Evidence
    certainty: str = "declared"
    source: str | None = None
    types: tuple[str, ...] = ()
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    detail: Mapping[str, Any] | None = None
    whole: bool = False
    begins: str = ""


@dataclass(frozen=True, slots=True)
class Subscription:
    """Something that hears a channel through a filter.

    ``pattern`` is None without a filter, and a list where any one of several is enough (as in
    FilterCriteria). ``scope`` says what the pattern is about: "EventBridge" (the whole event),
    "MessageAttributes" or "MessageBody" (SNS), "Record" (FilterCriteria of Lambda and Pipes: the
    polled record, such as ``{"body": ...}``). ``edges`` are the (source, target, relation) of the
    flow on which the event types that pass are written.
    """

    channel: str
    subscriber: str
    at: Evidence
    pattern: Block | Items | None = None
    scope: str = "EventBridge"
    edges: tuple[EdgeKey, ...] = ()


@dataclass(frozen=True)
class Said:
    """Something said on a channel: ``value`` of ``field`` is its type, None where unknown."""

    channel: str
    field: str
    value: str | None
    source: str | None
    attributes: Mapping[str, tuple[str, ...]]
    detail: Mapping[str, Any] | None = None
    whole: bool = False
    on_bus: bool = False

    @property
    def name(self) -> str:
        """What the event type is called."""
        return label(self.field, self.value or "")


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


def heard(subscription: Subscription, named: NamedTypes, said: Said) -> Passing:
    """Whether the subscription hears what is said."""
    pattern = subscription.pattern
    if pattern is None:
        return Passing.YES
    event: Any = _seen(subscription.scope, said)
    if said.value is not None and named.path and fits(said, named):
        event = _with(event, named.path, said.value)
    whole = said.whole and subscription.scope in ("EventBridge", "MessageAttributes")
    missing = ABSENT if whole else UNKNOWN
    if isinstance(pattern, Items):
        several = [passes(each, event, missing) for each in pattern]
        return some(several) if several else Passing.YES
    return passes(pattern, event, missing)


def fits(said: Said, named: NamedTypes) -> bool:
    """Whether both mean the same field when they speak of the type."""
    either = not said.field or said.field == named.field
    return either or (conventional(said.field) and conventional(named.field))


def _seen(scope: str, said: Said) -> dict[str, Any]:
    """What a filter of this scope looks at."""
    if scope == "EventBridge":
        return {**dict.fromkeys(_BESIDES), **_envelope(said)}
    if scope == "MessageAttributes":
        return {name: _attribute(values) for name, values in said.attributes.items()}
    if scope == "MessageBody":
        return dict(said.detail or {})
    body = _envelope(said) if said.on_bus else dict(said.detail or {})
    attributes = {
        name: {"stringValue": _attribute(values)} for name, values in said.attributes.items()
    }
    return {"body": body, "data": body, "messageAttributes": attributes}


def _envelope(said: Said) -> dict[str, Any]:
    return {"source": said.source, "detail-type": said.value, "detail": said.detail}


def _attribute(values: tuple[str, ...]) -> Any:
    """A message attribute's value: a text, a number (as both), the elements of an array."""
    if len(values) != 1:
        return Options(values) if values else None
    [value] = values
    if not (value[:1] == "[" or (len(value) < _NUMBER and value[-1:].isdigit())):
        return value
    try:
        read = json.loads(value)
    except (ValueError, RecursionError):
        return value
    return read if isinstance(read, list) else [value, read]


def _with(event: Mapping[str, Any], path: tuple[str, ...], value: str) -> dict[str, Any]:
    """The event with the type at its place, unless something is known to be there."""
    changed = dict(event)
    here: dict[str, Any] = changed
    for name in path[:-1]:
        inner = here.get(name)
        if inner is not None and not isinstance(inner, Mapping):
            return changed
        here[name] = dict(inner or {})
        here = here[name]
    if here.get(path[-1]) is None or isinstance(here.get(path[-1]), Options):
        here[path[-1]] = value
    return changed
