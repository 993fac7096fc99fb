"""Publishing to the service's own topic."""

from dataclasses import dataclass
from typing import Any

from choreography.messaging.envelope import Envelope


@dataclass(frozen=True)
class Publisher:
    """One service's topic; subscribers choose by the ``event_type`` attribute."""

    sns: Any
    topic: str

    def publish(self, envelope: Envelope) -> None:
        """Hand the event to the topic; returns when SNS has taken it."""
        self.sns.publish(
            TopicArn=self.topic,
            Message=envelope.sealed(),
            MessageAttributes={
                "event_type": {"DataType": "String", "StringValue": envelope.type},
            },
        )
