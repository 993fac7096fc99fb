"""SNS topics and their subscriptions; SQS queues and their dead letters."""

from analysis.extract.events.changing import Delivered
from analysis.extract.reading import Reading
from analysis.extract.resources.lambdas import listen
from analysis.extract.resources.passing import named_in, pass_on, redrive
from analysis.extract.resources.shapes import Found, blocks, found, opened, text
from analysis.graph.model import EdgeKey
from analysis.source.document import Block
from analysis.source.resource import Resource
from analysis.source.values import Unknown, as_text, shown

_KINDS = {"sqs": "queue", "lambda": "function", "firehose": "stream"}


def read_topic(resource: Resource, reading: Reading) -> None:
    """Subscriptions written inside the topic."""
    for inline in blocks(resource.properties, "Subscription"):
        _subscribe(reading, [resource.id], inline)


def read_subscription(resource: Resource, reading: Reading) -> None:
    """A subscription of its own: its filter, and where what cannot be delivered goes."""
    topics = named_in(reading, resource, "TopicArn", "topic")
    _subscribe(reading, topics, resource.properties)


def read_queue(resource: Resource, reading: Reading) -> None:
    """The dead-letter queue of a queue."""
    redrive(reading, resource.id, dead_letters(found(resource.properties, "RedrivePolicy")))


def dead_letters(policies: list[Found]) -> list[Found]:
    """The targets of redrive policies, each given as a mapping or as JSON text."""
    return [
        (value, place if place.line else where)
        for policy, where in policies
        for value, place in found(opened(policy, where), "deadLetterTargetArn")
    ]


def _subscribe(reading: Reading, topics: list[str], written: Block) -> None:
    protocol = text(written, "Protocol").lower()
    failed = dead_letters(found(written, "RedrivePolicy"))
    pattern = next((opened(*policy) for policy in found(written, "FilterPolicy")), None)
    by_body = text(written, "FilterPolicyScope") == "MessageBody"
    scope = "MessageBody" if by_body else "MessageAttributes"
    raw = as_text(written.get("RawMessageDelivery")).lower() == "true"
    for value, where in found(written, "Endpoint"):
        for topic in topics:
            keys = _deliver(reading, topic, (value, where), protocol)
            reading.alter(keys, Delivered(protocol, raw))
            listen(reading, keys, pattern, where, scope)
            for _, listener, _ in keys:
                redrive(reading, listener, failed)


def _deliver(reading: Reading, topic: str, to: Found, protocol: str) -> list[EdgeKey]:
    if protocol in _KINDS or not protocol:
        return pass_on(reading, topic, [to], _KINDS.get(protocol, "queue"))
    ends = _outside(reading, to, protocol, topic)
    return [reading.edge(topic, each, "delivers", to[1]) for each in ends]


def _outside(reading: Reading, to: Found, protocol: str, owner: str) -> tuple[str, ...]:
    """A mailbox, a telephone, an endpoint of an app: none has an ARN; of HTTP, that of its host."""
    value, where = to
    if protocol.startswith("http"):
        return reading.ends(value, "api", where, owner)
    if isinstance(value, Unknown):
        return reading.ends(value, "resource", where, owner)
    return (reading.outside("resource", shown(value) or protocol, where),)


READERS = {
    "AWS::SNS::Subscription": read_subscription,
    "AWS::SNS::Topic": read_topic,
    "AWS::SQS::Queue": read_queue,
}
