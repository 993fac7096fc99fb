"""An order told by messages is where its last message is, and nobody alone knows that.

So every function's log and every queue is asked what was published and not handled.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from lab.dead_letters import DeadLetter, dead_letters
from lab.dead_letters.queues import dead_letter_queues, depth
from lab.deployment import Deployment
from lab.service_logs import Json, error_lines, probe_lines
from lab.whereabouts.model import Evidence, Whereabouts
from lab.whereabouts.steps import Step, steps_of, unfinished, unheard


def locate(
    deployment: Deployment,
    order_ids: Sequence[str],
    statuses: Mapping[str, str | None],
    since: float,
) -> list[Whereabouts]:
    """Where each order is; logs are read from ``since`` on, in seconds since the epoch."""
    search = Search(deployment, order_ids, since)
    return [search.locate(each, statuses[each]) for each in order_ids]


class Search:
    """One look into the queues and the logs, for one order or many."""

    def __init__(self, deployment: Deployment, order_ids: Sequence[str], since: float) -> None:
        self._deployment = deployment
        self._since = since
        # One order is searched for by name; for many, each log is read once.
        self._term = order_ids[0] if len(order_ids) == 1 else None

    def locate(self, order_id: str, status: str | None) -> Whereabouts:
        """Where the order is, from every store that may know."""
        steps = steps_of(self._probe, order_id)
        letters = [letter for letter in self._letters if letter.order_id == order_id]
        last_error = self._last_errors.get(order_id)
        place, reason = judge(status, letters, steps, last_error, self._waiting)
        evidence = (
            Evidence("ordering's table", f"order {order_id}", f"status {status}"),
            *self._from_dead_letter_queues(letters),
            *self._from_logs(steps, last_error),
            *self._from_queues(),
        )
        return Whereabouts(order_id, status, place, reason, evidence)

    @cached_property
    def _letters(self) -> list[DeadLetter]:
        return dead_letters(self._deployment)

    @cached_property
    def _probe(self) -> list[Json]:
        return [
            line
            for function in self._deployment.functions
            for line in probe_lines(self._deployment, function, self._term, self._since)
        ]

    @cached_property
    def _last_errors(self) -> dict[str, str]:
        """What each order failed on last, in the services' own words."""
        return {
            line["order_id"]: f"{line.get('error')}: {line.get('reason')}"
            for function in self._deployment.functions
            for line in error_lines(self._deployment, function, self._term, self._since)
            if line.get("order_id")
        }

    @cached_property
    def _waiting(self) -> dict[str, int]:
        """How many messages each service's queue holds, waiting or being worked on."""
        return {
            queue.source_id: sum(depth(self._deployment, queue.source_url))
            for queue in dead_letter_queues(self._deployment)
            if queue.source_id and queue.source_url
        }

    def _from_dead_letter_queues(self, letters: Iterable[DeadLetter]) -> list[Evidence]:
        held = {letter.held_in: f"{letter.what}: {letter.reason}" for letter in letters}
        return [
            Evidence(queue.logical_id, "its messages", held.get(queue.logical_id, "nothing of it"))
            for queue in dead_letter_queues(self._deployment)
        ]

    def _from_logs(self, steps: Sequence[Step], last_error: str | None) -> list[Evidence]:
        found = []
        for function in self._deployment.functions:
            own = [str(step) for step in steps if step.function == function]
            found.append(
                Evidence(f"{function}'s log", "the order", "; ".join(own) or "nothing of it")
            )
        if last_error:
            found.append(Evidence("the failing service's log", "its errors", last_error))
        return found

    def _from_queues(self) -> list[Evidence]:
        return [
            Evidence(queue, "how many messages it holds", str(count))
            for queue, count in self._waiting.items()
        ]


def judge(
    status: str | None,
    letters: Sequence[DeadLetter],
    steps: Sequence[Step],
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


def _last_known(status: str | None, steps: Sequence[Step]) -> str:
    if status is None:
        return "it never reached ordering's table"
    if not steps:
        return "ordering has it, and no function's log speaks of it"
    if not any(step.did == "published" for step in steps):
        return "it is saved and not announced yet"
    return f"{steps[-1].service} {steps[-1]} last, and nothing has followed"
