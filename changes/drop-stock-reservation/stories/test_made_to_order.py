"""Everything is made to order: nothing is set aside, and nothing is out of stock."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from lab.agreement import state_after
from lab.deployment import Deployment
from lab.drills import clear, duplicate, fault, plan
from tests.stories.conftest import Shop, met, run_whole, told, told_until_met

Open = Callable[..., Shop]

CHARGES = {
    "choreography": ("PaymentsFunction", "OrderPlaced"),
    "orchestration": ("TakePaymentFunction", "*"),
}
"""Who charges, and at which event."""


@pytest.mark.parametrize("on_hand", [0, 1])
def test_no_order_is_refused_for_want_of_stock(
    deployment: Deployment, shop: Open, on_hand: int
) -> None:
    here = shop(on_hand=on_hand, balance=4000, capacity=1)
    order = here.order("made", quantity=2)
    report = run_whole(deployment, [order], here.world)
    assert told(report)[order.order_id] == ("confirmed", None, 3000, 0, True)
    state = state_after(deployment, [order], here.world)
    assert list(state["balances"].values()) == [1000]
    assert list(state["carriers"].values()) == [0]


def test_a_product_nobody_has_heard_of_is_made_too(deployment: Deployment, shop: Open) -> None:
    here = shop()
    order = here.order("new")
    report = run_whole(deployment, [order], replace(here.world, stock={}))
    assert told(report)[order.order_id] == ("confirmed", None, 3000, 0, True)


@pytest.mark.parametrize(
    ("has", "ending"),
    [
        ({"balance": 2999}, ("cancelled", "payment declined", 0, 0, False)),
        ({"balance": 4000, "capacity": 0}, ("cancelled", "no carrier", 3000, 3000, False)),
    ],
    ids=["declined", "no carrier"],
)
def test_what_is_refused_is_undone_without_any_stock(
    deployment: Deployment, shop: Open, has: dict[str, int], ending: tuple[Any, ...]
) -> None:
    here = shop(on_hand=0, **has)
    order = here.order("refused")
    report = run_whole(deployment, [order], here.world)
    assert told(report)[order.order_id] == ending
    state = state_after(deployment, [order], here.world)
    assert list(state["balances"].values()) == [has["balance"]]


def test_nothing_is_set_aside_and_nothing_is_left_that_did(
    deployment: Deployment, shop: Open
) -> None:
    here = shop(on_hand=5)
    order = here.order("fine")
    run_whole(deployment, [order], here.world)
    assert not state_after(deployment, [order], here.world)["reservations"]
    kept = [name for name in deployment.resources if "Inventory" in name or "Stock" in name]
    assert kept == []


def test_heard_twice_it_is_charged_and_shipped_once(deployment: Deployment, shop: Open) -> None:
    here = shop(on_hand=0, balance=4000)
    order = here.order("twice")
    plan(deployment, {order.order_id: [duplicate()]})
    try:
        report = run_whole(deployment, [order], here.world)
    finally:
        clear(deployment, [order.order_id])
    assert told(report)[order.order_id] == ("confirmed", None, 3000, 0, True)
    state = state_after(deployment, [order], here.world)
    assert list(state["balances"].values()) == [1000]
    assert list(state["carriers"].values()) == [99]


@told_until_met
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_transient_fault_in_the_first_deed_is_overcome(
    deployment: Deployment, shop: Open, when: str
) -> None:
    here = shop(on_hand=0, balance=4000)
    order = here.order("faulty")
    function, event = CHARGES[deployment.design.name]
    drill = fault(function, operation="dynamodb:TransactWriteItems", when=when, on=event)
    plan(deployment, {order.order_id: [drill]})
    try:
        report = run_whole(deployment, [order], here.world)
        met(deployment, {order.order_id: drill})
    finally:
        clear(deployment, [order.order_id])
    assert told(report)[order.order_id] == ("confirmed", None, 3000, 0, True)
    assert list(state_after(deployment, [order], here.world)["balances"].values()) == [1000]
