"""Keeping a bounded number of orders in flight until each is settled or given up on."""

import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from lab.interruption import Threads
from orderflow.order import Order

SHORTEST_PAUSE = 0.03
LONGEST_PAUSE = 0.5
QUIET = 1.0
"""Seconds without news before the dead are looked for; and between two looks."""

HOPELESS = 8
"""So many orders that cannot be placed, and none that can: the rest is not tried."""

PLACED_AT_ONCE = 4
"""Placing is over in milliseconds; on the embedded engine each at once is a process more."""


@dataclass(frozen=True)
class Port:
    """What the loop needs of a deployment: place one, ask which are settled, which are dead."""

    place: Callable[[Order], None]
    settled: Callable[[Collection[str]], Collection[str]]
    dead: Callable[[Collection[str]], Collection[str]]


@dataclass
class Flight:
    """Where every order of a run stands.

    ``settled`` holds seconds since placing began; ``refused`` why an order was not placed.
    """

    waiting: deque[Order]
    since: dict[str, float] = field(default_factory=dict)
    placing: dict[Future[None], str] = field(default_factory=dict)
    flying: set[str] = field(default_factory=set)
    settled: dict[str, float] = field(default_factory=dict)
    given_up: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def active(self) -> int:
        """How many count against the bound."""
        return len(self.placing) + len(self.flying)

    @property
    def flown(self) -> bool:
        """Whether any order could be placed."""
        return bool(self.flying or self.settled or self.given_up)

    @property
    def over(self) -> bool:
        """Whether nothing is left to wait for."""
        return not self.waiting and not self.active

    def elapsed(self, order_id: str) -> float:
        """Seconds since the order was handed over; 0 if it never was."""
        return time.monotonic() - self.since.get(order_id, time.monotonic())


def settle_all(
    port: Port,
    orders: Sequence[Order],
    *,
    in_flight: int,
    timeout: float,
    news: Callable[[Flight], None] = lambda _: None,
) -> Flight:
    """Place every order, at most ``in_flight`` unsettled at once, and wait for all of them.

    An order has ``timeout`` seconds to settle; one that is known dead is not waited for. When
    nothing at all settles for ``timeout`` seconds the rest is not placed any more.
    """
    flight = Flight(deque(orders))
    heard = looked = time.monotonic()
    pause, suspects = SHORTEST_PAUSE, frozenset[str]()
    with Threads(min(in_flight, PLACED_AT_ONCE), "placing") as pool:
        while not flight.over:
            _launch(flight, port, pool, in_flight)
            time.sleep(pause)
            refused = _take_in_placed(flight)
            if len(flight.refused) >= max(in_flight, HOPELESS) and not flight.flown:
                _stop_placing(flight, "none of the orders before it could be placed")
            if _take_in_settled(flight, port) or refused:
                heard, pause = time.monotonic(), SHORTEST_PAUSE
                suspects = frozenset()
                news(flight)
                continue
            pause = min(pause * 1.3, LONGEST_PAUSE)
            now = time.monotonic()
            if now - max(heard, looked) > QUIET and flight.flying:
                looked = now
                found = frozenset(port.dead(tuple(flight.flying)))
                # Seen twice: a first sight may be of an order that is just being settled.
                _give_up(flight, found & suspects)
                suspects = found
            _give_up(flight, [each for each in flight.flying if flight.elapsed(each) > timeout])
            if now - heard > timeout:
                _stop_placing(flight, f"nothing had settled for {timeout:g} seconds")
    return flight


def wait_until(
    settled: Callable[[Collection[str]], Collection[str]],
    order_ids: Iterable[str],
    timeout: float,
) -> set[str]:
    """Wait until these orders are settled or the time is over; returns those that are not."""
    left, deadline, pause = set(order_ids), time.monotonic() + timeout, SHORTEST_PAUSE
    while left := left - set(settled(tuple(left))):
        if time.monotonic() > deadline:
            break
        time.sleep(pause)
        pause = min(pause * 1.3, LONGEST_PAUSE)
    return left


def _launch(flight: Flight, port: Port, pool: Threads, in_flight: int) -> None:
    while flight.waiting and flight.active < in_flight:
        order = flight.waiting.popleft()
        flight.since[order.order_id] = time.monotonic()
        flight.placing[pool.submit(port.place, order)] = order.order_id


def _take_in_placed(flight: Flight) -> bool:
    """Move what was placed into the air; says whether anything could not be placed."""
    refused = False
    for done in [future for future in flight.placing if future.done()]:
        order_id = flight.placing.pop(done)
        try:
            done.result()
        except Exception as error:  # noqa: BLE001  whatever it was, the other orders go on
            flight.refused[order_id] = str(error)
            refused = True
        else:
            flight.flying.add(order_id)
    return refused


def _take_in_settled(flight: Flight, port: Port) -> bool:
    """Take what is settled out of the air; says whether anything was."""
    settled = set(port.settled(tuple(flight.flying))) if flight.flying else set()
    for order_id in settled:
        flight.flying.remove(order_id)
        flight.settled[order_id] = flight.elapsed(order_id)
    return bool(settled)


def _stop_placing(flight: Flight, why: str) -> None:
    while flight.waiting:
        flight.refused[flight.waiting.popleft().order_id] = why


def _give_up(flight: Flight, order_ids: Iterable[str]) -> None:
    for order_id in order_ids:
        flight.flying.discard(order_id)
        flight.given_up.add(order_id)
