"""The card is charged and the carrier booked at the same time; either may refuse, or both."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from lab.books import Books, read_books
from lab.dead_letters import redrive
from lab.deployment import Deployment
from lab.drills import FOREVER, Drill, clear, duplicate, fault, plan
from lab.workload.placing import place_order
from lab.workload.run import wait_settled
from lab.workload.seed import seed
from orderflow.order import Order
from tests.stories.conftest import Shop, run_whole, told
from tests.stories.waiting import eventually

Open = Callable[..., Shop]

CHARGE = {"choreography": "PaymentsFunction", "orchestration": "TakePaymentFunction"}
BOOK = {"choreography": "ShippingFunction", "orchestration": "BookShipmentFunction"}
CALL_OFF = {
    "choreography": ("ShippingFunction", "PaymentDeclined"),
    "orchestration": ("CancelShipmentFunction", "*"),
}
WRITES = "dynamodb:TransactWriteItems"
DECLINED = ("cancelled", "payment declined", 0, 0, False)
REFUNDED = ("cancelled", "no carrier", 3000, 3000, False)


def away(order: Order) -> Order:
    """The same order to a country that no carrier serves."""
    return Order.from_wire(order.to_wire() | {"country": "ZZ"})


def statuses(records: Any) -> list[str]:
    return [record["status"] for record in records.values()]


def untouched(books: Books, shop: Shop) -> bool:
    """Whether the shop has all it had at first."""
    left = (*books.on_hand.values(), *books.balances.values(), *books.capacity.values())
    return left == (shop.on_hand, shop.balance, shop.capacity)


@contextmanager
def planned(deployment: Deployment, drills: dict[Order, Drill]) -> Iterator[None]:
    by_id = {order.order_id: [drill] for order, drill in drills.items()}
    plan(deployment, by_id)
    try:
        yield
    finally:
        clear(deployment, by_id)


@pytest.mark.parametrize("late", ["payments", "shipments"])
def test_neither_waits_for_the_other_and_the_order_waits_for_both(
    deployment: Deployment, shop: Open, late: str
) -> None:
    here = shop(on_hand=2, balance=3000, capacity=1)
    order = here.order("slow")
    asked = {"payments": CHARGE, "shipments": BOOK}[late][deployment.design.name]
    done = {"payments": "shipments", "shipments": "payments"}[late]

    def books() -> Books:
        return read_books(deployment, [order], here.world)

    seed(deployment, here.world)
    with planned(deployment, {order: fault(asked, operation=WRITES, times=FOREVER)}):
        place_order(deployment, order)
        assert eventually(lambda: getattr(books(), done)), f"no {done} while {late} are late"
        assert not getattr(books(), late)
        assert books().status(order.order_id) == "placed"

    def settled() -> bool:
        redrive(deployment, [order.order_id])
        return not wait_settled(deployment, [order.order_id], timeout=1)

    assert eventually(settled)
    assert books().status(order.order_id) == "confirmed"
    assert not any(books().on_hand.values() or books().balances.values())


def test_a_declined_card_calls_the_carrier_off(deployment: Deployment, shop: Open) -> None:
    here = shop(balance=2999, capacity=1)
    order = here.order("poor")
    assert told(run_whole(deployment, [order], here.world)) == {order.order_id: DECLINED}
    books = read_books(deployment, [order], here.world)
    assert untouched(books, here)
    assert statuses(books.payments) == ["declined"]
    assert statuses(books.shipments) == ["cancelled"]


def test_an_order_no_carrier_takes_is_charged_meanwhile_and_refunded(
    deployment: Deployment, shop: Open
) -> None:
    here = shop(capacity=0)
    order = here.order("lost")
    assert told(run_whole(deployment, [order], here.world)) == {order.order_id: REFUNDED}
    assert untouched(read_books(deployment, [order], here.world), here)


def test_an_order_that_both_refuse_is_cancelled_once_and_leaves_nothing(
    deployment: Deployment, shop: Open
) -> None:
    here = shop(balance=0, capacity=0)
    order = here.order("hopeless")
    [outcome] = told(run_whole(deployment, [order], here.world)).values()
    assert outcome in (DECLINED, ("cancelled", "no carrier", 0, 0, False))
    books = read_books(deployment, [order], here.world)
    assert untouched(books, here)
    assert statuses(books.shipments) == ["refused"]


def test_handled_twice_each_is_done_once_and_undone_once(
    deployment: Deployment, shop: Open
) -> None:
    here = shop()
    fine, poor, lost = (
        here.order("fine"),
        here.order("poor", price=99_000),
        away(here.order("lost")),
    )
    orders = [fine, poor, lost, away(here.order("hopeless", price=99_000))]
    with planned(deployment, dict.fromkeys(orders, duplicate())):
        outcomes = told(run_whole(deployment, orders, here.world))
    assert [outcomes[order.order_id] for order in orders[:3]] == [
        ("confirmed", None, 3000, 0, True),
        DECLINED,
        REFUNDED,
    ]
    assert outcomes[orders[3].order_id][0] == "cancelled"
    books = read_books(deployment, orders, here.world)
    assert [*books.on_hand.values()] == [98]
    assert [*books.balances.values()] == [97_000]
    assert [*books.capacity.values()] == [99]
    assert sorted(statuses(books.shipments)) == ["booked", "cancelled", "refused", "refused"]


def test_a_moment_in_which_the_carrier_cannot_be_called_off_is_waited_for(
    deployment: Deployment, shop: Open
) -> None:
    here = shop(balance=0)
    function, event = CALL_OFF[deployment.design.name]
    drills = {
        here.order(when): fault(function, operation=WRITES, when=when, on=event)
        for when in ("before", "after")
    }
    with planned(deployment, drills):
        outcomes = told(run_whole(deployment, [*drills], here.world))
    assert set(outcomes.values()) == {DECLINED}
    books = read_books(deployment, [*drills], here.world)
    assert untouched(books, here)
    assert statuses(books.shipments) == ["cancelled"] * 2
