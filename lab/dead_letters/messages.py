"""Messages in dead-letter queues, and notices of an outbox that could not announce."""

from collections.abc import Callable, Collection, Iterator

from lab.dead_letters import DeadLetter, outbox
from lab.dead_letters.queues import (
    DeadLetterQueue,
    Letter,
    dead_letter_queues,
    discard,
    opened,
    send_back,
)
from lab.deployment import Deployment
from lab.service_logs import read_lines


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
    queue, event = letter.queue, letter.event
    service = queue.service
    if service:
        what = str(event.get("type", "an unreadable message"))
        reason = reasons.get(letter.message_id, "no reason in the service's log")
    else:
        service, what = "ordering", "announcement"
        reason = str(event.get("requestContext", {}).get("condition", "announcing failed"))
    for order_id in _orders_in(deployment, letter) or [None]:
        yield DeadLetter(letter.message_id, order_id, what, queue.logical_id, service, reason)


def _orders_in(deployment: Deployment, letter: Letter) -> list[str | None]:
    """The orders that a letter is about; the notice of an outbox may be about several."""
    if letter.queue.source_id:
        return [letter.order_id]
    records = outbox.records_of(deployment, letter.event)
    return list(dict.fromkeys(map(outbox.order_id_of, records)))


def _redrive_queue(
    deployment: Deployment, queue: DeadLetterQueue, wanted: Collection[str] | None
) -> int:
    back: Callable[[Deployment, Letter], bool] = send_back if queue.source_id else _announce
    with opened(deployment, queue) as lying:
        return sum(
            back(deployment, letter)
            for letter in lying
            if wanted is None or not {*wanted}.isdisjoint(_orders_in(deployment, letter))
        )


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
        for line in read_lines(deployment, function=function).errors
        if "message_id" in line
    }
