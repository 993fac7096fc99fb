"""An order told by messages is where its last message is, and nobody alone knows that.

So every function's log and every queue is asked what was published and not handled.
"""

from collections.abc import Iterator, Mapping, Sequence

from lab.dead_letters import DeadLetter, dead_letters
from lab.dead_letters.queues import dead_letter_queues, depth
from lab.deployment import Deployment
from lab.service_logs import read_lines
from lab.whereabouts import Evidence, Whereabouts
from lab.whereabouts.steps import Handling, steps_of, unfinished, unheard

NOTHING = "nothing of it"


def locate(
    deployment: Deployment,
    order_ids: Sequence[str],
    statuses: Mapping[str, str | None],
    since: float,
) -> list[Whereabouts]:
    """Where each order is; logs are read from ``since`` on, in seconds since the epoch.

    Every store is read once; one order is searched for by name.
    """
    lines = read_lines(deployment, since, term=order_ids[0] if len(order_ids) == 1 else None)
    given_up, queues = dead_letters(deployment), dead_letter_queues(deployment)
    errors = {
        line["order_id"]: f"{line.get('error')}: {line.get('reason')}"
        for line in lines.errors
        if line.get("order_id")
    }
    waiting = {
        queue.source_id: sum(depth(deployment, queue.source_url))
        for queue in queues
        if queue.source_id and queue.source_url
    }

    def located(order_id: str) -> Whereabouts:
        steps, error = steps_of(lines.probe, order_id), errors.get(order_id)
        letters = [letter for letter in given_up if letter.order_id == order_id]
        held = {letter.held_in: f"{letter.what}: {letter.reason}" for letter in letters}
        status = statuses[order_id]
        ids = [queue.logical_id for queue in queues]
        evidence = (
            Evidence("ordering's table", f"order {order_id}", f"status {status}"),
            *(Evidence(q, "its messages", held.get(q, NOTHING)) for q in ids),
            *_from_logs(deployment, steps),
            *([Evidence("the failing service's log", "its errors", error)] if error else []),
            *(Evidence(q, "how many messages it holds", str(n)) for q, n in waiting.items()),
        )
        place, reason = judge(status, letters, steps, error, waiting)
        return Whereabouts(order_id, status, place, reason, evidence)

    return [located(each) for each in order_ids]


def _from_logs(deployment: Deployment, steps: Sequence[Handling]) -> Iterator[Evidence]:
    for function in deployment.functions:
        own = [str(step) for step in steps if step.function == function]
        yield Evidence(f"{function}'s log", "the order", "; ".join(own) or NOTHING)


def judge(
    status: str | None,
    letters: Sequence[DeadLetter],
    steps: Sequence[Handling],
    last_error: str | None,
    waiting: dict[str, int],
) -> tuple[str, str | None]:
    """Where an order is, and why, from what the stores showed; the surest sign first."""
    if letters:
        first, more = letters[0], len(letters) - 1
        others = f" and {more} more of its messages are given up on" if more else ""
        return f"its {first.what} lies in {first.held_in}{others}", first.reason
    if failing := unfinished(steps):
        step = failing[-1]
        times = sum(each.did == "failed on" and each.same(step) for each in steps)
        often = "once" if times == 1 else f"{times} times"
        place = f"{step.function} failed {often} on its {step.event} and has not handled it since"
        return place, last_error or step.error
    if lost := unheard(steps):
        step = lost[-1]
        held = ", ".join(queue for queue, count in waiting.items() if count)
        where = f"; messages wait in {held}" if held else "; no queue holds a message"
        return f"its {step.event}, published by {step.service}, was not handled yet{where}", None
    return _last_known(status, steps), last_error


def _last_known(status: str | None, steps: Sequence[Handling]) -> str:
    if status is None:
        return "it never reached ordering's table"
    if not steps:
        return "ordering has it, and no function's log speaks of it"
    if not any(step.did == "published" for step in steps):
        return "it is saved and not announced yet"
    return f"{steps[-1].service} {steps[-1]} last, and nothing has followed"
