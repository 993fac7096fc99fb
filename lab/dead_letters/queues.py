"""Dead-letter queues: looked into without taking anything out, and emptied back to their source."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from lab.deployment import Deployment
from lab.deployment.resources import QUEUE, by_name

SUFFIX = "DeadLetterQueue"
AT_ONCE = 10
HIDDEN = 30
"""Seconds a letter stays invisible should the looker die before putting it back."""


@dataclass(frozen=True)
class DeadLetterQueue:
    """A dead-letter queue, and the queue its messages came from if one did."""

    logical_id: str
    url: str
    source_id: str | None
    source_url: str | None

    @property
    def service(self) -> str | None:
        """Whose messages came into it out of a queue."""
        return service_of(self.source_id) if self.source_id else None


@dataclass(frozen=True)
class Letter:
    """A message as it lies in a dead-letter queue."""

    queue: DeadLetterQueue
    message_id: str
    body: str
    attributes: dict[str, Any]
    receipt: str

    @property
    def event(self) -> dict[str, Any]:
        """The body as an object; {} if it is none."""
        try:
            event = json.loads(self.body)
        except ValueError:
            return {}
        return event if isinstance(event, dict) else {}

    @property
    def order_id(self) -> str | None:
        """The order the message names, if it names one."""
        named = self.event.get("order_id")
        return named if isinstance(named, str) else None


def dead_letter_queues(deployment: Deployment) -> list[DeadLetterQueue]:
    """Every dead-letter queue of the deployment, by logical id."""
    urls = by_name(deployment.resources, QUEUE)
    found = []
    for logical_id, url in sorted(urls.items()):
        if logical_id.endswith(SUFFIX):
            source = f"{logical_id.removesuffix(SUFFIX)}Queue"
            known = source if source in urls else None
            found.append(DeadLetterQueue(logical_id, url, known, urls.get(source)))
    return found


def service_of(queue: str) -> str:
    """Whose queue it is, by its logical id."""
    return queue.removesuffix("Queue").lower()


def depth(deployment: Deployment, url: str) -> tuple[int, int]:
    """About how many messages wait in a queue, and how many are being worked on or delayed."""
    waiting, hidden, delayed = (
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
    )
    found = deployment.client("sqs").get_queue_attributes(
        QueueUrl=url, AttributeNames=[waiting, hidden, delayed]
    )["Attributes"]
    return int(found[waiting]), int(found[hidden]) + int(found.get(delayed, 0))


@contextmanager
def opened(deployment: Deployment, queue: DeadLetterQueue) -> Iterator[list[Letter]]:
    """Hold every letter of the queue for a moment; what is not deleted by then is put back."""
    expected, _ = depth(deployment, queue.url)
    letters: dict[str, Letter] = {}
    if expected:
        for letter in _received(deployment, queue, lambda: len(letters) < expected):
            letters[letter.message_id] = letter
    try:
        yield list(letters.values())
    finally:
        _put_back(deployment, list(letters.values()))


def send_back(deployment: Deployment, letter: Letter) -> bool:
    """Send a letter to the queue it came from, as it was; true once that is done."""
    attributes = {
        name: {key: value for key, value in each.items() if key in _ATTRIBUTE and value}
        for name, each in letter.attributes.items()
    }
    deployment.client("sqs").send_message(
        QueueUrl=letter.queue.source_url, MessageBody=letter.body, MessageAttributes=attributes
    )
    discard(deployment, letter)
    return True


def discard(deployment: Deployment, letter: Letter) -> None:
    """Delete a letter from its dead-letter queue."""
    deployment.client("sqs").delete_message(QueueUrl=letter.queue.url, ReceiptHandle=letter.receipt)


_ATTRIBUTE = ("DataType", "StringValue", "BinaryValue")


def _received(
    deployment: Deployment, queue: DeadLetterQueue, more: Callable[[], bool]
) -> Iterator[Letter]:
    sqs, empty, deadline = deployment.client("sqs"), 0, time.monotonic() + HIDDEN / 2
    # On AWS one receive asks some of the servers only: an empty answer is not yet the end.
    while empty < 2 and time.monotonic() < deadline:
        messages = sqs.receive_message(
            QueueUrl=queue.url,
            MaxNumberOfMessages=AT_ONCE,
            VisibilityTimeout=HIDDEN,
            WaitTimeSeconds=1 if more() else 0,
            MessageAttributeNames=["All"],
        ).get("Messages", [])
        empty = 0 if messages else empty + 1
        for each in messages:
            yield Letter(
                queue,
                each["MessageId"],
                each["Body"],
                each.get("MessageAttributes", {}),
                each["ReceiptHandle"],
            )
        if not more():
            return


def _put_back(deployment: Deployment, letters: list[Letter]) -> None:
    for start in range(0, len(letters), AT_ONCE):
        part = letters[start : start + AT_ONCE]
        # Those deleted meanwhile are reported as failed entries, which is as it should be.
        deployment.client("sqs").change_message_visibility_batch(
            QueueUrl=part[0].queue.url,
            Entries=[
                {"Id": str(n), "ReceiptHandle": letter.receipt, "VisibilityTimeout": 0}
                for n, letter in enumerate(part)
            ],
        )
