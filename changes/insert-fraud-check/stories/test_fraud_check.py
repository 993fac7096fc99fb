"""Before a card is charged, the order is looked at: who is on the watch list gets no further."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from lab.books import Books, read_books
from lab.deployment import Deployment
from lab.drills import clear, duplicate, fault, plan
from lab.tables import read_items
from orderflow.fraud import check_key
from orderflow.order import Order
from orderflow.world import World
from tests.stories.conftest import Shop, met, run_whole, told, told_until_met

Open = Callable[..., Shop]

LOOKS = {
    "choreography": "FraudFunction",
    "orchestration": "CheckFraudFunction",
}


def watching(deployment: Deployment) -> bool:
    """Whether somebody keeps a watch list."""
    return "FraudTable" in deployment.resources


def on_the_list(shop: Shop) -> World:
    return replace(shop.world, watched=(f"{shop.mark}ada", f"{shop.mark}mallory"))


def by(customer: str, order: Order, shop: Shop) -> Order:
    return Order.from_wire(order.to_wire() | {"customer": f"{shop.mark}{customer}"})


def verdicts(deployment: Deployment, orders: list[Order]) -> list[str | None]:
    keys = [check_key(order.order_id) for order in orders]
    found = read_items(deployment, "fraud", keys)
    return [found.get(key, {}).get("status") for key in keys]


def left_over(books: Books) -> dict[str, Any]:
    """What the world still has of everything."""
    return {
        "stock": list(books.on_hand.values()),
        "money": list(books.balances.values()),
        "parcels": list(books.capacity.values()),
    }


def test_who_is_on_the_watch_list_is_not_charged_and_the_stock_goes_back(
    deployment: Deployment, shop: Open
) -> None:
    assert watching(deployment)
    here = shop(on_hand=5, balance=4000, capacity=1)
    orders = [here.order("one")]
    report = run_whole(deployment, orders, on_the_list(here))
    assert told(report)[orders[0].order_id] == ("cancelled", "suspected fraud", 0, 0, False)
    books = read_books(deployment, orders, on_the_list(here))
    assert left_over(books) == {"stock": [5], "money": [4000], "parcels": [1]}
    assert [each["status"] for each in books.reservations.values()] == ["released"]
    assert not books.payments
    assert not books.shipments
    assert verdicts(deployment, orders) == ["suspected"]


def test_who_is_not_on_it_gets_through_as_before(deployment: Deployment, shop: Open) -> None:
    assert watching(deployment)
    here = shop(on_hand=10)
    world = replace(here.world, watched=(f"{here.mark}mallory",))
    fine, poor, away = (
        here.order("fine"),
        here.order("poor", price=90_000),
        Order.from_wire(here.order("away").to_wire() | {"country": "ZZ"}),
    )
    outcomes = told(run_whole(deployment, [fine, poor, away], world))
    assert list(outcomes.values()) == [
        ("confirmed", None, 3000, 0, True),
        ("cancelled", "payment declined", 0, 0, False),
        ("cancelled", "no carrier", 3000, 3000, False),
    ]
    assert verdicts(deployment, [fine, poor, away]) == ["cleared"] * 3


def test_the_check_comes_after_the_stock_is_set_aside(deployment: Deployment, shop: Open) -> None:
    """Who asks for more than there is hears that, and nobody looks at the order."""
    assert watching(deployment)
    here = shop(on_hand=1)
    orders = [here.order("out")]
    report = run_whole(deployment, orders, on_the_list(here))
    assert told(report)[orders[0].order_id] == ("cancelled", "out of stock", 0, 0, False)
    assert verdicts(deployment, orders) == [None]


def test_one_customer_s_entry_is_no_other_customer_s(deployment: Deployment, shop: Open) -> None:
    assert watching(deployment)
    here = shop(on_hand=10)
    world = replace(here.world, watched=(f"{here.mark}mallory",))
    orders = [here.order("fine"), by("mallory", here.order("bad"), here)]
    outcomes = told(run_whole(deployment, orders, world))
    assert [each[:2] for each in outcomes.values()] == [
        ("confirmed", None),
        ("cancelled", "suspected fraud"),
    ]


def test_heard_twice_it_ends_as_if_it_came_once(deployment: Deployment, shop: Open) -> None:
    assert watching(deployment)
    here = shop(on_hand=10)
    world = replace(here.world, watched=(f"{here.mark}mallory",))
    orders = [here.order("fine"), by("mallory", here.order("bad"), here)]
    plan(deployment, {order.order_id: [duplicate()] for order in orders})
    try:
        outcomes = told(run_whole(deployment, orders, world))
    finally:
        clear(deployment, [order.order_id for order in orders])
    assert list(outcomes.values()) == [
        ("confirmed", None, 3000, 0, True),
        ("cancelled", "suspected fraud", 0, 0, False),
    ]
    books = read_books(deployment, orders, world)
    assert left_over(books) == {"stock": [8], "money": [97_000], "parcels": [99]}


@told_until_met
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_check_that_fails_for_a_moment_is_made_again_and_answers_once(
    deployment: Deployment, shop: Open, when: str
) -> None:
    assert watching(deployment)
    here = shop(on_hand=10)
    world = replace(here.world, watched=(f"{here.mark}mallory",))
    orders = [here.order("fine"), by("mallory", here.order("bad"), here)]
    drills = {
        order.order_id: fault(
            LOOKS[deployment.design.name], operation="dynamodb:PutItem", when=when
        )
        for order in orders
    }
    plan(deployment, {order_id: [drill] for order_id, drill in drills.items()})
    try:
        outcomes = told(run_whole(deployment, orders, world))
        met(deployment, drills)
    finally:
        clear(deployment, drills)
    assert [each[:2] for each in outcomes.values()] == [
        ("confirmed", None),
        ("cancelled", "suspected fraud"),
    ]
    assert verdicts(deployment, orders) == ["cleared", "suspected"]


def test_who_comes_onto_the_list_is_refused_from_then_on(
    deployment: Deployment, shop: Open
) -> None:
    assert watching(deployment)
    here = shop(on_hand=10)
    first, second = here.order("first"), here.order("second")
    assert told(run_whole(deployment, [first], here.world))[first.order_id][0] == "confirmed"
    outcomes = told(run_whole(deployment, [second], on_the_list(here)))
    assert outcomes[second.order_id] == ("cancelled", "suspected fraud", 0, 0, False)
    assert verdicts(deployment, [first, second]) == ["cleared", "suspected"]
