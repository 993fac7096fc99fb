"""A customer chooses when the order is delivered, and the carrier knows it."""

from collections.abc import Callable, Sequence

import pytest

from lab.books import Books, read_books
from lab.deployment import Deployment
from lab.drills import clear, duplicate, fault, plan
from orderflow.order import Order
from tests.stories.conftest import Shop, met, run_whole, told, told_until_met

Open = Callable[..., Shop]

SLOT = "2026-12-01 09-12"
BOOKS = {"choreography": "ShippingFunction", "orchestration": "BookShipmentFunction"}


def within(order: Order, slot: str = SLOT, **changes: str) -> Order:
    return Order.from_wire(order.to_wire() | {"slot": slot} | changes)


def shipments(books: Books, orders: Sequence[Order]) -> list[tuple[str | None, str | None]]:
    """Of each order's shipment, how it stands and when it is due."""
    found = [books.shipments.get(order.order_id, {}) for order in orders]
    return [(each.get("status"), each.get("slot")) for each in found]


def test_the_carrier_knows_the_slot_and_the_shipment_says_it(
    deployment: Deployment, shop: Open
) -> None:
    here = shop()
    orders = [
        within(here.order("one")),
        within(here.order("two"), "2026-12-24 18-20"),
        here.order("whenever"),
    ]
    outcomes = told(run_whole(deployment, orders, here.world))
    assert {each[0] for each in outcomes.values()} == {"confirmed"}
    books = read_books(deployment, orders, here.world)
    assert shipments(books, orders) == [
        ("booked", SLOT),
        ("booked", "2026-12-24 18-20"),
        ("booked", None),
    ]


def test_nobody_else_has_it_but_the_order_itself(deployment: Deployment, shop: Open) -> None:
    here = shop()
    orders = [within(here.order("one"))]
    run_whole(deployment, orders, here.world)
    books = read_books(deployment, orders, here.world)
    [row], [payment] = books.orders.values(), books.payments.values()
    [reservation], [shipment] = books.reservations.values(), books.shipments.values()
    assert [each.get("slot") for each in (row, shipment)] == [SLOT, SLOT]
    assert SLOT not in str([payment, reservation])


def test_an_order_without_a_slot_goes_on_as_before(deployment: Deployment, shop: Open) -> None:
    """Each ending, once with a slot and once without: the slot is all that differs."""
    here = shop(capacity=5)
    plain = [
        here.order("fine"),
        here.order("poor", price=90_000),
        here.order("out", quantity=999),
        Order.from_wire(here.order("lost").to_wire() | {"country": "ZZ"}),
    ]
    dated = [within(each, order_id=f"{each.order_id}-dated") for each in plain]
    outcomes = list(told(run_whole(deployment, [*plain, *dated], here.world)).values())
    assert outcomes[:4] == [
        ("confirmed", None, 3000, 0, True),
        ("cancelled", "payment declined", 0, 0, False),
        ("cancelled", "out of stock", 0, 0, False),
        ("cancelled", "no carrier", 3000, 3000, False),
    ]
    assert outcomes[4:] == outcomes[:4]
    books = read_books(deployment, [*plain, *dated], here.world)
    nothing = (None, None)
    assert shipments(books, plain) == [("booked", None), nothing, nothing, ("refused", None)]
    assert shipments(books, dated) == [("booked", SLOT), nothing, nothing, ("refused", SLOT)]


def test_heard_twice_it_is_booked_once_and_in_its_slot(deployment: Deployment, shop: Open) -> None:
    here = shop(capacity=5)
    orders = [within(here.order("one")), here.order("whenever")]
    plan(deployment, {order.order_id: [duplicate()] for order in orders})
    try:
        run_whole(deployment, orders, here.world)
    finally:
        clear(deployment, [order.order_id for order in orders])
    books = read_books(deployment, orders, here.world)
    assert shipments(books, orders) == [("booked", SLOT), ("booked", None)]
    assert list(books.capacity.values()) == [3]


@told_until_met
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_booking_that_fails_for_a_moment_keeps_its_slot(
    deployment: Deployment, shop: Open, when: str
) -> None:
    here = shop(capacity=5)
    orders = [within(here.order("one")), here.order("whenever")]
    drills = {
        order.order_id: fault(
            BOOKS[deployment.design.name], operation="dynamodb:TransactWriteItems", when=when
        )
        for order in orders
    }
    plan(deployment, {order_id: [drill] for order_id, drill in drills.items()})
    try:
        run_whole(deployment, orders, here.world)
        met(deployment, drills)
    finally:
        clear(deployment, drills)
    books = read_books(deployment, orders, here.world)
    assert shipments(books, orders) == [("booked", SLOT), ("booked", None)]
    assert list(books.capacity.values()) == [3]
