"""What was given up on."""

from dataclasses import dataclass


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
