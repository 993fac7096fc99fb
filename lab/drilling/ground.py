"""Orders placed into a deployment that is being drilled, and watched until all is still.

Drilled orders often never settle. So none is waited for by itself: it is over when nothing is
under way any more, or when the time is.
"""

import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from lab.deployment import Deployment
from lab.drilling.kinds import Lone, world_of
from lab.experiments.lockstep.troubles import Sight, look
from lab.interruption import Threads
from lab.workload.run import port
from lab.workload.seed import seed
from lab.workload.settling import PLACED_AT_ONCE, Port

Progress = Callable[[str], None]

PAUSE = 0.15  # seconds
STILL = 1.6
"""Seconds of quiet after which nothing comes any more: the engine looks into a stream once a
second."""

FIRST_TIMES = 1.5
"""How many times as long as the first order took it must be quiet at least: on a busy machine all
takes longer."""

ENDED_STILL = 0.3
"""The same where what is not under way has ended for certain."""

LOOKED = 0.8
"""Seconds between two looks for those that were given up on."""

LEAVES_AFTER = 0.4
"""Seconds after which an order that may rest for ever no longer keeps others from being placed."""


@dataclass
class Course:
    """How placing and watching went.

    began: seconds since the epoch; seconds: until all was still; refused: why an order was not
    placed; settled: ids of orders by when they settled, in seconds from the beginning; still:
    whether all was, when it was over.
    """

    began: float = field(default_factory=time.time)
    seconds: float = 0.0
    refused: dict[str, str] = field(default_factory=dict)
    settled: dict[str, float] = field(default_factory=dict)
    still: bool = True


def place_until_still(
    deployment: Deployment,
    orders: Sequence[Lone],
    *,
    surely: Collection[str] = (),
    longest: float = 90,
    progress: Progress = lambda _: None,
) -> Course:
    """Seed the orders' worlds, place them, and wait until nothing is under way any more.

    surely: ids of those that nothing keeps from settling, and so are waited for; longest: seconds
    after which it is over in any case.
    """
    seed(deployment, world_of(orders))
    flight = _Flight(deployment, port(deployment), orders, surely)
    with Threads(PLACED_AT_ONCE, "placing") as pool:
        while not flight.over(longest):
            flight.launch(pool)
            progress(flight.news())
            time.sleep(PAUSE)
    flight.course.seconds = flight.elapsed()
    return flight.course


class _Flight:
    def __init__(
        self, deployment: Deployment, hands: Port, orders: Sequence[Lone], surely: Collection[str]
    ) -> None:
        self._deployment, self._hands, self._surely = deployment, hands, {*surely}
        self._waiting = list(reversed(orders))
        self._total = len(orders)
        self._left = {each.order_id for each in orders}
        self._since: dict[str, float] = {}
        self._flying: set[str] = set()
        self._placing: dict[Future[None], str] = {}
        self._sight: Sight | None = None
        self._certain = look(deployment, ()).certain
        self._most = 3 * deployment.design.in_flight
        self._clock = self._stirred = self._looked = time.monotonic()
        self.course = Course()

    def elapsed(self) -> float:
        return time.monotonic() - self._clock

    def news(self) -> str:
        return f"{len(self.course.settled)} of {self._total} settled, {len(self._waiting)} to place"

    def launch(self, pool: Threads) -> None:
        """Place as many as there is room for."""
        while self._waiting and len(self._flying) < self._most:
            each = self._waiting.pop()
            self._since[each.order_id] = time.monotonic()
            self._flying.add(each.order_id)
            self._placing[pool.submit(self._hands.place, each.order)] = each.order_id

    def over(self, longest: float) -> bool:
        """Take in what is news; says whether nothing more can come."""
        now = time.monotonic()
        self._take_in_placed()
        settled = set(self._hands.settled(tuple(self._left))) if self._left else set()
        self.course.settled |= dict.fromkeys(settled, self.elapsed())
        self._left -= settled
        self._flying -= settled
        if settled or self._waiting or self._placing:
            self._stirred = now
        self._let_go(now)
        if self.elapsed() > longest:
            self.course.still = False
            self.course.refused |= {each.order_id: "no time was left" for each in self._waiting}
            return True
        if self._waiting or self._placing or self._left & self._surely:
            return False
        return self._is_still(now)

    def _is_still(self, now: float) -> bool:
        sight = look(self._deployment, self._flying)
        if sight != self._sight:
            self._sight, self._stirred = sight, now
        first = min(self.course.settled.values(), default=0.0)
        still = ENDED_STILL if sight.certain else max(STILL, FIRST_TIMES * first)
        return not sight.busy and now - self._stirred > still

    def _let_go(self, now: float) -> None:
        """Those that came to nothing, or that may rest for ever, make room for others."""
        if not self._certain:
            self._flying = {x for x in self._flying if now - self._since[x] < LEAVES_AFTER}
        elif self._flying and now - self._looked > LOOKED:
            self._looked = now
            self._flying -= set(self._hands.dead(tuple(self._flying)))

    def _take_in_placed(self) -> None:
        for done in [each for each in self._placing if each.done()]:
            order_id = self._placing.pop(done)
            if error := done.exception():
                self.course.refused[order_id] = str(error)
                self._flying.discard(order_id)
                self._left.discard(order_id)
