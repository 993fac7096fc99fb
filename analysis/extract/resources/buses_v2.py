"""EventBridge's second generation: buses, what subscribes to them, what is forwarded onto them."""

from analysis.extract.events import Subscription
from analysis.extract.reading import Reading
from analysis.extract.resources.passing import pass_on, redrive, relate
from analysis.extract.resources.shapes import blocks, found, opened, text
from analysis.source.document import Block, as_block, at
from analysis.source.resource import Resource

_ENVELOPE = {"source", "detail-type", "detail"}
_DEFAULT = "default"


def read_subscriber(resource: Resource, reading: Reading) -> None:
    """A bus routes what passes all filters to the subscriber, which passes it to its target."""
    written = resource.properties
    passed = pass_on(
        reading, resource.id, found(written, "InvokeConfiguration", "TargetArn"), "queue"
    )
    redrive(reading, resource.id, found(written, "OnFailureConfiguration", "Arn"))
    pattern = _pattern(written)
    for value, where in found(written, "EventBusArn"):
        for bus in reading.ends(value, "bus", where, resource.id):
            edges = (reading.edge(bus, resource.id, "routes", where), *passed)
            heard = Subscription(bus, resource.id, where, pattern, "EventBridge", edges)
            reading.subscriptions.append(heard)


def read_event_source(resource: Resource, reading: Reading) -> None:
    """Events of one of AWS's services, or of a partner, are forwarded onto a bus."""
    configuration = as_block(resource.properties.get("Configuration"))
    for key, block in configuration.items():
        partner = text(as_block(block), "PartnerEventSourceArn")
        source = reading.outside("bus", partner or _DEFAULT, at(configuration, key))
        relate(reading, source, found(resource.properties, "EventBusArn"), "bus", "delivers")
        redrive(reading, source, found(block, "OnFailureConfiguration", "Arn"))


def _pattern(written: Block) -> Block | None:
    """The filters on an event's data as one pattern, where they are about its envelope."""
    whole: Block | None = None
    for each in blocks(written, "FilterConfiguration", "Filters"):
        for pattern, where in found(each, "Pattern"):
            content = opened(pattern, where)
            if isinstance(content, Block) and _ENVELOPE & content.keys():
                whole = content.like({**(whole or {}), **content})
    return whole


READERS = {
    "AWS::EventsV2::EventSource": read_event_source,
    "AWS::EventsV2::Subscriber": read_subscriber,
}
