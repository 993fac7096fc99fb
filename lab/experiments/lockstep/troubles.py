"""What is under way for the orders of a mix, and why one does not settle.

The whereabouts tell how often something failed by now; here it counts only what fails.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lab.dead_letters.queues import SUFFIX, depth
from lab.deployment import Deployment
from lab.deployment.resources import QUEUE, by_name
from lab.executions import Execution, history_backwards, latest, state_in, why_it_fails
from lab.patience import patience_of
from lab.service_logs import read_lines
from lab.whereabouts.steps import Handling, steps_of, unfinished, unheard


@dataclass(frozen=True)
class Sight:
    """What was seen; two that are equal mean that nothing happened between.

    busy: something is under way; given_up: how many messages or executions were given up on;
    certain: what is not busy has ended, and does not only rest.
    """

    marks: tuple[tuple[str, int], ...]
    busy: bool
    given_up: int
    certain: bool


def look(deployment: Deployment, order_ids: Collection[str]) -> Sight:
    """What is under way for these orders; messages are counted, whomever they are about."""
    seen: Sight = deployment.design.waiting.look(deployment, order_ids)
    return seen


def in_queues(deployment: Deployment, _: Collection[str] = ()) -> Sight:
    """How much each queue holds, whomever it is about."""
    urls = sorted(by_name(deployment.resources, QUEUE).items())
    depths = {name: depth(deployment, url) for name, url in urls}
    held = {name: sum(counted) for name, counted in depths.items()}
    return Sight(
        marks=tuple(
            (f"{name} {n}", each) for name, t in depths.items() for n, each in enumerate(t)
        ),
        busy=any(count for name, count in held.items() if not name.endswith(SUFFIX)),
        given_up=sum(count for name, count in held.items() if name.endswith(SUFFIX)),
        certain=False,
    )


def in_executions(deployment: Deployment, order_ids: Collection[str]) -> Sight:
    """How far each order's execution is."""
    found = {each: latest(deployment, each) for each in sorted(order_ids)}
    running = {each.name: each for each in found.values() if each and each.status == "RUNNING"}
    events = {name: len(history_backwards(deployment, each)) for name, each in running.items()}
    return Sight(
        marks=(*events.items(), *((f"{name} is over", 1) for name in found if name not in running)),
        busy=bool(running),
        given_up=sum(each.dead for each in found.values() if each),
        certain=True,
    )


Trouble = tuple[bool, str]
"""Whether something failed (and not only never came), and the words for it."""

_NUMBERED = re.compile(r" \(entered at the event id #\d+\)")


def troubles(deployment: Deployment, order_ids: Sequence[str], since: float) -> list[Trouble]:
    """What keeps each of these orders; logs are read from ``since`` on, seconds since the epoch."""
    if not order_ids:
        return []
    found: list[Trouble] = deployment.design.waiting.troubles(deployment, order_ids, since)
    return found


def circling(deployment: Deployment, order_ids: Sequence[str], since: float) -> list[str]:
    """Events published more often, about one order, than delivery at least once explains."""
    lines, often = read_lines(deployment, since).probe, patience_of(deployment).tries + 1
    found: set[str] = set()
    for order_id in order_ids:
        steps = steps_of(lines, order_id)
        published = Counter(step.event for step in steps if step.did == "published")
        found |= {event for event, times in published.items() if times > often}
    return sorted(found)


def in_histories(deployment: Deployment, order_ids: Sequence[str], _: float = 0) -> list[Trouble]:
    """What each order's execution fails in, or waits in."""
    return [_of_execution(deployment, latest(deployment, each)) for each in order_ids]


def in_logs(deployment: Deployment, order_ids: Sequence[str], since: float) -> list[Trouble]:
    """What the functions' logs say that each order fails in, or that nobody takes of it."""
    lines = read_lines(deployment, since)
    reasons = {
        (line.get("order_id"), line.get("event_type")): f"{line.get('error')}: {line.get('reason')}"
        for line in lines.errors
    }

    def told(order_id: str) -> Trouble:
        steps = steps_of(lines.probe, order_id)
        failing = sorted({(each.service, each.event) for each in unfinished(steps)})
        if failing:
            service, event = failing[0]
            own = next(each.error for each in unfinished(steps) if each.event == event)
            reason = reasons.get((order_id, event)) or own or "no reason in its log"
            return True, f"{service} fails on its {event} ({reason.rstrip('.')})"
        return False, _stopped(steps)

    return [told(each) for each in order_ids]


def _stopped(steps: Sequence[Handling]) -> str:
    if lost := unheard(steps):
        return f"nobody takes its {lost[-1].event}, which {lost[-1].service} published"
    published = [step for step in steps if step.did == "published"]
    if published:
        return f"nothing follows its {published[-1].event}, which {published[-1].service} published"
    return "nothing was published about it"


def _of_execution(deployment: Deployment, execution: Execution | None) -> Trouble:
    if execution is None:
        return True, "no execution was started"
    events = history_backwards(deployment, execution)
    where = f'"{state_in(events) or "its first state"}"'
    reason = why_it_fails(execution, events)
    if execution.status == "SUCCEEDED":
        return True, f"the workflow ends in {where} without settling it"
    if reason:
        said = _NUMBERED.sub("", reason).rstrip(".")
        return True, f"the workflow fails in {where} ({said})"
    return False, f"the workflow waits in {where}"
