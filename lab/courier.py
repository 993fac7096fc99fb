"""Hand delivery: messages are held back and brought to their functions in an order of one's choice.

Queues, messages, receipts and functions are the real ones; only who polls is changed.
"""

import base64
import contextlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from lab.deployment import Deployment
from lab.errors import LabError

HELD_FOR = 900  # seconds a message stays invisible to others while it is in the hand
SWITCHED_WITHIN = 90.0  # seconds; AWS takes some tens
QUIET_WITHIN = 5.0  # seconds
PAUSE = 0.05
_GONE = ("ReceiptHandleIsInvalid", "MessageNotInflight", "InvalidParameterValue")

Json = dict[str, Any]


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


class Courier:
    """Holds what the queues had, and delivers on demand."""

    def __init__(self, deployment: Deployment, lines: Sequence[Line]) -> None:
        self.deployment = deployment
        self.lines = tuple(lines)
        self.hand: list[Message] = []

    def take(self) -> list[Message]:
        """Move what lies in the queues into the hand; returns what came."""
        came: list[Message] = []
        for line in self.lines:
            while received := self._receive(line):
                came.extend(_message(line, each) for each in received)
        self.hand.extend(came)
        return came

    def wait_for(
        self,
        event_type: str,
        *,
        queue: str | None = None,
        order_id: str | None = None,
        timeout: float = 30.0,
    ) -> Message:
        """The first such message, once it is in the hand.

        Raises CourierFailed when none came within `timeout` seconds.
        """
        until = time.monotonic() + timeout
        while True:
            for message in self.hand:
                if message.event_type == event_type and _fits(message, queue, order_id):
                    return message
            if time.monotonic() > until:
                held = ", ".join(f"{m.event_type} in {m.queue}" for m in self.hand) or "nothing"
                raise CourierFailed(
                    f"No {event_type} came within {timeout:g} s; in the hand: {held}."
                )
            if not self.take():
                time.sleep(PAUSE)

    def deliver(self, *messages: Message) -> list[Message]:
        """Give messages of one queue to their function as one batch; returns those that failed.

        What succeeded is deleted; what failed goes back to its queue at once, as after its
        visibility timeout. A message delivered before may be delivered again: a duplicate.
        """
        [line] = {message.line for message in messages}
        failed = self._invoke(line, [message.record for message in messages])
        sqs = self.deployment.client("sqs")
        again = []
        for message in messages:
            receipt = {"QueueUrl": line.url, "ReceiptHandle": message.record["receiptHandle"]}
            if message.record["messageId"] in failed:
                again.append(message)
                _unless_gone(sqs.change_message_visibility, **receipt, VisibilityTimeout=0)
            else:
                _unless_gone(sqs.delete_message, **receipt)
            if message in self.hand:
                self.hand.remove(message)
        return again

    def deliver_until(
        self,
        done: Callable[[], bool],
        *,
        choose: Callable[[Sequence[Message]], Message] = lambda hand: hand[0],
        times: int = 1,
        timeout: float = 60.0,
    ) -> list[Message]:
        """Deliver what comes, each time the one chosen, `times` times each, until `done()`.

        Returns what was delivered, in that order; the hand may still hold some. Raises
        CourierFailed when it is not done within `timeout` seconds.
        """
        until = time.monotonic() + timeout
        delivered: list[Message] = []
        while not done():
            if time.monotonic() > until:
                raise CourierFailed(
                    f"Not done within {timeout:g} s, after {len(delivered)} deliveries."
                )
            self.take()
            if not self.hand:
                time.sleep(PAUSE)
                continue
            message = choose(tuple(self.hand))
            for _ in range(times):
                self.deliver(message)
                delivered.append(message)
        return delivered

    def give_back(self) -> None:
        """Put what is in the hand back into its queues."""
        sqs = self.deployment.client("sqs")
        while self.hand:
            message = self.hand.pop()
            _unless_gone(
                sqs.change_message_visibility,
                QueueUrl=message.line.url,
                ReceiptHandle=message.record["receiptHandle"],
                VisibilityTimeout=0,
            )

    def _receive(self, line: Line) -> list[Json]:
        answer = self.deployment.client("sqs").receive_message(
            QueueUrl=line.url,
            MaxNumberOfMessages=10,
            VisibilityTimeout=HELD_FOR,
            WaitTimeSeconds=0,
            AttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        received: list[Json] = answer.get("Messages", [])
        return received

    def _invoke(self, line: Line, records: list[Json]) -> set[str]:
        """The ids of the messages that the function did not work off."""
        answer = self.deployment.client("lambda").invoke(
            FunctionName=self.deployment.functions[line.function].name,
            Payload=json.dumps({"Records": records}).encode(),
        )
        result = json.loads(answer["Payload"].read() or b"null")
        if answer.get("FunctionError"):
            return {record["messageId"] for record in records}
        failures = result.get("batchItemFailures") if isinstance(result, dict) else None
        return {failure["itemIdentifier"] for failure in failures or ()}


@contextlib.contextmanager
def held_back(deployment: Deployment) -> Iterator[Courier]:
    """No queue of the deployment is polled while this lasts; afterwards each is again.

    Raises CourierFailed when polling cannot be stopped in time.
    """
    lines = list(_lines(deployment))
    courier = Courier(deployment, lines)
    try:
        _switch(deployment, lines, on=False)
        _await_quiet(deployment, lines)
        yield courier
    finally:
        try:
            courier.give_back()
        finally:
            _switch(deployment, lines, on=True)


def _lines(deployment: Deployment) -> Iterator[Line]:
    queues = {
        resource.physical_id.rpartition("/")[2]: resource
        for resource in deployment.resources.values()
        if resource.type == "AWS::SQS::Queue"
    }
    pages = deployment.client("lambda").get_paginator("list_event_source_mappings")
    for function in deployment.functions.values():
        for page in pages.paginate(FunctionName=function.name):
            for found in page["EventSourceMappings"]:
                arn = found.get("EventSourceArn", "")
                queue = queues.get(arn.rpartition(":")[2]) if ":sqs:" in arn else None
                if queue:
                    yield Line(
                        queue.logical_id,
                        function.logical_id,
                        found["UUID"],
                        queue.physical_id,
                        arn,
                    )


def _switch(deployment: Deployment, lines: Sequence[Line], *, on: bool) -> None:
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


def _await_quiet(deployment: Deployment, lines: Sequence[Line]) -> None:
    """Wait for batches under way; a message that waits for its retry is not waited for."""
    sqs, wanted = deployment.client("sqs"), "ApproximateNumberOfMessagesNotVisible"
    until = time.monotonic() + QUIET_WITHIN
    for line in lines:
        while time.monotonic() < until:
            found = sqs.get_queue_attributes(QueueUrl=line.url, AttributeNames=[wanted])
            if found["Attributes"][wanted] == "0":
                break
            time.sleep(PAUSE)


def _message(line: Line, received: Json) -> Message:
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


def _fits(message: Message, queue: str | None, order_id: str | None) -> bool:
    return queue in (None, message.queue) and order_id in (None, message.order_id)


def _unless_gone(call: Callable[..., Any], **asked: Any) -> None:
    """Make the call; a message that is deleted or visible already is as good as done."""
    try:
        call(**asked)
    except ClientError as error:
        if not error.response["Error"]["Code"].endswith(_GONE):
            raise
