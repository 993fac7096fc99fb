"""Who must know whom in each relation: what turns flow into dependency (RIPPLE, section 1)."""

from collections.abc import Mapping

KNOWS: Mapping[str, str] = {
    "publishes": "source",  # who publishes knows the channel
    "routes": "target",  # a rule knows its bus
    "delivers": "target",  # a queue's subscription knows the topic; the topic knows nobody
    "triggers": "target",
    "invokes": "source",
    "reads": "source",
    "writes": "source",
    "redrives": "source",
    "calls_back": "source",
    "contains": "source",  # a machine decides which deeds run: they know nothing of it
    "emits": "target",  # an event type is its publisher's
    "reaches": "target",  # who subscribes to an event type knows it
    "refers": "source",
}
"""The end that depends on the other; a transition makes neither state know the other."""

CARRIERS = ("topic", "bus", "queue", "rule", "stream")
"""Kinds that pass on what they hear, so that a filter further on still decides who hears it."""
