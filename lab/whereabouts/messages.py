"""An order told by messages is where its last message is, and nobody alone knows that.

So every function's log and every queue is asked what was published and not handled.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lab.dead_letters import DeadLetter, dead_letters
from lab.dead_letters.queues import dead_letter_queues, depth, service_of
from lab.deployment import Deployment
from lab.service_logs import read_lines
from lab.trace.collect import logical_names
from lab.trace.wiring import Subscription, subscriptions
from lab.whereabouts import CERTAIN, LIKELY, LOG, UNKNOWN, At, Evidence, Whereabouts
from lab.whereabouts.steps import Handling, steps_of, unfinished, untaken

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
    failing = {
        line["order_id"]: At(
            deployment.functions[line["function"]].service, str(line.get("event_type"))
        )
        for line in lines.errors
        if line.get("order_id")
    }
    waiting = {
        queue.source_id: sum(depth(deployment, queue.source_url))
        for queue in queues
        if queue.source_id and queue.source_url
    }
    names = logical_names(deployment)
    heard = tuple(subscriptions(deployment, names))
    topics = tuple(dict.fromkeys(each.topic for each in heard))

    def located(order_id: str) -> Whereabouts:
        found = steps_of(lines.probe, order_id)
        steps = [replace(s, through=names.get(s.through or "", s.through)) for s in found]
        error = errors.get(order_id)
        letters = [letter for letter in given_up if letter.order_id == order_id]
        held = {letter.held_in: f"{letter.what}: {letter.reason}" for letter in letters}
        status = statuses[order_id]
        ids = [queue.logical_id for queue in queues]
        evidence = (
            Evidence("ordering's table", f"order {order_id}", f"status {status}"),
            *(Evidence(q, "its messages", held.get(q, NOTHING)) for q in ids),
            *_from_logs(deployment, steps, error),
            *(Evidence(q, "how many messages it holds", str(n)) for q, n in waiting.items()),
            *(Evidence(t, "who hears it", _hearers(heard, t)) for t in topics),
        )
        found_at = judge(status, letters, steps, error, waiting, heard)
        dead = judge(status, letters, (), None, waiting, heard)
        return Whereabouts(
            order_id,
            status,
            found_at.place,
            found_at.reason,
            evidence,
            found_at.at,
            found_at.sure,
            dead.at or failing.get(order_id),
        )

    return [located(each) for each in order_ids]


def _from_logs(
    deployment: Deployment, steps: Sequence[Handling], error: str | None
) -> Iterator[Evidence]:
    for function in deployment.functions:
        own = [str(step) for step in steps if step.function == function]
        yield Evidence(f"{function}{LOG}", "the order", "; ".join(own) or NOTHING)
    if error and (failed := [step for step in steps if step.did == "failed on"]):
        yield Evidence(f"{failed[-1].function}{LOG}", "its errors", error)


def _hearers(heard: Sequence[Subscription], topic: str) -> str:
    return ", ".join(each.queue for each in heard if each.topic == topic)


@dataclass(frozen=True)
class Judgement:
    """Where an order is in words, why, whose turn it is, and how sure that is."""

    place: str
    reason: str | None = None
    at: At | None = None
    sure: str = UNKNOWN


def judge(
    status: str | None,
    letters: Sequence[DeadLetter],
    steps: Sequence[Handling],
    last_error: str | None,
    waiting: Mapping[str, int],
    heard: Sequence[Subscription],
) -> Judgement:
    """Where an order is, and why, from what the stores showed; the surest sign first."""
    if letters:
        first, more = letters[0], len(letters) - 1
        others = f" and {more} more of its messages are given up on" if more else ""
        place = f"its {first.what} lies in {first.held_in}{others}"
        at = At(first.service, first.what) if first.service else None
        return Judgement(place, first.reason, at, CERTAIN)
    if failing := unfinished(steps):
        step = failing[-1]
        times = sum(each.did == "failed on" and each.same(step) for each in steps)
        often = "once" if times == 1 else f"{times} times"
        place = f"{step.function} failed {often} on its {step.event} and has not handled it since"
        return Judgement(place, last_error or step.error, At(step.service, step.event), CERTAIN)
    lost = untaken(steps, lambda s: [e.queue for e in heard if e.wants(s.through, s.event)])
    if lost:
        return _untaken(*lost[0], waiting)
    return _last_known(status, steps, last_error)


def _untaken(step: Handling, queue: str, waiting: Mapping[str, int]) -> Judgement:
    """Nobody can look for one order's message in a queue: whether it is there is not known."""
    count = waiting.get(queue, 0)
    holds = f"which holds {count}" if count else "which holds no message"
    place = f"its {step.event}, published by {step.service}, was not taken from {queue}, {holds}"
    return Judgement(place, None, At(service_of(queue), step.event), LIKELY)


def _last_known(status: str | None, steps: Sequence[Handling], last_error: str | None) -> Judgement:
    if status is None:
        return Judgement("it never reached ordering's table", last_error, sure=LIKELY)
    if not steps:
        return Judgement("ordering has it, and no function's log speaks of it", last_error)
    if not any(step.did == "published" for step in steps):
        at = At(steps[-1].service, "INSERT in the table")
        return Judgement("it is saved and not announced yet", last_error, at, LIKELY)
    place = f"{steps[-1].service} {steps[-1]} last, and nothing has followed"
    return Judgement(place, last_error)
