"""A message as SQS hands it out, and as Lambda hands it on."""

import base64
import json
from dataclasses import dataclass
from typing import Any

from lab.courier.lines import Line

Json = dict[str, Any]


@dataclass(frozen=True)
class Message:
    """A message in the hand; `record` is what the function will be given."""

    line: Line
    event_type: str | None
    order_id: str | None
    event_id: str | None
    record: Json

    @property
    def queue(self) -> str:
        """The logical id of its queue."""
        return self.line.queue

    @property
    def function(self) -> str:
        """The logical id of the function it is for."""
        return self.line.function


def message_of(line: Line, received: Json) -> Message:
    """What ReceiveMessage answered, as a record of the function's event."""
    try:
        body = json.loads(received["Body"])
    except ValueError:
        body = None
    told = body if isinstance(body, dict) else {}
    attributes = received.get("MessageAttributes", {})
    event_type = attributes.get("event_type", {}).get("StringValue") or told.get("type")
    return Message(
        line=line,
        event_type=event_type,
        order_id=told.get("order_id"),
        event_id=told.get("id"),
        record={
            "messageId": received["MessageId"],
            "receiptHandle": received["ReceiptHandle"],
            "body": received["Body"],
            "attributes": received.get("Attributes", {}),
            "messageAttributes": {name: _attribute(a) for name, a in attributes.items()},
            "md5OfBody": received.get("MD5OfBody", ""),
            "eventSource": "aws:sqs",
            "eventSourceARN": line.arn,
            "awsRegion": line.arn.split(":")[3],
        },
    )


def _attribute(given: Json) -> Json:
    """An attribute as events spell it."""
    value: Json = {"stringListValues": [], "binaryListValues": [], "dataType": given["DataType"]}
    if "StringValue" in given:
        value["stringValue"] = given["StringValue"]
    if "BinaryValue" in given:
        value["binaryValue"] = base64.b64encode(given["BinaryValue"]).decode()
    return value
