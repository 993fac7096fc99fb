"""What was given up on: messages in dead-letter queues, executions that ended in an error.

Both are listed with the reason, and can be redriven once the cause is gone.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from lab.dead_letters import outbox
from lab.dead_letters.queues import (
    DeadLetterQueue,
    Letter,
    dead_letter_queues,
    discard,
    opened,
    send_back,
)
from lab.deployment import Deployment
from lab.executions import dead_executions, history_backwards, redrive_execution, state_in
from lab.service_logs import error_lines
from lab.sides import Side

__all__ = ["DeadLetter", "dead_letters", "redrive"]


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
    if deployment.side is Side.ORCHESTRATION:
        return list(_executions(deployment))
    found: list[DeadLetter] = []
    for queue in dead_letter_queues(deployment):
        with opened(deployment, queue) as letters:
            told = letters and _reasons(deployment, queue)
            for letter in letters:
                found += _read(deployment, letter, told or {})
    return found


def redrive(deployment: Deployment, order_ids: Iterable[str] | None = None) -> int:
    """Send what was given up on through again, for these orders or for all; returns how many.

    Messages go back to the queue they came from, at least once; orders whose announcement failed
    are announced again; executions run on. What names no order is redriven only with all.
    """
    wanted = None if order_ids is None else set(order_ids)
    if deployment.side is Side.ORCHESTRATION:
        return _redrive_executions(deployment, wanted)
    return sum(
        _redrive_queue(deployment, queue, wanted) for queue in dead_letter_queues(deployment)
    )


def _executions(deployment: Deployment) -> Iterator[DeadLetter]:
    for execution in dead_executions(deployment):
        state = state_in(history_backwards(deployment, execution))
        yield DeadLetter(
            letter_id=execution.arn,
            order_id=execution.order_id,
            what=state or "start",
            held_in=f"execution {execution.name}",
            service=None,
            reason=execution.reason,
        )


def _redrive_executions(deployment: Deployment, wanted: Collection[str] | None) -> int:
    redriven = 0
    for execution in dead_executions(deployment):
        if wanted is None or execution.order_id in wanted:
            redrive_execution(deployment, execution)
            redriven += 1
    return redriven


def _read(deployment: Deployment, letter: Letter, reasons: dict[str, str]) -> Iterator[DeadLetter]:
    if letter.queue.source_id is None:
        yield from _unannounced(deployment, letter)
        return
    yield DeadLetter(
        letter_id=letter.message_id,
        order_id=letter.order_id,
        what=str(letter.event.get("type", "an unreadable message")),
        held_in=letter.queue.logical_id,
        service=_service(letter.queue),
        reason=reasons.get(letter.message_id, "no reason in the service's log"),
    )


def _unannounced(deployment: Deployment, letter: Letter) -> Iterator[DeadLetter]:
    notice = letter.event
    condition = notice.get("requestContext", {}).get("condition", "announcing failed")
    for order_id in _orders_in(deployment, letter) or [None]:
        yield DeadLetter(
            letter_id=letter.message_id,
            order_id=order_id,
            what="announcement",
            held_in=letter.queue.logical_id,
            service="ordering",
            reason=str(condition),
        )


def _orders_in(deployment: Deployment, letter: Letter) -> list[str | None]:
    records = outbox.records_of(deployment, letter.event)
    return list(dict.fromkeys(map(outbox.order_id_of, records)))


def _redrive_queue(
    deployment: Deployment, queue: DeadLetterQueue, wanted: Collection[str] | None
) -> int:
    back: Callable[[Deployment, Letter], bool] = send_back if queue.source_id else _announce
    with opened(deployment, queue) as letters:
        chosen = [letter for letter in letters if _chosen(deployment, letter, wanted)]
        return sum(back(deployment, letter) for letter in chosen)


def _chosen(deployment: Deployment, letter: Letter, wanted: Collection[str] | None) -> bool:
    if wanted is None:
        return True
    if letter.queue.source_id:
        return letter.order_id in wanted
    return any(order_id in wanted for order_id in _orders_in(deployment, letter))


def _announce(deployment: Deployment, letter: Letter) -> bool:
    records = outbox.records_of(deployment, letter.event)
    # A stream forgets after a day; the notice is then kept as the only trace.
    if records:
        outbox.announce(deployment, records)
        discard(deployment, letter)
    return bool(records)


def _reasons(deployment: Deployment, queue: DeadLetterQueue) -> dict[str, str]:
    """Why messages failed last, by message id, from the error log of the service they went to."""
    function = f"{(queue.source_id or '').removesuffix('Queue')}Function"
    if function not in deployment.functions:
        return {}
    return {
        line["message_id"]: f"{line.get('error')}: {line.get('reason')}"
        for line in error_lines(deployment, function)
        if "message_id" in line
    }


def _service(queue: DeadLetterQueue) -> str | None:
    return queue.source_id.removesuffix("Queue").lower() if queue.source_id else "ordering"
