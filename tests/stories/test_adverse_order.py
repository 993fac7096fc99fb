"""Messages of one order, delivered in orders nobody wishes for; the order ends as it should."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from lab.agreement import state_after
from lab.courier import Courier, Message, held_back
from lab.deployment import Deployment
from lab.trace import collect
from lab.workload.placing import place_order
from lab.workload.run import wait_settled
from lab.workload.seed import seed
from orderflow.order import Order
from orderflow.world import World
from tests.stories.conftest import Shop

Open = Callable[..., Shop]
Choice = Callable[[Sequence[Message]], Message]


def newest_first(hand: Sequence[Message]) -> Message:
    return hand[-1]


def the_placing_last(hand: Sequence[Message]) -> Message:
    """Whoever may act without knowing the order does so first."""
    later = [message for message in hand if message.event_type != "OrderPlaced"]
    ready = [message for message in hand if message.queue == "InventoryQueue"]
    return (later or ready or list(hand))[0]


@pytest.mark.parametrize("choose", [newest_first, the_placing_last])
@pytest.mark.parametrize("times", [1, 2], ids=["once", "each twice"])
def test_whatever_comes_first_the_order_ends_the_same(
    choreography: Deployment, shop: Open, choose: Choice, times: int
) -> None:
    here = shop(on_hand=20, balance=50_000, capacity=5)
    fine, poor, lost = (
        here.order("fine"),
        here.order("poor", price=40_000),
        away(here.order("lost")),
    )
    orders = [fine, poor, lost]
    seed(choreography, here.world)
    with held_back(choreography) as courier:
        for order in orders:
            place_order(choreography, order)
        delivered = courier.deliver_until(
            lambda: not unsettled(choreography, orders), choose=choose, times=times
        )
        through(courier)
    if choose is the_placing_last:
        assert heard_before(delivered, fine, "StockReserved", "OrderPlaced", "PaymentsQueue")
        assert heard_before(delivered, fine, "PaymentTaken", "OrderPlaced", "ShippingQueue")
    check(choreography, orders, here.world)


def away(order: Order) -> Order:
    return Order.from_wire(order.to_wire() | {"country": "ZZ"})


def unsettled(deployment: Deployment, orders: Sequence[Order]) -> set[str]:
    return wait_settled(deployment, [order.order_id for order in orders], timeout=0)


def through(courier: Courier) -> None:
    """Deliver what is left, so that whatever comes late comes too."""
    while courier.hand or courier.take():
        courier.deliver(courier.hand[0])


def heard_before(
    delivered: Sequence[Message], order: Order, first: str, second: str, queue: str
) -> bool:
    heard = [
        message.event_type
        for message in delivered
        if message.order_id == order.order_id and message.queue == queue
    ]
    return heard.index(first) < heard.index(second)


def check(deployment: Deployment, orders: Sequence[Order], world: World) -> None:
    state = state_after(deployment, orders, world)
    statuses = [(row["status"], row.get("reason")) for row in state["orders"].values()]
    assert statuses == [
        ("confirmed", None),
        ("cancelled", "PaymentDeclined"),
        ("cancelled", "NoCarrier"),
    ]
    assert list(state["stock on hand"].values()) == [18]
    assert list(state["balances"].values()) == [47_000]
    assert list(state["carriers"].values()) == [4]


def test_a_task_that_runs_again_when_all_is_over_changes_nothing(
    orchestration: Deployment, shop: Open
) -> None:
    """A state machine orders its steps itself; what can still come late is a lost attempt."""
    here = shop(on_hand=20, balance=50_000, capacity=5)
    orders = [here.order("fine"), here.order("poor", price=40_000), away(here.order("lost"))]
    seed(orchestration, here.world)
    for order in orders:
        place_order(orchestration, order)
    assert not wait_settled(orchestration, [order.order_id for order in orders])
    check(orchestration, orders, here.world)
    asked = [
        (span.function, request_of(orchestration, order, span.trigger.scheduled))
        for order, trace in zip(
            orders, collect(orchestration, [o.order_id for o in orders]).values(), strict=True
        )
        for span in trace.spans
    ]
    assert len(asked) == 5 + 5 + 7
    for function, request in reversed(asked):
        orchestration.client("lambda").invoke(
            FunctionName=orchestration.functions[function].name, Payload=request
        )
    check(orchestration, orders, here.world)


def request_of(deployment: Deployment, order: Order, scheduled: int | None) -> str:
    client = deployment.client("stepfunctions")
    machine = deployment.physical("OrderWorkflow").replace(":stateMachine:", ":execution:")
    history: list[dict[str, Any]] = client.get_execution_history(
        executionArn=f"{machine}:{order.order_id}", maxResults=1000
    )["events"]
    [event] = [each for each in history if each["id"] == scheduled]
    payload = json.loads(event["taskScheduledEventDetails"]["parameters"])["Payload"]
    return json.dumps(payload)
