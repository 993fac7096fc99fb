"""Who cannot pay never touches the stock; who is out of stock gets the money back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from lab.agreement import State, state_after
from lab.deployment import Deployment
from lab.drills import Drill, clear, duplicate, fault, plan
from orderflow.order import Order
from orderflow.world import World
from tests.stories.conftest import Shop, met, run_whole, told, told_until_met

Open = Callable[..., Shop]
REFUNDS = {
    "choreography": ("PaymentsFunction", "StockRefused"),
    "orchestration": ("RefundPaymentFunction", "*"),
}
"""Who gives the money back to whoever is out of stock, and at which event."""


@contextmanager
def drilled(deployment: Deployment, order: Order, drill: Drill) -> Iterator[None]:
    """Disturb the order for the block; the drill is used up."""
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


def test_a_paid_order_has_its_stock_set_aside_and_is_confirmed(
    deployment: Deployment, shop: Open
) -> None:
    here = shop(on_hand=5, balance=4000, capacity=1)
    order = here.order("fine")
    report = run_whole(deployment, [order], here.world)
    assert told(report)[order.order_id] == ("confirmed", None, 3000, 0, True)
    state = state_after(deployment, [order], here.world)
    assert amounts(state) == ([3], [1000], [0])
    assert statuses(state, "reservations") == ["reserved"]


def test_who_cannot_pay_never_touches_the_stock(deployment: Deployment, shop: Open) -> None:
    here = shop(on_hand=5, balance=2999)
    order = here.order("poor")
    report = run_whole(deployment, [order], here.world)
    assert told(report)[order.order_id] == ("cancelled", "payment declined", 0, 0, False)
    state = state_after(deployment, [order], here.world)
    assert state["reservations"] == {}
    assert amounts(state) == ([5], [2999], [100])


def test_who_can_neither_pay_nor_be_served_hears_of_the_card(
    deployment: Deployment, shop: Open
) -> None:
    here = shop(on_hand=1, balance=10)
    order = here.order("both")
    report = run_whole(deployment, [order], here.world)
    assert told(report)[order.order_id] == ("cancelled", "payment declined", 0, 0, False)


def test_empty_cards_that_ask_for_all_the_stock_keep_it_from_nobody(
    deployment: Deployment, shop: Open
) -> None:
    here = shop(on_hand=2, balance=3000)
    ada = here.order("ada")
    bots = [
        Order.from_wire(
            here.order(f"bot{number}").to_wire() | {"customer": f"{here.mark}bot{number}"}
        )
        for number in range(5)
    ]
    cards = {**here.world.balances, **{bot.customer: 0 for bot in bots}}
    world = World(here.world.stock, cards, here.world.carriers)
    report = run_whole(deployment, [*bots, ada], world)
    assert told(report)[ada.order_id] == ("confirmed", None, 3000, 0, True)
    assert list(state_after(deployment, bots, world)["reservations"]) == []


def test_who_is_out_of_stock_gets_the_money_back(deployment: Deployment, shop: Open) -> None:
    here = shop(on_hand=1, balance=4000)
    order = here.order("late")
    report = run_whole(deployment, [order], here.world)
    assert told(report)[order.order_id] == ("cancelled", "out of stock", 3000, 3000, False)
    state = state_after(deployment, [order], here.world)
    assert statuses(state, "payments") == ["refunded"]
    assert statuses(state, "reservations") == ["refused"]
    assert state["shipments"] == {}
    assert amounts(state) == ([1], [4000], [100])


def test_when_nothing_can_be_sent_stock_and_money_go_back(
    deployment: Deployment, shop: Open
) -> None:
    here = shop(on_hand=5, balance=4000, capacity=0)
    order = here.order("lost")
    report = run_whole(deployment, [order], here.world)
    assert told(report)[order.order_id] == ("cancelled", "no carrier", 3000, 3000, False)
    state = state_after(deployment, [order], here.world)
    assert statuses(state, "payments") == ["refunded"]
    assert statuses(state, "reservations") == ["released"]
    assert amounts(state) == ([5], [4000], [0])


def test_the_money_goes_back_once_though_everything_is_heard_twice(
    deployment: Deployment, shop: Open
) -> None:
    here = shop(on_hand=1, balance=4000)
    order = here.order("twice")
    plan(deployment, {order.order_id: [duplicate()]})
    try:
        report = run_whole(deployment, [order], here.world)
    finally:
        clear(deployment, [order.order_id])
    assert told(report)[order.order_id] == ("cancelled", "out of stock", 3000, 3000, False)
    assert amounts(state_after(deployment, [order], here.world)) == ([1], [4000], [100])


@told_until_met
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_transient_fault_on_the_way_back_is_overcome(
    deployment: Deployment, shop: Open, when: str
) -> None:
    here = shop(on_hand=1, balance=4000)
    order = here.order("faulty")
    function, event = REFUNDS[deployment.design.name]
    drill = fault(function, operation="dynamodb:TransactWriteItems", when=when, on=event)
    with drilled(deployment, order, drill):
        report = run_whole(deployment, [order], here.world)
    assert told(report)[order.order_id] == ("cancelled", "out of stock", 3000, 3000, False)
    assert amounts(state_after(deployment, [order], here.world)) == ([1], [4000], [100])
