"""Orders placed all at once, and watched only until it is clear what becomes of them."""

import time
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from lab.dead_letters.queues import SUFFIX, depth
from lab.deployment import Deployment
from lab.executions import latest
from lab.places import PlaceKind
from lab.sides import Side
from lab.workload.run import port
from lab.workload.settling import PLACED_AT_ONCE, Port
from orderflow.order import Order

PAUSE = 0.05
LOOK = 0.5
"""Seconds between two looks for the dead, which cost more than the others."""

SETTLED_STILL = 0.4
STUCK_STILL = 1.5
"""Seconds without a message anywhere, after which none will come: the embedded engine looks into
a stream once a second."""

AT_LEAST = 1.0
"""Seconds that every order gets for its first attempts, even if another is dead already."""

GRACE = 2.0
"""Seconds that an order which may wait is waited for, once all others are settled."""

PATIENCE = {PlaceKind.EMBEDDED: 8.0, PlaceKind.ENDPOINT: 12.0, PlaceKind.AWS: 90.0}
"""Seconds after which an order that is not settled is called stuck."""


@dataclass(frozen=True)
class Course:
    """When placing began, in seconds since the epoch, and why an order was not placed."""

    began: float
    refused: dict[str, str]


def place_and_watch(
    deployment: Deployment, orders: Sequence[Order], may_wait: Collection[str] = ()
) -> Course:
    """Place the orders; returns when all are settled and all is quiet, or when some never will be.

    may_wait: ids of orders that need not settle.
    """
    hands = port(deployment)
    watch = _Watch(deployment, hands, {each.order_id for each in orders}, set(may_wait))
    course = Course(time.time(), {})
    with ThreadPoolExecutor(PLACED_AT_ONCE, "placing") as pool:
        placing = {each.order_id: pool.submit(hands.place, each) for each in orders}
        for order_id, placed in placing.items():
            if error := placed.exception():
                course.refused[order_id] = str(error)
    watch.left -= course.refused.keys()
    while not watch.over():
        time.sleep(PAUSE)
    return course


class _Watch:
    def __init__(
        self, deployment: Deployment, hands: Port, left: set[str], may_wait: set[str]
    ) -> None:
        self._deployment, self._hands = deployment, hands
        self._all = tuple(left)
        self.left, self._may_wait = left, may_wait
        self._began = self._stirred = self._looked = time.monotonic()

    def over(self) -> bool:
        """Whether it is clear by now what becomes of every order."""
        now = time.monotonic()
        if settled := set(self._hands.settled(tuple(self.left))) if self.left else set():
            self.left -= settled
            self._stirred = now
        if now - self._began > PATIENCE[self._deployment.place.kind]:
            return True
        if now - self._began > AT_LEAST and now - self._looked > LOOK:
            self._looked = now
            if self._hands.dead(self._all):
                return True
        if self._busy():
            self._stirred = now
        return now - self._stirred > self._stillness()

    def _stillness(self) -> float:
        if self._deployment.side is Side.ORCHESTRATION:
            return GRACE if self.left else 0.0
        if self._deployment.place.kind is PlaceKind.AWS:
            return PATIENCE[PlaceKind.AWS] if self.left - self._may_wait else 5.0
        return STUCK_STILL if self.left else SETTLED_STILL

    def _busy(self) -> bool:
        """Whether something is under way that may still move an order."""
        if self._deployment.side is Side.ORCHESTRATION:
            awaited = self.left - self._may_wait or set(self._all) - self.left
            found = (latest(self._deployment, each) for each in awaited)
            return any(each is not None and each.status == "RUNNING" for each in found)
        queues = (
            resource.physical_id
            for name, resource in self._deployment.resources.items()
            if resource.type == "AWS::SQS::Queue" and not name.endswith(SUFFIX)
        )
        return any(any(depth(self._deployment, url)) for url in queues)
