"""Invariants hold on honest books and find each way of cooking them."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.books import Books
from lab.invariants import Invariant, check
from lab.workload.generator import generate
from orderflow.order import Order
from orderflow.refusals import Refusal
from orderflow.world import World
from tests.lab.workload.oracle import one_by_one

ORDERS, WORLD = generate(30, 7)


def settled(orders: list[Order], world: World) -> Books:
    """The books after each order was settled as the rules say."""
    decided = one_by_one(orders, world)
    on_hand, balances, capacity = (
        Counter(world.stock),
        Counter(world.balances),
        Counter(world.carriers),
    )
    books = Books({}, {}, {}, {}, on_hand, balances, capacity)
    for order in orders:
        name, refusal = order.order_id, decided[order.order_id]
        status = "cancelled" if refusal else "confirmed"
        lines = [{"sku": sku, "quantity": n} for sku, n in order.quantities.items()]
        paid = {"customer": order.customer, "amount": order.total}
        record: Any = books
        record.orders[name] = {"status": status}
        if refusal is Refusal.OUT_OF_STOCK:
            record.reservations[name] = {"status": "refused", "lines": lines}
        elif refusal is Refusal.PAYMENT_DECLINED:
            record.reservations[name] = {"status": "released", "lines": lines}
            record.payments[name] = {"status": "declined", **paid}
        elif refusal is Refusal.NO_CARRIER:
            record.reservations[name] = {"status": "released", "lines": lines}
            record.payments[name] = {"status": "refunded", **paid}
            record.shipments[name] = {"status": "refused", "country": order.country}
        else:
            record.reservations[name] = {"status": "reserved", "lines": lines}
            record.payments[name] = {"status": "captured", **paid}
            record.shipments[name] = {"status": "booked", "country": order.country}
            on_hand.subtract(order.quantities)
            balances[order.customer] -= order.total
            capacity[order.country] -= 1
    return books


def broken(books: Books, unaccounted: tuple[str, ...] = ()) -> list[Invariant]:
    return [each for each in check(ORDERS, WORLD, books, unaccounted) if not each.holds]


def one(*, refusal: Refusal | None) -> str:
    """The first order that ends so."""
    return next(name for name, why in one_by_one(ORDERS, WORLD).items() if why is refusal)


@given(count=st.integers(1, 40), seed=st.integers(0, 10**6))
def test_honest_books_break_nothing(count: int, seed: int) -> None:
    orders, world = generate(count, seed)
    findings = check(orders, world, settled(orders, world))
    assert all(finding.holds for finding in findings), findings


STOCK = "stock on hand + reserved + shipped = seeded"
MONEY = "balances + captured - refunded = seeded"
SHIPMENTS = "shipments = confirmed orders"
CAPACITY = "carriers' capacity + booked = seeded"
HOLDINGS = "cancelled orders hold nothing, confirmed ones all they paid for"
SETTLED = "every order settled"


def lose_a_unit(books: Any) -> str:
    sku = next(iter(books.on_hand))
    books.on_hand[sku] -= 1
    return str(sku)


def mint_a_cent(books: Any) -> str:
    customer = next(iter(books.balances))
    books.balances[customer] += 1
    return str(customer)


def forget_a_stock_item(books: Any) -> str:
    sku = next(sku for sku, left in WORLD.stock.items() if left)
    del books.on_hand[sku]
    return sku


def lose_a_parcel(books: Any) -> str:
    books.capacity["DE"] -= 1
    return "DE"


def leave_one_placed(books: Any) -> str:
    name = one(refusal=Refusal.OUT_OF_STOCK)
    books.orders[name] = {"status": "placed"}
    return name


def forget_an_order(books: Any) -> str:
    name = one(refusal=Refusal.OUT_OF_STOCK)
    del books.orders[name]
    return name


def cancel_a_shipped_one(books: Any) -> str:
    name = one(refusal=None)
    books.orders[name] = {"status": "cancelled"}
    return name


def ship_nothing_for_a_confirmed_one(books: Any) -> str:
    name = one(refusal=None)
    country = books.shipments.pop(name)["country"]
    books.capacity[country] += 1
    return name


def keep_the_money_of_a_cancelled_one(books: Any) -> str:
    name = one(refusal=Refusal.NO_CARRIER)
    payment = books.payments[name]
    books.balances[payment["customer"]] -= payment["amount"]
    payment["status"] = "captured"
    return name


def keep_the_stock_of_a_cancelled_one(books: Any) -> str:
    name = one(refusal=Refusal.NO_CARRIER)
    for line in books.reservations[name]["lines"]:
        books.on_hand[line["sku"]] -= line["quantity"]
    books.reservations[name]["status"] = "reserved"
    return name


@pytest.mark.parametrize(
    ("cook", "breaks"),
    [
        (lose_a_unit, {STOCK}),
        (forget_a_stock_item, {STOCK}),
        (mint_a_cent, {MONEY}),
        (lose_a_parcel, {CAPACITY}),
        (leave_one_placed, {SETTLED}),
        (forget_an_order, {SETTLED}),
        (cancel_a_shipped_one, {SHIPMENTS, HOLDINGS}),
        (ship_nothing_for_a_confirmed_one, {SHIPMENTS}),
        (keep_the_money_of_a_cancelled_one, {HOLDINGS}),
        (keep_the_stock_of_a_cancelled_one, {HOLDINGS}),
    ],
)
def test_cooked_books_are_found_and_the_detail_names_the_key(
    cook: Callable[[Books], str], breaks: set[str]
) -> None:
    books = settled(ORDERS, WORLD)
    key = cook(books)
    findings = broken(books)
    assert {finding.name for finding in findings} == breaks
    assert all(key in finding.detail for finding in findings)


def test_a_dead_letter_nobody_explains_is_found() -> None:
    (finding,) = broken(settled(ORDERS, WORLD), ("StockReserved of o-99 in PaymentsQueue",))
    assert finding == Invariant(
        "no dead letter unaccounted for",
        holds=False,
        detail="StockReserved of o-99 in PaymentsQueue",
    )


def test_what_the_world_never_had_is_not_missed() -> None:
    books = settled(ORDERS, WORLD)
    assert not broken(replace(books, on_hand={k: v for k, v in books.on_hand.items() if v}))


def test_a_long_list_of_faults_is_cut_with_its_length() -> None:
    (first, *_) = broken(Books())
    assert first.detail.endswith("and 25 more")
