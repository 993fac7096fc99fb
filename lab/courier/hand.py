"""The hand that holds messages, and gives them to their functions."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from lab.aws import passing_over
from lab.courier.lines import PAUSE, CourierFailed, Line, Message, message_of
from lab.deployment import Deployment, answer_of
from lab.patience import patience_of

HELD_FOR = 900  # seconds a message stays invisible to others while it is in the hand
# A message that is deleted or visible already is as good as given back.
_GONE = ("ReceiptHandleIsInvalid", "MessageNotInflight", "InvalidParameterValue")

Json = dict[str, Any]


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
                came.extend(message_of(line, each) for each in received)
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
                fits = queue in (None, message.queue) and order_id in (None, message.order_id)
                if fits and message.event_type == event_type:
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
                with passing_over(*_GONE):
                    sqs.change_message_visibility(**receipt, VisibilityTimeout=0)
            else:
                with passing_over(*_GONE):
                    sqs.delete_message(**receipt)
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
        """Deliver what comes, each time the one chosen, until `done()`.

        Each event is delivered `times` times to each queue, or as often as it is sent there if that
        is more: what was heard twice is published twice, and so on from hop to hop. Returns what
        was delivered, in that order; the hand may still hold some. Raises CourierFailed when it is
        not done within `timeout` seconds.
        """
        until = time.monotonic() + timeout
        delivered: list[Message] = []
        heard: Counter[tuple[str, str | None]] = Counter()
        while not done():
            if time.monotonic() > until:
                raise CourierFailed(
                    f"Not done within {timeout:g} s, after {len(delivered)} deliveries"
                    f"{going_round(delivered, times * patience_of(self.deployment).tries)}."
                )
            self.take()
            if not self.hand:
                time.sleep(PAUSE)
                continue
            message = choose(tuple(self.hand))
            event = (message.queue, message.event_id or message.record["messageId"])
            for _ in range(max(1, times - heard[event])):
                self.deliver(message)
                delivered.append(message)
                heard[event] += 1
        return delivered

    def give_back(self) -> None:
        """Put what is in the hand back into its queues."""
        sqs = self.deployment.client("sqs")
        while self.hand:
            message = self.hand.pop()
            receipt = message.record["receiptHandle"]
            with passing_over(*_GONE):
                sqs.change_message_visibility(
                    QueueUrl=message.line.url, ReceiptHandle=receipt, VisibilityTimeout=0
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
        result, failed = answer_of(self.deployment, line.function, {"Records": records})
        if failed:
            return {record["messageId"] for record in records}
        failures = result.get("batchItemFailures") if isinstance(result, dict) else None
        return {failure["itemIdentifier"] for failure in failures or ()}


def going_round(delivered: Sequence[Message], often: int) -> str:
    """The events that came more often about one order to one queue than what fails comes again."""
    heard = Counter((each.event_type, each.queue, each.order_id) for each in delivered)
    found: Counter[str] = Counter()
    for (event, _, _), number in heard.items():
        if number > often:
            found[event or "a message of no type"] += number
    named = " and ".join(f"{event} ({number})" for event, number in found.most_common())
    return f": {named} {'goes' if len(found) == 1 else 'go'} round" if found else ""
