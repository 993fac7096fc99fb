"""Every outcome, and everything that is undone on the way to it; the same on both sides."""

from collections.abc import Callable
from typing import Any

from lab.books import read_books
from lab.deployment import Deployment
from tests.stories.conftest import Shop, run_whole, told

Open = Callable[..., Shop]


def ending(deployment: Deployment, shop: Shop, **order: int) -> tuple[tuple[Any, ...], Any]:
    """How one order ends, and the books after it."""
    placed = shop.order("one", **order)
    report = run_whole(deployment, [placed], shop.world)
    return told(report)[placed.order_id], read_books(deployment, [placed], shop.world)


def test_an_order_that_can_be_fulfilled_is_paid_shipped_and_confirmed(
    deployment: Deployment, shop: Open
) -> None:
    here = shop(on_hand=5, balance=4000, capacity=1)
    outcome, books = ending(deployment, here, quantity=2, price=1500)
    assert outcome == ("confirmed", None, 3000, 0, True)
    assert list(books.on_hand.values()) == [3]
    assert list(books.balances.values()) == [1000]
    assert list(books.capacity.values()) == [0]


def test_an_order_out_of_stock_is_cancelled_and_nobody_is_charged(
    deployment: Deployment, shop: Open
) -> None:
    outcome, books = ending(deployment, shop(on_hand=1), quantity=2)
    assert outcome == ("cancelled", "out of stock", 0, 0, False)
    assert list(books.on_hand.values()) == [1]
    assert not books.payments
    assert not books.shipments


def test_a_declined_payment_puts_the_stock_back(deployment: Deployment, shop: Open) -> None:
    outcome, books = ending(deployment, shop(on_hand=5, balance=2999), quantity=2, price=1500)
    assert outcome == ("cancelled", "payment declined", 0, 0, False)
    assert list(books.on_hand.values()) == [5]
    assert [each["status"] for each in books.reservations.values()] == ["released"]
    assert list(books.balances.values()) == [2999]
    assert not books.shipments


def test_an_order_no_carrier_takes_is_refunded_and_its_stock_put_back(
    deployment: Deployment, shop: Open
) -> None:
    here = shop(on_hand=5, balance=4000, capacity=0)
    outcome, books = ending(deployment, here, quantity=2, price=1500)
    assert outcome == ("cancelled", "no carrier", 3000, 3000, False)
    assert list(books.on_hand.values()) == [5]
    assert list(books.balances.values()) == [4000]
    assert [each["status"] for each in books.payments.values()] == ["refunded"]
    assert [each["status"] for each in books.reservations.values()] == ["released"]


def test_a_free_order_of_many_lines_is_an_order_like_any_other(
    deployment: Deployment, shop: Open
) -> None:
    outcome, _ = ending(deployment, shop(balance=0), quantity=1, price=0)
    assert outcome == ("confirmed", None, 0, 0, True)
