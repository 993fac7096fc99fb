"""What was given up on: messages in dead-letter queues, executions that ended in an error.

Both are listed with the reason, and can be redriven once the cause is gone.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from lab.deployment import Deployment


@dataclass(frozen=True)
class DeadLetter:
    """Something given up on: which order, what of it, where it lies, and why.

    ``what`` is an event type or a state's name; ``held_in`` a dead-letter queue's logical id or
    an execution's name; ``order_id`` is None when the message names no order.
    """

    letter_id: str
    order_id: str | None
    what: str
    held_in: str
    service: str | None
    reason: str

    def __str__(self) -> str:
        return f"{self.what} of {self.order_id or 'an unknown order'} in {self.held_in}"


def dead_letters(deployment: Deployment) -> list[DeadLetter]:
    """Everything given up on; looking takes nothing out."""
    found: list[DeadLetter] = deployment.design.waiting.letters(deployment)
    return found


def redrive(deployment: Deployment, order_ids: Iterable[str] | None = None) -> int:
    """Send what was given up on through again, for these orders or for all; returns how many.

    Messages go back to the queue they came from, at least once; orders whose announcement failed
    are announced again; executions run on. What names no order is redriven only with all.
    """
    wanted = None if order_ids is None else set(order_ids)
    redriven: int = deployment.design.waiting.redrive(deployment, wanted)
    return redriven
