"""Orders in flight: bounded, waited for, given up on, never lost."""

import threading
from collections.abc import Collection

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab.workload import settling
from lab.workload.generator import generate
from lab.workload.settling import Flight, Port, settle_all, wait_until
from orderflow.order import Order

pytestmark = pytest.mark.slow  # it waits


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of the pauses; what is decided after them is the same."""
    for pause in ("QUIET", "SHORTEST_PAUSE", "LONGEST_PAUSE"):
        monkeypatch.setattr(settling, pause, getattr(settling, pause) / 10)


class World:
    """A system in which an order settles after so many questions about it, or never."""

    def __init__(self, *, asks: int = 1, never: Collection[str] = ()) -> None:
        self.asks, self.never = asks, set(never)
        self.asked: dict[str, int] = {}
        self.doomed: set[str] = set()
        self.unsettled: set[str] = set()
        self.most = 0
        self.placed: list[str] = []
        self.lock = threading.Lock()

    def place(self, order: Order) -> None:
        with self.lock:
            self.placed.append(order.order_id)
            self.unsettled.add(order.order_id)
            self.most = max(self.most, len(self.unsettled))

    def settled(self, order_ids: Collection[str]) -> list[str]:
        done = []
        for order_id in order_ids:
            self.asked[order_id] = self.asked.get(order_id, 0) + 1
            if self.asked[order_id] >= self.asks and order_id not in self.never:
                done.append(order_id)
                self.unsettled.discard(order_id)
        return done

    def dead(self, order_ids: Collection[str]) -> list[str]:
        return [order_id for order_id in order_ids if order_id in self.doomed]

    @property
    def port(self) -> Port:
        return Port(self.place, self.settled, self.dead)


def orders(count: int) -> list[Order]:
    return generate(count)[0]


def ids(some: list[Order]) -> set[str]:
    return {order.order_id for order in some}


@settings(max_examples=15)
@given(count=st.integers(1, 12), bound=st.integers(1, 8), asks=st.integers(1, 3))
def test_every_order_is_placed_once_and_never_more_than_the_bound_at_once(
    count: int, bound: int, asks: int
) -> None:
    world, some = World(asks=asks), orders(count)
    flight = settle_all(world.port, some, in_flight=bound, timeout=30)
    assert sorted(world.placed) == sorted(ids(some))
    assert flight.settled.keys() == ids(some)
    assert world.most <= bound


def test_a_late_order_is_given_up_on_and_the_others_go_on() -> None:
    some = orders(6)
    late = some[0].order_id
    world = World(never={late})
    flight = settle_all(world.port, some, in_flight=2, timeout=0.5)
    assert flight.given_up == {late}
    assert flight.settled.keys() == ids(some) - {late}
    assert flight.elapsed(late) >= 0.5


def test_a_dead_order_is_not_waited_for() -> None:
    some = orders(3)
    world = World(never={some[1].order_id})
    world.doomed = {some[1].order_id}
    flight = settle_all(world.port, some, in_flight=3, timeout=60)
    assert flight.given_up == {some[1].order_id}
    assert flight.elapsed(some[1].order_id) < 10


def test_an_order_seen_dead_once_may_still_settle() -> None:
    [order] = some = orders(1)
    world = World(never=ids(some))

    def dead(order_ids: Collection[str]) -> Collection[str]:
        world.never.clear()
        return order_ids

    flight = settle_all(Port(world.place, world.settled, dead), some, in_flight=1, timeout=30)
    assert flight.settled.keys() == {order.order_id}


def test_when_nothing_settles_the_rest_is_not_placed() -> None:
    some = orders(9)
    world = World(never=ids(some))
    flight = settle_all(world.port, some, in_flight=2, timeout=0.3)
    assert len(world.placed) <= 4
    assert flight.given_up | flight.refused.keys() == ids(some)
    assert "nothing had settled" in next(iter(flight.refused.values()))


def test_an_order_that_cannot_be_placed_is_told_and_the_others_go_on() -> None:
    some = orders(4)
    world = World()

    def place(order: Order) -> None:
        if order is some[2]:
            raise RuntimeError("the door is shut")
        world.place(order)

    flight = settle_all(Port(place, world.settled, world.dead), some, in_flight=2, timeout=5)
    assert flight.refused == {some[2].order_id: "the door is shut"}
    assert flight.settled.keys() == ids(some) - {some[2].order_id}


def test_when_none_can_be_placed_the_rest_is_not_tried() -> None:
    tried: list[str] = []

    def place(order: Order) -> None:
        tried.append(order.order_id)
        raise RuntimeError("the door is shut")

    some = orders(60)
    flight = settle_all(Port(place, World().settled, World().dead), some, in_flight=4, timeout=5)
    assert len(tried) < 30
    assert flight.refused.keys() == ids(some)


def test_news_come_with_every_settled_order() -> None:
    heard: list[int] = []

    def news(flight: Flight) -> None:
        heard.append(len(flight.settled))

    settle_all(World().port, orders(5), in_flight=1, timeout=5, news=news)
    assert heard == [1, 2, 3, 4, 5]


def test_a_broken_question_ends_the_wait() -> None:
    def settled(_: Collection[str]) -> list[str]:
        raise ConnectionError("nobody there")

    with pytest.raises(ConnectionError):
        settle_all(Port(World().place, settled, World().dead), orders(2), in_flight=1, timeout=5)


def test_waiting_returns_who_did_not_settle_in_time() -> None:
    world = World(asks=3, never={"late"})
    assert wait_until(world.settled, ["a", "b", "late"], timeout=0.5) == {"late"}
    assert wait_until(world.settled, [], timeout=0) == set()
