"""When an order has ended, its customer gets one message: confirmed, or cancelled and why."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import pytest

from lab.agreement import state_after
from lab.courier import Courier, Message, held_back
from lab.dead_letters import dead_letters, redrive
from lab.deployment import Deployment
from lab.drills import FOREVER, Drill, clear, duplicate, fault, held, hold, plan
from lab.tables import Item, read_items
from lab.workload.placing import place_order
from lab.workload.run import run, wait_settled
from lab.workload.seed import seed
from orderflow.notifications import message_key
from orderflow.order import Order
from tests.stories.conftest import Shop, met, run_whole, told, told_until_met
from tests.stories.waiting import eventually

Open = Callable[..., Shop]

TELLS = {"choreography": "NotificationsFunction", "orchestration": "TellCustomerFunction"}
WAITS = {
    "choreography": ("OrderConfirmed", "OrderCancelled"),
    "orchestration": ("Tell confirmed", "Tell cancelled"),
}
ENDS = {
    "choreography": {
        "confirmed": hold("OrderingFunction", on="ShipmentBooked"),
        "cancelled: no carrier": hold("OrderingFunction", on="StockReleased"),
    },
    "orchestration": {
        "confirmed": hold("ConfirmOrderFunction"),
        "cancelled: no carrier": hold("CancelOrderFunction"),
    },
}
"""The last moment before an order ends so."""

WRITES = "dynamodb:PutItem"


def away(order: Order) -> Order:
    """The same order to a country that no carrier serves."""
    return Order.from_wire(order.to_wire() | {"country": "ZZ"})


def messages(deployment: Deployment, orders: Sequence[Order]) -> dict[str, Item]:
    """The message of each order of these that has one."""
    assert "NotificationsTable" in deployment.resources, "nobody tells anybody"
    keys = {message_key(order.order_id): order.order_id for order in orders}
    found = read_items(deployment, "notifications", keys)
    return {keys[key]: item for key, item in found.items()}


def every_text(deployment: Deployment, order: Order) -> list[str]:
    """All that was ever said of an order, wherever it is written down."""
    pages = deployment.client("dynamodb").get_paginator("scan")
    table = deployment.table("notifications")
    items = [item for page in pages.paginate(TableName=table) for item in page["Items"]]
    said = [each for each in items if each.get("order_id", {}).get("S") == order.order_id]
    return [each["text"]["S"] for each in said]


def check(deployment: Deployment, wanted: Mapping[Order, str]) -> None:
    """Each of these orders' customers was told just this, once."""
    orders = list(wanted)
    eventually(lambda: len(messages(deployment, orders)) == len(orders))
    found = messages(deployment, orders)
    assert {each: (m["order_id"], m["customer"], m["text"]) for each, m in found.items()} == {
        order.order_id: (order.order_id, order.customer, f"Your order {order.order_id} is {said}.")
        for order, said in wanted.items()
    }
    assert [len(every_text(deployment, order)) for order in orders] == [1] * len(orders)


@contextmanager
def planned(deployment: Deployment, drills: Mapping[Order, Drill]) -> Iterator[None]:
    by_id = {order.order_id: [drill] for order, drill in drills.items()}
    plan(deployment, by_id)
    try:
        yield
    finally:
        clear(deployment, by_id)


def test_the_customer_hears_how_the_order_ended_and_why(deployment: Deployment, shop: Open) -> None:
    here = shop()
    other = Order.from_wire(here.order("other").to_wire() | {"customer": f"{here.mark}ben"})
    wanted = {
        here.order("fine"): "confirmed",
        here.order("out", quantity=999): "cancelled: out of stock",
        here.order("poor", price=90_000): "cancelled: payment declined",
        away(here.order("lost")): "cancelled: no carrier",
        other: "cancelled: payment declined",
    }
    assert messages(deployment, list(wanted)) == {}
    run_whole(deployment, list(wanted), here.world)
    check(deployment, wanted)


@pytest.mark.parametrize("ending", ["confirmed", "cancelled: no carrier"])
def test_nobody_hears_anything_before_the_end(
    deployment: Deployment, shop: Open, ending: str
) -> None:
    here = shop()
    order, behind = here.order("held"), here.order("behind")
    order = order if ending == "confirmed" else away(order)
    assert messages(deployment, [order]) == {}
    seed(deployment, here.world)
    with planned(deployment, {order: ENDS[deployment.design.name][ending]}):
        place_order(deployment, order)
        assert eventually(lambda: held(deployment, [order.order_id]))
        # Another order overtakes it; were it told of too early, it would have been by then.
        place_order(deployment, behind)
        check(deployment, {behind: "confirmed"})
        assert wait_settled(deployment, [order.order_id], timeout=0)
        assert messages(deployment, [order]) == {}
    assert wait_settled(deployment, [order.order_id]) == set()
    check(deployment, {order: ending})


