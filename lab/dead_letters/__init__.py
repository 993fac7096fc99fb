"""What was given up on: messages in dead-letter queues, executions that ended in an error.

Both are listed with the reason, and can be redriven once the cause is gone.
"""

from collections.abc import Iterable

from lab.dead_letters.model import DeadLetter
from lab.deployment import Deployment

__all__ = ["DeadLetter", "dead_letters", "redrive"]


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
