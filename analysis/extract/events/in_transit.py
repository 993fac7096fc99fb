"""A message on its way: what was said, what it is by now, and what a filter sees of it."""

import json
from collections.abc import Mapping
from dataclasses import field as given
from dataclasses import replace
from typing import Any, Self

from analysis.extract.events.documents import ABSENT, UNKNOWN, Absence, Open, Path, read_json, under
from analysis.extract.events.naming import label
from analysis.graph import Node
from analysis.records import dataclass
from analysis.source.values import Options

_BESIDES = ("account", "id", "region", "resources", "time", "version")  # every event has them
_OF_A_QUEUE = ("attributes", "awsRegion", "eventSource", "eventSourceARN", "md5OfBody", "messageId",
               "receiptHandle")  # fmt: skip
_OF_A_STREAM = ("eventSource", "eventSourceARN", "partitionKey", "sequenceNumber",
                "approximateArrivalTimestamp")  # fmt: skip
_NUMBER = 40  # characters that a number has at most


@dataclass(frozen=True)
class Said:
    """Something said on a channel: ``value`` of ``field`` is its type, None where unknown."""

    channel: str
    field: str
    value: str | None
    source: str | None
    attributes: Mapping[str, tuple[str, ...]]
    detail: Any = None
    whole: bool = False
    on_bus: bool = False
    texts: Mapping[str, Any] = given(default_factory=dict)

    @property
    def name(self) -> str:
        """What the event type is called."""
        return label(self.field, self.value or "")


@dataclass(frozen=True, slots=True)
class InTransit:
    """What comes along a channel: a document, and message attributes beside it.

    ``whole`` says that there is no more to them than is known. ``changed`` says that it is no
    longer what was said, so that its type need not be where it usually is.
    """

    said: Said
    body: Any
    attributes: Mapping[str, tuple[str, ...]]
    whole: bool
    changed: bool = False
    texts: Mapping[str, Any] = given(default_factory=dict)

    @classmethod
    def of(cls, said: Said) -> Self:
        """What comes onto the channel first."""
        body = envelope(said) if said.on_bus else said.detail
        return cls(said, body, said.attributes, said.whole, texts=said.texts)

    @property
    def missing(self) -> Absence:
        """What a field is that is not seen."""
        return ABSENT if self.whole else UNKNOWN

    def become(
        self, body: Any, attributes: Mapping[str, tuple[str, ...]] | None = None
    ) -> "InTransit":
        """Something else: of another content."""
        return replace(self, body=body, attributes=attributes or {}, changed=True, texts={})

    def for_protocol(self, protocol: str) -> Self:
        """The text that a topic has for a protocol, where the publisher wrote one each."""
        if not self.texts:
            return self
        body = self.texts.get(protocol, self.texts.get("default"))
        return replace(self, body=read_json(body), texts={})

    def seen(self, scope: str, kind: str = "") -> Any:
        """What a filter of this scope looks at; ``kind`` is that of the channel."""
        if scope == "EventBridge":
            if self.changed:
                return Open({"detail": read_json(self.body)})
            return self.body if self.said.on_bus else envelope(self.said)
        if scope == "MessageAttributes":
            found = {name: _attribute(values) for name, values in self.attributes.items()}
            return Open(found) if isinstance(self.attributes, Open) else found
        body = read_json(self.body)
        if scope == "MessageBody":
            return Open() if body is None else body
        return self.record(kind)

    def record(self, kind: str) -> dict[str, Any]:
        """What is polled: a queue's record has no data, a stream's no body."""
        content = read_json(self.body)
        if kind == "table":
            return Open({"dynamodb": Open()})
        if kind == "stream":
            return {**dict.fromkeys(_OF_A_STREAM), "data": content, "body": ABSENT}
        attributes = {
            name: {"stringValue": _attribute(values), "dataType": None}
            for name, values in self.attributes.items()
        }
        several: Any = Open(attributes) if isinstance(self.attributes, Open) else attributes
        found = {"body": content, "messageAttributes": several, "value": content, "data": content}
        if kind == "queue":
            found |= {**dict.fromkeys(_OF_A_QUEUE), "value": ABSENT, "data": ABSENT}
        return found

    def at(self, path: Path) -> Any:
        """What is at a path of the document."""
        return under(read_json(self.body), path, self.missing)


def record_kind(node: Node) -> str:
    """The kind of channel whose records a node has; others may call what is in them otherwise."""
    if node.type in ("AWS::SQS::Queue", "AWS::Kinesis::Stream", "AWS::DynamoDB::Table"):
        return node.kind
    return "record"


def envelope(said: Said) -> dict[str, Any]:
    """An event as a bus has it."""
    known = {"source": said.source, "detail-type": said.value, "detail": said.detail}
    return dict.fromkeys(_BESIDES) | known


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