def test_heard_twice_and_placed_twice_it_is_told_once(deployment: Deployment, shop: Open) -> None:
    here = shop(on_hand=20)
    wanted = {
        here.order("fine"): "confirmed",
        here.order("poor", price=90_000): "cancelled: payment declined",
        away(here.order("lost")): "cancelled: no carrier",
    }
    behind = here.order("behind")
    with planned(deployment, {order: duplicate() for order in wanted}):
        run_whole(deployment, list(wanted), here.world)
        check(deployment, wanted)
        for order in wanted:
            place_order(deployment, order)
        run(deployment, [behind], here.world)
        check(deployment, {**wanted, behind: "confirmed"})


@told_until_met
@pytest.mark.parametrize("when", ["before", "after"])
def test_telling_that_fails_for_a_moment_is_done_again(
    deployment: Deployment, shop: Open, when: str
) -> None:
    here = shop()
    wanted = {
        here.order("fine"): "confirmed",
        here.order("out", quantity=999): "cancelled: out of stock",
        away(here.order("lost")): "cancelled: no carrier",
    }
    drills = {
        order: fault(TELLS[deployment.design.name], operation=WRITES, when=when) for order in wanted
    }
    with planned(deployment, drills):
        run_whole(deployment, list(wanted), here.world)
        check(deployment, wanted)
        met(deployment, {order.order_id: drill for order, drill in drills.items()})
    check(deployment, wanted)


def test_who_cannot_be_told_costs_no_order_anything_and_is_told_later(
    deployment: Deployment, shop: Open
) -> None:
    here = shop(on_hand=20)
    kept, lost = here.order("kept"), away(here.order("lost"))
    orders = [kept, lost]
    assert messages(deployment, orders) == {}
    down = fault(TELLS[deployment.design.name], operation=WRITES, times=FOREVER)

    def given_up() -> dict[str | None, str]:
        ids = {order.order_id for order in orders}
        return {
            each.order_id: each.what for each in dead_letters(deployment) if each.order_id in ids
        }

    with planned(deployment, dict.fromkeys(orders, down)):
        outcomes = told(run(deployment, orders, here.world))
        assert list(outcomes.values()) == [
            ("confirmed", None, 3000, 0, True),
            ("cancelled", "no carrier", 3000, 3000, False),
        ]
        assert eventually(lambda: len(given_up()) == 2)
        assert (
            tuple(given_up()[order.order_id] for order in orders) == WAITS[deployment.design.name]
        )
        assert messages(deployment, orders) == {}
    assert redrive(deployment, [order.order_id for order in orders]) == 2
    check(deployment, {kept: "confirmed", lost: "cancelled: no carrier"})
    assert given_up() == {}


def newest_first(hand: Sequence[Message]) -> Message:
    return hand[-1]


def the_placing_last(hand: Sequence[Message]) -> Message:
    """Whoever may act without knowing the order does so first."""
    later = [message for message in hand if message.event_type != "OrderPlaced"]
    ready = [message for message in hand if message.queue == "InventoryQueue"]
    return (later or ready or list(hand))[0]


def deliver_the_rest(courier: Courier) -> None:
    while courier.hand or courier.take():
        courier.deliver(courier.hand[0])


@pytest.mark.parametrize("choose", [newest_first, the_placing_last])
@pytest.mark.parametrize("times", [1, 2], ids=["heard once", "heard twice"])
def test_whatever_comes_first_the_customer_hears_the_end_once(
    choreography: Deployment,
    shop: Open,
    choose: Callable[[Sequence[Message]], Message],
    times: int,
) -> None:
    here = shop(on_hand=20, balance=50_000, capacity=5)
    wanted = {
        here.order("fine"): "confirmed",
        here.order("poor", price=40_000): "cancelled: payment declined",
        away(here.order("lost")): "cancelled: no carrier",
    }
    orders = list(wanted)
    assert messages(choreography, orders) == {}
    seed(choreography, here.world)
    with held_back(choreography) as courier:
        for order in orders:
            place_order(choreography, order)
        courier.deliver_until(
            lambda: len(messages(choreography, orders)) == len(orders), choose=choose, times=times
        )
        deliver_the_rest(courier)
    check(choreography, wanted)
    state = state_after(choreography, orders, here.world)
    assert list(state["stock on hand"].values()) == [18]
    assert list(state["balances"].values()) == [47_000]


def test_a_late_attempt_at_telling_tells_nothing_more(
    orchestration: Deployment, shop: Open
) -> None:
    here = shop()
    order = here.order("one")
    assert messages(orchestration, [order]) == {}
    run_whole(orchestration, [order], here.world)
    check(orchestration, {order: "confirmed"})
    request = {"order_id": order.order_id, "customer": order.customer, "refusal": "NoCarrier"}
    answer = orchestration.client("lambda").invoke(
        FunctionName=orchestration.functions[TELLS["orchestration"]].name,
        Payload=json.dumps(request),
    )
    assert "FunctionError" not in answer
    check(orchestration, {order: "confirmed"})
