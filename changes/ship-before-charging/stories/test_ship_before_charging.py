"""Nobody pays for what cannot be sent; who cannot pay keeps no carrier and no stock."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from lab.agreement import State, state_after
from lab.dead_letters import redrive
from lab.deployment import Deployment
from lab.drills import FOREVER, Drill, clear, duplicate, fault, plan
from lab.workload.run import run, wait_settled
from orderflow.order import Order
from tests.stories.conftest import Shop, met, run_whole, told, told_until_met

Open = Callable[..., Shop]

BOOKS = {"choreography": "ShippingFunction", "orchestration": "BookShipmentFunction"}
CANCELS = {
    "choreography": ("ShippingFunction", "PaymentDeclined"),
    "orchestration": ("CancelShipmentFunction", "*"),
}
"""Who cancels the shipment of whoever cannot pay, and at which event."""

TRANSACTION = "dynamodb:TransactWriteItems"


@contextmanager
def drilled(deployment: Deployment, order: Order, drill: Drill) -> Iterator[None]:
    """Disturb the order for the block."""
    plan(deployment, {order.order_id: [drill]})
    try:
        yield
        met(deployment, {order.order_id: drill})
    finally:
        clear(deployment, [order.order_id])


def amounts(state: State) -> tuple[list[int], list[int], list[int]]:
    """What is left in stock, on cards, at carriers."""
    on_hand, cards, room = (
        list(state[part].values()) for part in ("stock on hand", "balances", "carriers")
    )
    return on_hand, cards, room


def statuses(state: State, part: str) -> list[str]:
    return [each["status"] for each in state[part].values()]


def test_what_cannot_be_sent_is_never_charged(deployment: Deployment, shop: Open) -> None:
    here = shop(on_hand=5, balance=4000, capacity=0)
    order = here.order("lost")
    report = run_whole(deployment, [order], here.world)
    assert told(report)[order.order_id] == ("cancelled", "no carrier", 0, 0, False)
    state = state_after(deployment, [order], here.world)
    assert state["payments"] == {}
    assert statuses(state, "shipments") == ["refused"]
    assert statuses(state, "reservations") == ["released"]
    assert amounts(state) == ([5], [4000], [0])


def test_what_can_be_sent_is_charged_and_confirmed(deployment: Deployment, shop: Open) -> None:
    here = shop(on_hand=5, balance=4000, capacity=1)
    order = here.order("fine")
    report = run_whole(deployment, [order], here.world)
    assert told(report)[order.order_id] == ("confirmed", None, 3000, 0, True)
    state = state_after(deployment, [order], here.world)
    assert amounts(state) == ([3], [1000], [0])
    assert statuses(state, "shipments") == ["booked"]
    assert statuses(state, "payments") == ["captured"]


def test_who_cannot_pay_keeps_neither_carrier_nor_stock(deployment: Deployment, shop: Open) -> None:
    here = shop(on_hand=5, balance=2999, capacity=1)
    order = here.order("poor")
    report = run_whole(deployment, [order], here.world)
    assert told(report)[order.order_id] == ("cancelled", "payment declined", 0, 0, False)
    state = state_after(deployment, [order], here.world)
    assert statuses(state, "shipments") == ["cancelled"]
    assert statuses(state, "reservations") == ["released"]
    assert amounts(state) == ([5], [2999], [1])


def test_the_parcel_of_who_could_not_pay_is_there_for_the_next(
    deployment: Deployment, shop: Open
) -> None:
    here = shop(on_hand=2, balance=3000, capacity=1)
    poor, ada = here.order("poor", price=9000), here.order("ada")
    report = run_whole(deployment, [poor, ada], here.world, in_flight=1)
    outcomes = told(report)
    assert outcomes[poor.order_id] == ("cancelled", "payment declined", 0, 0, False)
    assert outcomes[ada.order_id] == ("confirmed", None, 3000, 0, True)


def test_who_can_neither_be_reached_nor_pay_hears_of_the_carrier(
    deployment: Deployment, shop: Open
) -> None:
    here = shop(on_hand=5, balance=10, capacity=0)
    order = here.order("both")
    report = run_whole(deployment, [order], here.world)
    assert told(report)[order.order_id] == ("cancelled", "no carrier", 0, 0, False)


def test_out_of_stock_asks_neither_carrier_nor_card(deployment: Deployment, shop: Open) -> None:
    here = shop(on_hand=1, balance=4000, capacity=1)
    order = here.order("late")
    report = run_whole(deployment, [order], here.world)
    assert told(report)[order.order_id] == ("cancelled", "out of stock", 0, 0, False)
    state = state_after(deployment, [order], here.world)
    assert (state["shipments"], state["payments"]) == ({}, {})


def test_heard_twice_everything_is_given_back_once(deployment: Deployment, shop: Open) -> None:
    here = shop(on_hand=5, balance=2999, capacity=2)
    order = here.order("twice")
    with drilled(deployment, order, duplicate()):
        report = run_whole(deployment, [order], here.world)
    assert told(report)[order.order_id] == ("cancelled", "payment declined", 0, 0, False)
    assert amounts(state_after(deployment, [order], here.world)) == ([5], [2999], [2])


@told_until_met
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_transient_fault_on_the_way_back_is_overcome(
    deployment: Deployment, shop: Open, when: str
) -> None:
    here = shop(on_hand=5, balance=2999, capacity=2)
    order = here.order("faulty")
    function, event = CANCELS[deployment.design.name]
    drill = fault(function, operation=TRANSACTION, when=when, on=event)
    with drilled(deployment, order, drill):
        report = run_whole(deployment, [order], here.world)
    assert told(report)[order.order_id] == ("cancelled", "payment declined", 0, 0, False)
    assert amounts(state_after(deployment, [order], here.world)) == ([5], [2999], [2])


def test_nobody_is_charged_while_the_carrier_cannot_be_asked(
    deployment: Deployment, shop: Open
) -> None:
    here = shop(on_hand=5, balance=4000, capacity=1)
    order = here.order("waits")
    drill = fault(BOOKS[deployment.design.name], operation=TRANSACTION, times=FOREVER)
    with drilled(deployment, order, drill):
        report = run(deployment, [order], here.world)
        assert [each.outcome for each in report.results] == [None]
        assert state_after(deployment, [order], here.world)["payments"] == {}
    assert redrive(deployment, [order.order_id]) == 1
    assert wait_settled(deployment, [order.order_id]) == set()
    assert amounts(state_after(deployment, [order], here.world)) == ([3], [1000], [0])
