"""A service's inbox: one SQS batch in, the failed messages out, each on its own back-off."""

import json
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from choreography.messaging.clock import now
from choreography.messaging.envelope import Envelope, Event, UnreadableMessage
from orderflow.ledger import Table

LONGEST_BACK_OFF = 30
"""Seconds."""


class Reaction(NamedTuple):
    """How a service takes one type of event: what it reads of it, and what it then does."""

    reads: Callable[[Envelope], Any]
    does: Callable[[Any, Table], Iterable[Event]]


Reactions = Mapping[str, Reaction]


@dataclass(frozen=True)
class Inbox:
    """Where a service's messages are worked off."""

    reactions: Reactions
    table: Table
    publish: Callable[[Envelope], None]
    sqs: Any
    queue_url: str

    def work_off(self, batch: Mapping[str, Any]) -> dict[str, Any]:
        """React to every message; the failed ones are reported and come again after a while."""
        failed = [each for each in batch["Records"] if not self._done(each)]
        return {"batchItemFailures": [{"itemIdentifier": each["messageId"]} for each in failed]}

    def _done(self, record: Mapping[str, Any]) -> bool:
        envelope = None
        try:
            envelope = Envelope.opened(record["body"])
            self._react(envelope)
        except Exception as error:  # noqa: BLE001  whatever it was, this message alone comes again
            _log(record, envelope, error)
            self._back_off(record)
            return False
        return True

    def _react(self, envelope: Envelope) -> None:
        reaction = self.reactions.get(envelope.type)
        if reaction is None:
            return
        try:
            event = reaction.reads(envelope)
        except (KeyError, TypeError, ValueError) as error:
            raise UnreadableMessage(f"{envelope.type} lacks what is read: {error!r}.") from error
        for answer in reaction.does(event, self.table):
            self.publish(Envelope.around(answer, time=now(), caused_by=envelope.id))

    def _back_off(self, record: Mapping[str, Any]) -> None:
        """Full jitter, as a state machine's Retry would: at most 1, 2, 4 … seconds."""
        times = int(record["attributes"]["ApproximateReceiveCount"])
        longest = min(LONGEST_BACK_OFF, 2 ** (times - 1))
        try:
            self.sqs.change_message_visibility(
                QueueUrl=self.queue_url,
                ReceiptHandle=record["receiptHandle"],
                VisibilityTimeout=random.randint(0, longest),  # noqa: S311  not a secret
            )
        except Exception as error:  # noqa: BLE001  then the queue's own visibility timeout applies
            _log(record, None, error)


def _log(record: Mapping[str, Any], envelope: Envelope | None, error: Exception) -> None:
    line = {
        "level": "error",
        "order_id": envelope.order_id if envelope else None,
        "event_type": envelope.type if envelope else None,
        "message_id": record["messageId"],
        "error": type(error).__name__,
        "reason": str(error),
    }
    print(json.dumps(line), flush=True)
