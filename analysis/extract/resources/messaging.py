"""SNS topics and their subscriptions; SQS queues and their dead letters."""

from typing import Any

from analysis.extract.reading import Reading
from analysis.extract.resources.lambdas import listen
from analysis.extract.resources.outside import subscriber
from analysis.extract.resources.passing import Key, pass_on, redrive, started_by
from analysis.extract.resources.shapes import Found, blocks, found, text
from analysis.graph import Evidence
from analysis.source.document import Block
from analysis.source.embedded import parse
from analysis.source.resource import Resource
from analysis.source.values import Joined

_KINDS = {"sqs": "queue", "lambda": "function", "firehose": "stream"}


def read_topic(resource: Resource, reading: Reading) -> None:
    """Subscriptions written inside the topic."""
    for inline in blocks(resource.properties, "Subscription"):
        _subscribe(reading, [resource.id], inline)


def read_subscription(resource: Resource, reading: Reading) -> None:
    """A subscription of its own: its filter, and where what cannot be delivered goes."""
    written = resource.properties
    for value, where in found(written, "TopicArn"):
        _subscribe(reading, reading.ends(value, "topic", where, resource.id), written)


def read_topic_listener(resource: Resource, reading: Reading) -> None:
    """A chat channel that topics write to."""
    started_by(
        reading, found(resource.properties, "SnsTopicArns"), resource.id, "topic", "delivers"
    )


def read_queue(resource: Resource, reading: Reading) -> None:
    """The dead-letter queue of a queue."""
    redrive(reading, resource.id, dead_letters(found(resource.properties, "RedrivePolicy")))


def dead_letters(policies: list[Found]) -> list[Found]:
    """The targets of redrive policies, each given as a mapping or as JSON text."""
    targets = []
    for policy, where in policies:
        readable = isinstance(policy, str | Joined | dict)
        content: Any = parse(policy, where.file, where) if readable else None
        targets += [
            (value, place if place.line else where)
            for value, place in found(content, "deadLetterTargetArn")
        ]
    return targets


def _subscribe(reading: Reading, topics: list[str] | tuple[str, ...], written: Block) -> None:
    protocol = text(written, "Protocol").lower()
    failed = dead_letters(found(written, "RedrivePolicy"))
    filtered = found(written, "FilterPolicy")
    scope = "MessageBody" if text(written, "FilterPolicyScope") == "MessageBody" else ""
    for value, where in found(written, "Endpoint"):
        for topic in topics:
            keys = _deliver(reading, topic, (value, where), protocol)
            listen(reading, keys, _pattern(filtered), where, scope or "MessageAttributes")
            for _, listener, _ in keys:
                redrive(reading, listener, failed)


def _deliver(reading: Reading, topic: str, to: Found, protocol: str) -> list[Key]:
    if protocol in _KINDS or not protocol:
        return pass_on(reading, topic, [to], _KINDS.get(protocol, "queue"))
    keys = [(topic, each, "delivers") for each in subscriber(reading, to, protocol, topic)]
    for key in keys:
        reading.edge(*key, to[1])
    return keys


def _pattern(filtered: list[tuple[Any, Evidence]]) -> Any:
    for policy, where in filtered:
        if isinstance(policy, str | Joined | dict):
            return parse(policy, where.file, where)
        return policy
    return None


READERS = {
    "AWS::Chatbot::SlackChannelConfiguration": read_topic_listener,
    "AWS::SNS::Subscription": read_subscription,
    "AWS::SNS::Topic": read_topic,
    "AWS::SQS::Queue": read_queue,
}
