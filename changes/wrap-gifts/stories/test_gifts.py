"""A gift is wrapped once, after it is paid for and before a carrier is booked."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from lab.agreement import state_after
from lab.books import read_books
from lab.courier import Courier, Message, held_back
from lab.dead_letters import dead_letters, redrive
from lab.deployment import Deployment
from lab.drills import FOREVER, clear, duplicate, fault, plan
from lab.tables import read_items
from lab.workload.placing import place_order
from lab.workload.run import run, wait_settled
from lab.workload.seed import seed
from orderflow.order import Order
from orderflow.wrapping import wrapping_key
from tests.stories.conftest import Shop, met, run_whole, told, told_until_met
from tests.stories.waiting import eventually

Open = Callable[..., Shop]

WRAPS = {"choreography": "WrappingFunction", "orchestration": "WrapGiftFunction"}
WAITS = {"choreography": "WrappingDeadLetterQueue", "orchestration": "Wrap gift"}
WRITES = "dynamodb:PutItem"

CONFIRMED = ("confirmed", None, 3000, 0, True)
NOT_CARRIED = ("cancelled", "no carrier", 3000, 3000, False)


class Plain(Order):
    """An order that says in so many words that it is no gift."""

    def to_wire(self) -> dict[str, Any]:
        return Order.to_wire(self) | {"gift": False}


def gift(order: Order, **changes: Any) -> Order:
    return Order.from_wire(order.to_wire() | {"gift": True} | changes)


def pieces(deployment: Deployment, orders: Sequence[Order]) -> list[int | None]:
    """How many pieces were wrapped for each order; None where nothing was."""
    assert "WrappingTable" in deployment.resources, "nobody wraps"
    keys = {order.order_id: wrapping_key(order.order_id) for order in orders}
    found = read_items(deployment, "wrapping", keys.values())
    assert all(found[key]["order_id"] == name for name, key in keys.items() if key in found)
    return [found.get(key, {}).get("pieces") for key in keys.values()]


def test_a_gift_is_wrapped_with_all_its_pieces_and_sent(deployment: Deployment, shop: Open) -> None:
    here = shop()
    lines = [{"sku": f"{here.mark}lamp", "quantity": n, "unit_price": 500} for n in (3, 1, 2)]
    orders = [gift(here.order("one")), gift(here.order("many"), lines=lines)]
    assert pieces(deployment, orders) == [None, None]
    outcomes = told(run_whole(deployment, orders, here.world))
    assert list(outcomes.values()) == [CONFIRMED, CONFIRMED]
    assert pieces(deployment, orders) == [2, 6]


def test_what_is_no_gift_goes_the_way_it_went(deployment: Deployment, shop: Open) -> None:
    """Each ending, once as a gift and once without a word: the wrapping is all that differs."""
    here = shop(capacity=9)
    silent = [
        here.order("fine"),
        here.order("poor", price=90_000),
        here.order("out", quantity=999),
        Order.from_wire(here.order("lost").to_wire() | {"country": "ZZ"}),
    ]
    plain = Plain.from_wire(here.order("plain").to_wire())
    gifts = [gift(each, order_id=f"{each.order_id}-gift") for each in silent]
    orders = [*silent, *gifts, plain]
    outcomes = list(told(run_whole(deployment, orders, here.world)).values())
    assert outcomes[:4] == [
        CONFIRMED,
        ("cancelled", "payment declined", 0, 0, False),
        ("cancelled", "out of stock", 0, 0, False),
        NOT_CARRIED,
    ]
    assert outcomes[4:8] == outcomes[:4]
    assert outcomes[8] == CONFIRMED
    assert pieces(deployment, [*silent, plain]) == [None] * 5
    rows = read_books(deployment, silent, here.world).orders.values()
    assert not any("gift" in row for row in rows)
    # Only what is paid is wrapped; and wrapped it stays, though nobody carries it.
    assert pieces(deployment, gifts) == [2, None, None, 2]


def test_a_gift_asked_for_twice_and_heard_twice_is_wrapped_once(
    deployment: Deployment, shop: Open
) -> None:
    here = shop(on_hand=20, capacity=5)
    kept = gift(here.order("kept"))
    lost = gift(here.order("lost"), country="ZZ")
    orders = [kept, lost]
    plan(deployment, {order.order_id: [duplicate()] for order in orders})
    try:
        outcomes = told(run_whole(deployment, orders, here.world))
        place_order(deployment, kept)
        run(deployment, [gift(here.order("behind"))], here.world)
    finally:
        clear(deployment, [order.order_id for order in orders])
    assert list(outcomes.values()) == [CONFIRMED, NOT_CARRIED]
    assert pieces(deployment, orders) == [2, 2]


@told_until_met
@pytest.mark.parametrize("when", ["before", "after"])
def test_wrapping_that_fails_for_a_moment_is_done_again(
    deployment: Deployment, shop: Open, when: str
) -> None:
    here = shop(on_hand=20, capacity=5)
    orders = [gift(here.order("kept")), gift(here.order("lost"), country="ZZ")]
    drills = {
        order.order_id: fault(WRAPS[deployment.design.name], operation=WRITES, when=when)
        for order in orders
    }
    plan(deployment, {order_id: [drill] for order_id, drill in drills.items()})
    try:
        outcomes = told(run_whole(deployment, orders, here.world))
        met(deployment, drills)
    finally:
        clear(deployment, drills)
    assert list(outcomes.values()) == [CONFIRMED, NOT_CARRIED]
    assert pieces(deployment, orders) == [2, 2]


def test_a_gift_that_cannot_be_wrapped_waits_paid_and_unsent_until_it_can(
    deployment: Deployment, shop: Open
) -> None:
    here = shop(on_hand=20, capacity=5)
    sick, plain = gift(here.order("sick")), here.order("plain")
    down = fault(WRAPS[deployment.design.name], operation=WRITES, times=FOREVER)
    plan(deployment, {sick.order_id: [down]})
    try:
        report = run(deployment, [sick, plain], here.world)
        [where] = [each for each in report.unsettled if each.order_id == sick.order_id]
        outcomes = told(report)
        assert outcomes[plain.order_id] == CONFIRMED
        assert outcomes[sick.order_id][0] is None
        assert WAITS[deployment.design.name] in where.place
        [letter] = [each for each in dead_letters(deployment) if each.order_id == sick.order_id]
        assert "InternalServerError" in letter.reason
        books = read_books(deployment, [sick], here.world)
        assert [each["status"] for each in books.payments.values()] == ["captured"]
        assert not books.shipments
        assert pieces(deployment, [sick, plain]) == [None, None]
    finally:
        clear(deployment, [sick.order_id])
    assert redrive(deployment, [sick.order_id]) == 1
    assert wait_settled(deployment, [sick.order_id]) == set()
    state = state_after(deployment, [sick], here.world)
    assert [row["status"] for row in state["orders"].values()] == ["confirmed"]
    assert [row["status"] for row in state["shipments"].values()] == ["booked"]
    assert pieces(deployment, [sick]) == [2]


def newest_first(hand: Sequence[Message]) -> Message:
    return hand[-1]


def the_placing_last(hand: Sequence[Message]) -> Message:
    """Whoever may act without knowing the order does so first."""
    later = [message for message in hand if message.event_type != "OrderPlaced"]
    ready = [message for message in hand if message.queue == "InventoryQueue"]
    return (later or ready or list(hand))[0]


@pytest.mark.parametrize("choose", [newest_first, the_placing_last])
@pytest.mark.parametrize("times", [1, 2], ids=["heard once", "heard twice"])
def test_whatever_comes_first_a_gift_is_wrapped_and_then_sent(
    choreography: Deployment,
    shop: Open,
    choose: Callable[[Sequence[Message]], Message],
    times: int,
) -> None:
    here = shop(on_hand=20, capacity=5)
    kept, lost = gift(here.order("kept")), gift(here.order("lost"), country="ZZ")
    orders = [kept, lost, here.order("plain")]
    assert pieces(choreography, orders) == [None] * 3
    seed(choreography, here.world)
    with held_back(choreography) as courier:
        for order in orders:
            place_order(choreography, order)
        ids = [order.order_id for order in orders]
        courier.deliver_until(
            lambda: not wait_settled(choreography, ids, timeout=0), choose=choose, times=times
        )
        while courier.hand or courier.take():
            courier.deliver(courier.hand[0])
    state = state_after(choreography, orders, here.world)
    ended = [(row["status"], row.get("reason")) for row in state["orders"].values()]
    assert ended == [("confirmed", None), ("cancelled", "NoCarrier"), ("confirmed", None)]
    assert list(state["stock on hand"].values()) == [16]
    assert list(state["balances"].values()) == [94_000]
    assert list(state["carriers"].values()) == [3]
    assert pieces(choreography, orders) == [2, 2, None]


def only_the_wrapping_left(courier: Courier) -> bool:
    """Deliver whatever else has come; whether nothing but the wrapping is still to be heard of."""
    courier.take()
    others = [message for message in courier.hand if message.event_type != "GiftWrapped"]
    if others:
        courier.deliver(others[0])
    return bool(courier.hand) and not others


def test_no_carrier_is_booked_for_a_gift_until_its_wrapping_is_heard_of(
    choreography: Deployment, shop: Open
) -> None:
    here = shop()
    order = gift(here.order("one"))
    assert pieces(choreography, [order]) == [None]
    seed(choreography, here.world)
    with held_back(choreography) as courier:
        place_order(choreography, order)
        assert eventually(lambda: only_the_wrapping_left(courier))
        [message] = courier.hand
        books = read_books(choreography, [order], here.world)
        assert [each["status"] for each in books.payments.values()] == ["captured"]
        assert not books.shipments
        assert pieces(choreography, [order]) == [2]
        courier.deliver(message)
        books = read_books(choreography, [order], here.world)
        assert [each["status"] for each in books.shipments.values()] == ["booked"]
    assert wait_settled(choreography, [order.order_id]) == set()


def test_a_late_attempt_at_wrapping_wraps_nothing_more(
    orchestration: Deployment, shop: Open
) -> None:
    here = shop()
    order = gift(here.order("one"))
    assert pieces(orchestration, [order]) == [None]
    run_whole(orchestration, [order], here.world)
    lines = [{"quantity": 9}]
    answer = orchestration.client("lambda").invoke(
        FunctionName=orchestration.functions["WrapGiftFunction"].name,
        Payload=json.dumps({"order_id": order.order_id, "lines": lines}),
    )
    assert "FunctionError" not in answer
    assert pieces(orchestration, [order]) == [2]
