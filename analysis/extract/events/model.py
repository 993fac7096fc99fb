"""What is said on a channel, and who asks to hear what: the two sides that filters join."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from analysis.graph import Evidence
from analysis.source.document import Block, Items

SCOPES = ("EventBridge", "MessageAttributes", "MessageBody", "Record")


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
    edges: tuple[tuple[str, str, str], ...] = ()
