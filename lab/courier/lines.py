"""Which queue feeds which function, who polls it, and a message as it is handed on."""

import base64
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lab.deployment import Deployment
from lab.deployment.resources import QUEUE, by_name
from lab.errors import LabError

SWITCHED_WITHIN = 90.0  # seconds; AWS takes some tens
QUIET_WITHIN = 5.0  # seconds
PAUSE = 0.05


class CourierFailed(LabError):
    """Deliveries could not be held back, or what was waited for did not come."""


@dataclass(frozen=True)
class Line:
    """A queue and the function that its event source mapping feeds; both by logical id."""

    queue: str
    function: str
    mapping: str
    url: str
    arn: str


def lines_of(deployment: Deployment) -> Iterator[Line]:
    """Every queue of the deployment that feeds one of its functions."""
    urls = by_name(deployment.resources, QUEUE)
    named = {url.rpartition("/")[2]: queue for queue, url in urls.items()}
    for function, mapping, arn in _mappings(deployment):
        queue = named.get(arn.rpartition(":")[2]) if ":sqs:" in arn else None
        if queue:
            yield Line(queue, function, mapping, urls[queue], arn)


def streams_of(deployment: Deployment) -> Iterator[Line]:
    """Every stream of a table that a function of the deployment follows; its ARN is its name."""
    for function, mapping, arn in _mappings(deployment):
        if ":dynamodb:" in arn:
            yield Line(arn, function, mapping, "", arn)


def _mappings(deployment: Deployment) -> Iterator[tuple[str, str, str]]:
    """The deployment's event source mappings: function by logical id, UUID, ARN of the source."""
    pages = deployment.client("lambda").get_paginator("list_event_source_mappings")
    for function in deployment.functions.values():
        for page in pages.paginate(FunctionName=function.name):
            for found in page["EventSourceMappings"]:
                yield function.logical_id, found["UUID"], found.get("EventSourceArn", "")


def switch(deployment: Deployment, lines: Sequence[Line], *, on: bool) -> None:
    """Switch polling on or off, and wait until it is so."""
    client = deployment.client("lambda")
    wanted = "Enabled" if on else "Disabled"
    for line in lines:
        client.update_event_source_mapping(UUID=line.mapping, Enabled=on)
    until = time.monotonic() + SWITCHED_WITHIN
    for line in lines:
        while client.get_event_source_mapping(UUID=line.mapping)["State"] != wanted:
            if time.monotonic() > until:
                raise CourierFailed(f"Polling of {line.queue} was not {wanted.lower()} in time.")
            time.sleep(PAUSE)


def await_quiet(deployment: Deployment, lines: Sequence[Line]) -> None:
    """Wait for batches under way; a message that waits for its retry is not waited for."""
    sqs, wanted = deployment.client("sqs"), "ApproximateNumberOfMessagesNotVisible"
    until = time.monotonic() + QUIET_WITHIN
    for line in lines:
        while time.monotonic() < until:
            found = sqs.get_queue_attributes(QueueUrl=line.url, AttributeNames=[wanted])
            if found["Attributes"][wanted] == "0":
                break
            time.sleep(PAUSE)


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
