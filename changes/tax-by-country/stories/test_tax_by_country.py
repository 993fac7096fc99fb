"""What is charged is the total and the tax of the country the order goes to."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import pytest

from lab.books import Books, read_books
from lab.courier import held_back
from lab.deployment import Deployment
from lab.drills import Drill, clear, duplicate, fault, plan
from lab.workload.placing import place_order
from lab.workload.run import wait_settled
from lab.workload.seed import seed
from orderflow.order import Order
from orderflow.world import World
from tests.stories.conftest import Shop, met, run_whole, told, told_until_met

Open = Callable[..., Shop]

CHARGES = {"choreography": "PaymentsFunction", "orchestration": "TakePaymentFunction"}


def taxing(here: Shop, rate: int = 19) -> World:
    """The shop's world, whose country takes so many per cent."""
    return replace(here.world, taxes={here.country: rate})


def payments(books: Books, orders: Sequence[Order]) -> list[tuple[str, int, int]]:
    """Of each order's payment, how it stands, what was asked, and how much of it is tax."""
    found = [books.payments.get(order.order_id, {}) for order in orders]
    return [(each["status"], each["amount"], each.get("tax", -1)) for each in found]


@contextmanager
def drilled(deployment: Deployment, order: Order, drill: Drill) -> Iterator[None]:
    plan(deployment, {order.order_id: [drill]})
    try:
        yield
        met(deployment, {order.order_id: drill})
    finally:
        clear(deployment, [order.order_id])


def test_the_tax_of_the_country_comes_on_top_and_the_record_says_it(
    deployment: Deployment, shop: Open
) -> None:
    here = shop(balance=4000)
    order, world = here.order("one"), taxing(here)
    report = run_whole(deployment, [order], world)
    assert told(report)[order.order_id] == ("confirmed", None, 3570, 0, True)
    books = read_books(deployment, [order], world)
    assert payments(books, [order]) == [("captured", 3570, 570)]
    assert list(books.balances.values()) == [430]
    # What the order comes to is as ever: the tax is payments' affair.
    assert books.orders[order.order_id]["total"] == 3000


def test_a_country_that_is_not_in_the_table_takes_no_tax(
    deployment: Deployment, shop: Open
) -> None:
    here = shop(balance=10_000)
    abroad = here.country[::-1] if here.country[0] != here.country[1] else "ZY"
    taxed = here.order("taxed")
    free = Order.from_wire(here.order("free").to_wire() | {"country": abroad})
    world = replace(taxing(here), carriers={here.country: 1, abroad: 1})
    run_whole(deployment, [taxed, free], world)
    books = read_books(deployment, [taxed, free], world)
    assert payments(books, [taxed, free]) == [("captured", 3570, 570), ("captured", 3000, 0)]
    assert list(books.balances.values()) == [10_000 - 3570 - 3000]


@pytest.mark.parametrize(("price", "tax"), [(1050, 200), (1049, 199), (2, 0), (3, 1)])
def test_half_a_cent_is_rounded_up(
    deployment: Deployment, shop: Open, price: int, tax: int
) -> None:
    """Of 10.50 euros 19 per cent are 199.5 cents, of 10.49 they are 199.31."""
    here = shop()
    order, world = here.order("one", quantity=1, price=price), taxing(here)
    run_whole(deployment, [order], world)
    books = read_books(deployment, [order], world)
    assert payments(books, [order]) == [("captured", price + tax, tax)]


def test_who_cannot_pay_total_and_tax_is_declined(deployment: Deployment, shop: Open) -> None:
    here = shop(on_hand=5, balance=3569, capacity=1)
    order, world = here.order("poor"), taxing(here)
    report = run_whole(deployment, [order], world)
    assert told(report)[order.order_id] == ("cancelled", "payment declined", 0, 0, False)
    books = read_books(deployment, [order], world)
    assert list(books.balances.values()) == [3569]
    assert list(books.on_hand.values()) == [5]
    assert list(books.capacity.values()) == [1]


def test_a_refund_gives_the_tax_back_too(deployment: Deployment, shop: Open) -> None:
    here = shop(on_hand=5, balance=4000, capacity=0)
    order, world = here.order("lost"), taxing(here)
    report = run_whole(deployment, [order], world)
    assert told(report)[order.order_id] == ("cancelled", "no carrier", 3570, 3570, False)
    books = read_books(deployment, [order], world)
    assert payments(books, [order]) == [("refunded", 3570, 570)]
    assert list(books.balances.values()) == [4000]


def test_heard_twice_it_is_charged_once_tax_and_all(deployment: Deployment, shop: Open) -> None:
    here = shop(balance=10_000)
    order, world = here.order("twice"), taxing(here)
    with drilled(deployment, order, duplicate()):
        run_whole(deployment, [order], world)
    books = read_books(deployment, [order], world)
    assert payments(books, [order]) == [("captured", 3570, 570)]
    assert list(books.balances.values()) == [10_000 - 3570]


@told_until_met
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_charge_that_fails_for_a_moment_is_made_once_tax_and_all(
    deployment: Deployment, shop: Open, when: str
) -> None:
    here = shop(balance=10_000)
    order, world = here.order("faulty"), taxing(here)
    drill = fault(
        CHARGES[deployment.design.name], operation="dynamodb:TransactWriteItems", when=when
    )
    with drilled(deployment, order, drill):
        run_whole(deployment, [order], world)
    books = read_books(deployment, [order], world)
    assert payments(books, [order]) == [("captured", 3570, 570)]
    assert list(books.balances.values()) == [10_000 - 3570]


def test_a_bill_that_is_heard_last_is_taxed_too(choreography: Deployment, shop: Open) -> None:
    here = shop(balance=10_000)
    order, world = here.order("late"), taxing(here)
    seed(choreography, world)
    with held_back(choreography) as courier:
        place_order(choreography, order)
        for event, queue in (
            ("OrderPlaced", "InventoryQueue"),
            ("StockReserved", "PaymentsQueue"),
            ("OrderPlaced", "PaymentsQueue"),
        ):
            courier.deliver(courier.wait_for(event, queue=queue, order_id=order.order_id))
        courier.deliver_until(lambda: not wait_settled(choreography, [order.order_id], timeout=0))
    books = read_books(choreography, [order], world)
    assert payments(books, [order]) == [("captured", 3570, 570)]
