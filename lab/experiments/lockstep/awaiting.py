"""Orders placed all at once, and watched only until it is clear what becomes of them."""

import time
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from lab.deployment import Deployment
from lab.experiments.lockstep.troubles import Sight, look
from lab.patience import patience_of
from lab.places import PlaceKind
from lab.workload.run import port
from lab.workload.settling import PLACED_AT_ONCE, Port
from orderflow.order import Order

PAUSE = 0.15

SETTLED_STILL = 0.4
"""Seconds of quiet after the last order is settled: what is told then may still be taken badly."""

STUCK_STILL = 1.5
"""Seconds of quiet after which nothing comes any more: the embedded engine looks into a stream
once a second. On AWS, where messages are counted only roughly, quiet proves nothing."""

GRACE = 2.0
"""Seconds that orders which may wait are waited for, once all others are settled."""

BEYOND = 4.0
"""Seconds beyond the longest rest of what is deployed: without any news for so long, an order is
stuck. And seconds in which at least one should have settled, however busy all are."""

DOUBT = 1.0
"""Seconds without news before dead orders are looked for in every way there is."""

LAGS, LONGEST = 10, 22.0
"""How many times as long as placing took that may take beyond it, and seconds it may take more at
most: where everything is busy without end, nothing else ends it."""


@dataclass(frozen=True)
class Watching:
    """What only who watched knows.

    began: when placing did, in seconds since the epoch; refused: why an order was not placed;
    restless: whether messages still went to and fro when nothing more could come of them.
    """

    began: float
    refused: Mapping[str, str]
    restless: bool = False


def place_and_watch(
    deployment: Deployment, orders: Sequence[Order], may_wait: Collection[str] = ()
) -> Watching:
    """Place the orders; returns when all are settled and all is quiet, or when some never will be.

    may_wait: ids of orders that need not settle.
    """
    hands = port(deployment)
    refused: dict[str, str] = {}
    given_up = look(deployment, ()).given_up
    began, started = time.time(), time.monotonic()
    with ThreadPoolExecutor(PLACED_AT_ONCE, "placing") as pool:
        placing = {str(each.order_id): pool.submit(hands.place, each) for each in orders}
        for order_id, placed in placing.items():
            if error := placed.exception():
                refused[order_id] = str(error)
    # What placing took says how slow this machine is just now.
    watch = _Watch(deployment, hands, {*placing} - {*refused}, set(may_wait))
    watch.lag, watch.given_up = time.monotonic() - started, given_up
    while not watch.over():
        time.sleep(PAUSE)
    return Watching(began, refused, watch.restless)


class _Watch:
    def __init__(
        self, deployment: Deployment, hands: Port, ids: set[str], may_wait: set[str]
    ) -> None:
        self._deployment, self._hands = deployment, hands
        self._ids, self._left, self._may_wait = ids, set(ids), may_wait
        self._stuck = patience_of(deployment).rest + BEYOND
        self._came_on = self._stirred = time.monotonic()
        self._seen: Sight | None = None
        self.lag, self.given_up, self.restless = 0.0, 0, False

    def over(self) -> bool:
        """Whether it is clear by now what becomes of every order."""
        settled = set(self._hands.settled(tuple(self._left))) if self._left else set()
        self._left -= settled
        awaited = self._left - self._may_wait
        seen = look(self._deployment, awaited or self._ids - self._left)
        now = time.monotonic()
        if seen != self._seen:
            self._seen, self._stirred = seen, now
        if settled:
            self._came_on = self._stirred = now
        quiet = now - self._stirred
        vain = now - self._came_on > self._stuck + min(LAGS * self.lag, LONGEST)
        if seen.given_up > self.given_up:
            # Another order may still be on its way to the first thing that fails it.
            return quiet > self.lag or vain
        if quiet > DOUBT and self._left and self._hands.dead(tuple(awaited or self._left)):
            return True
        if quiet > SETTLED_STILL and not awaited and self._none_waits():
            return True
        self.restless = vain and quiet < DOUBT and not seen.certain
        return vain or quiet > self._patience(seen)

    def _none_waits(self) -> bool:
        """Whether there are orders left, and all of them are dead."""
        return bool(self._left) and self._left <= set(self._hands.dead(tuple(self._left)))

    def _patience(self, seen: Sight) -> float:
        """How long it must be quiet to be over."""
        if seen.busy or self._deployment.place.kind is PlaceKind.AWS:
            return self._stuck
        if not self._left:
            return 0.0 if seen.certain else SETTLED_STILL + self.lag
        if not self._left - self._may_wait:
            return GRACE + self.lag
        return 0.0 if seen.certain else STUCK_STILL + 3 * self.lag
