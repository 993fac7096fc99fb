"""Messages in dead-letter queues, and notices of an outbox that could not announce."""

from collections.abc import Callable, Collection, Iterator

from lab.dead_letters import outbox
from lab.dead_letters.model import DeadLetter
from lab.dead_letters.queues import (
    DeadLetterQueue,
    Letter,
    dead_letter_queues,
    discard,
    opened,
    send_back,
)
from lab.deployment import Deployment
from lab.service_logs import error_lines


def letters(deployment: Deployment) -> list[DeadLetter]:
    """Every message that lies in a dead-letter queue."""
    found: list[DeadLetter] = []
    for queue in dead_letter_queues(deployment):
        with opened(deployment, queue) as lying:
            told = lying and _reasons(deployment, queue)
            for letter in lying:
                found += _read(deployment, letter, told or {})
    return found


def redrive(deployment: Deployment, wanted: Collection[str] | None) -> int:
    """Send those of these orders back to where they came from, or all; returns how many."""
    return sum(
        _redrive_queue(deployment, queue, wanted) for queue in dead_letter_queues(deployment)
    )


def watch(deployment: Deployment) -> Callable[[Collection[str]], Collection[str]]:
    """Asks which of some orders have a message that was given up on."""

    def dead(order_ids: Collection[str]) -> Collection[str]:
        # Nothing is opened for nobody: a letter that is looked at is hidden from others.
        lying = letters(deployment) if order_ids else []
        return {each.order_id for each in lying if each.order_id} & {*order_ids}

    return dead


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
    with opened(deployment, queue) as lying:
        chosen = [letter for letter in lying if _chosen(deployment, letter, wanted)]
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
