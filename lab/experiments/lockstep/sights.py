"""One look at what is under way for some orders."""

from collections.abc import Collection
from dataclasses import dataclass

from lab.dead_letters.queues import SUFFIX, depth
from lab.deployment import Deployment
from lab.executions import history_backwards, latest


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
    depths = {
        name: depth(deployment, resource.physical_id)
        for name, resource in sorted(deployment.resources.items())
        if resource.type == "AWS::SQS::Queue"
    }
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
