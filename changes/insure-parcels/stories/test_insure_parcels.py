"""A valuable parcel is insured before its order is confirmed, or all done for it is undone."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from lab.agreement import differences, state_after
from lab.books import Books, read_books
from lab.courier import Message, held_back
from lab.dead_letters import dead_letters, redrive
from lab.deployment import Deployment
from lab.drills import FOREVER, Drill, clear, duplicate, fault, plan
from lab.tables import Item, read_items
from lab.workload.placing import place_order
from lab.workload.run import run, wait_settled
from lab.workload.seed import seed
from orderflow.insurance import cover_key, policy_key
from orderflow.order import Order
from orderflow.world import World
from tests.stories.conftest import Shop, met, run_whole, told, told_until_met

Open = Callable[..., Shop]

INSURES = {
    "choreography": ("InsuranceFunction", "*"),
    "orchestration": ("InsureParcelFunction", "*"),
}
CALLS_OFF = {
    "choreography": ("ShippingFunction", "InsuranceRefused"),
    "orchestration": ("CancelShipmentFunction", "*"),
}
REFUNDS = {
    "choreography": ("PaymentsFunction", "ShipmentRefused"),
    "orchestration": ("RefundPaymentFunction", "*"),
}
DEAR = 25_000
"""The price of a lamp of which two must be insured."""

TOTAL = 2 * DEAR
SENT = ("confirmed", None, TOTAL, 0, True)
UNDONE = ("cancelled", "not insurable", TOTAL, TOTAL, False)


def insuring(deployment: Deployment) -> bool:
    """Whether anybody insures anything."""
    return "InsuranceTable" in deployment.resources


def covering(shop: Shop, cover: int = 0, **others: int) -> World:
    """The shop's world with so much cover for its customer, and for these others."""
    named = {f"{shop.mark}{name}": amount for name, amount in {"ada": cover, **others}.items()}
    return replace(shop.world, cover=named)


def dear(shop: Shop, name: str) -> Order:
    """An order of 500 euros."""
    return shop.order(name, price=DEAR)


def by(customer: str, order: Order, shop: Shop) -> Order:
    return Order.from_wire(order.to_wire() | {"customer": f"{shop.mark}{customer}"})


def policies(deployment: Deployment, orders: Sequence[Order]) -> list[str | None]:
    keys = [policy_key(order.order_id) for order in orders]
    found = read_items(deployment, "insurance", keys)
    return [found.get(key, {}).get("status") for key in keys]


def cover_left(deployment: Deployment, world: World) -> list[int]:
    keys = [cover_key(customer) for customer in world.cover]
    found = read_items(deployment, "insurance", keys)
    return [found[key]["cover"] for key in keys]


def left_over(books: Books) -> tuple[list[int], list[int], list[int]]:
    """What the world still has of stock, money, parcels."""
    amounts = books.on_hand, books.balances, books.capacity
    stock, money, parcels = (list(each.values()) for each in amounts)
    return stock, money, parcels


def statuses(records: dict[str, Item] | Any) -> list[str]:
    return [record["status"] for record in records.values()]


def drilled(
    deployment: Deployment, drills: dict[Order, Drill], world: World
) -> list[tuple[Any, ...]]:
    """How the orders end, each disturbed by its drill; every drill is used up."""
    by_id = {order.order_id: drill for order, drill in drills.items()}
    plan(deployment, {order_id: [drill] for order_id, drill in by_id.items()})
    try:
        outcomes = told(run_whole(deployment, [*drills], world))
        met(deployment, by_id)
    finally:
        clear(deployment, by_id)
    return [*outcomes.values()]


def test_a_valuable_parcel_is_insured_and_its_order_confirmed(
    deployment: Deployment, shop: Open
) -> None:
    assert insuring(deployment)
    here = shop(on_hand=5, balance=60_000, capacity=1)
    orders, world = [dear(here, "one")], covering(here, 70_000)
    assert told(run_whole(deployment, orders, world)) == {orders[0].order_id: SENT}
    assert policies(deployment, orders) == ["insured"]
    assert cover_left(deployment, world) == [20_000]
    assert left_over(read_books(deployment, orders, world)) == ([3], [10_000], [0])


def test_what_the_insurer_does_not_take_is_undone_to_the_last(
    deployment: Deployment, shop: Open
) -> None:
    assert insuring(deployment)
    here = shop(on_hand=5, balance=60_000, capacity=1)
    orders, world = [dear(here, "one")], covering(here, TOTAL - 1)
    assert told(run_whole(deployment, orders, world)) == {orders[0].order_id: UNDONE}
    books = read_books(deployment, orders, world)
    assert left_over(books) == ([5], [60_000], [1])
    assert statuses(books.shipments) == ["cancelled"]
    assert statuses(books.payments) == ["refunded"]
    assert statuses(books.reservations) == ["released"]
    assert policies(deployment, orders) == ["refused"]
    assert cover_left(deployment, world) == [TOTAL - 1]


def test_a_customer_whom_the_insurer_does_not_know_is_not_insurable(
    deployment: Deployment, shop: Open
) -> None:
    assert insuring(deployment)
    here = shop()
    orders = [dear(here, "one")]
    assert told(run_whole(deployment, orders, here.world)) == {orders[0].order_id: UNDONE}
    assert left_over(read_books(deployment, orders, here.world)) == ([100], [100_000], [100])


def test_cheaper_orders_are_not_insured_and_go_on_as_before(
    deployment: Deployment, shop: Open
) -> None:
    assert insuring(deployment)
    here = shop(on_hand=10)
    orders, world = [here.order("just", quantity=1, price=49_999)], covering(here, 0)
    outcomes = told(run_whole(deployment, orders, world))
    assert outcomes[orders[0].order_id] == ("confirmed", None, 49_999, 0, True)
    assert policies(deployment, orders) == [None]
    assert cover_left(deployment, world) == [0]


def test_who_is_refused_before_is_not_insured(deployment: Deployment, shop: Open) -> None:
    assert insuring(deployment)
    here = shop(on_hand=2, balance=TOTAL)
    orders = [
        here.order("out", quantity=3, price=DEAR),
        here.order("poor", quantity=2, price=DEAR + 1),
        Order.from_wire(dear(here, "away").to_wire() | {"country": "ZZ"}),
    ]
    world = covering(here, 1_000_000)
    outcomes = told(run_whole(deployment, orders, world, in_flight=1))
    assert [each[1] for each in outcomes.values()] == [
        "out of stock",
        "payment declined",
        "no carrier",
    ]
    assert policies(deployment, orders) == [None] * 3
    assert cover_left(deployment, world) == [1_000_000]


def test_cover_is_used_up_by_one_customer_and_is_no_other_customer_s(
    deployment: Deployment, shop: Open
) -> None:
    assert insuring(deployment)
    here = shop(on_hand=10, balance=3 * TOTAL)
    orders = [dear(here, "first"), dear(here, "second"), by("ben", dear(here, "third"), here)]
    world = covering(here, 2 * TOTAL - 1, ben=TOTAL)
    world = replace(world, balances={**world.balances, f"{here.mark}ben": TOTAL})
    outcomes = told(run_whole(deployment, orders, world, in_flight=1))
    assert [*outcomes.values()] == [SENT, UNDONE, SENT]
    assert cover_left(deployment, world) == [TOTAL - 1, 0]
    assert left_over(read_books(deployment, orders, world)) == ([6], [2 * TOTAL, 0], [98])


def test_what_was_given_back_can_be_had_by_the_next(deployment: Deployment, shop: Open) -> None:
    """The last lamps, the last parcel and the money serve a cheaper order after all."""
    assert insuring(deployment)
    here = shop(on_hand=2, balance=TOTAL, capacity=1)
    orders, world = [dear(here, "dear"), here.order("cheap")], covering(here, 0)
    outcomes = told(run_whole(deployment, orders, world, in_flight=1))
    assert [*outcomes.values()] == [UNDONE, ("confirmed", None, 3000, 0, True)]
    assert left_over(read_books(deployment, orders, world)) == ([0], [TOTAL - 3000], [0])


def test_heard_twice_it_ends_as_if_it_came_once(deployment: Deployment, shop: Open) -> None:
    assert insuring(deployment)
    here = shop(on_hand=10, balance=2 * TOTAL)
    orders = [dear(here, "kept"), by("ben", dear(here, "lost"), here)]
    world = covering(here, 2 * TOTAL, ben=0)
    world = replace(world, balances={**world.balances, f"{here.mark}ben": TOTAL})
    outcomes = drilled(deployment, {order: duplicate() for order in orders}, world)
    assert outcomes == [SENT, UNDONE]
    assert cover_left(deployment, world) == [TOTAL, 0]
    assert left_over(read_books(deployment, orders, world)) == ([8], [TOTAL, TOTAL], [99])


@told_until_met
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_fault_for_a_moment_in_insuring_or_in_undoing_changes_nothing(
    deployment: Deployment, shop: Open, when: str
) -> None:
    assert insuring(deployment)
    here = shop(on_hand=20, balance=2 * TOTAL)
    world = covering(here, 3 * TOTAL, ben=0)
    world = replace(world, balances={**world.balances, f"{here.mark}ben": 3 * TOTAL})
    does = {
        "insure": (INSURES, "TransactWriteItems"),
        "refuse": (INSURES, "PutItem"),
        "call-off": (CALLS_OFF, "TransactWriteItems"),
        "refund": (REFUNDS, "TransactWriteItems"),
    }
    drills = {}
    for name, (deed, write) in does.items():
        function, event = deed[deployment.design.name]
        order = dear(here, name)
        order = order if name == "insure" else by("ben", order, here)
        drills[order] = fault(function, operation=f"dynamodb:{write}", when=when, on=event)
    assert drilled(deployment, drills, world) == [SENT, UNDONE, UNDONE, UNDONE]
    orders = [*drills]
    assert policies(deployment, orders) == ["insured", "refused", "refused", "refused"]
    assert cover_left(deployment, world) == [2 * TOTAL, 0]
    assert left_over(read_books(deployment, orders, world)) == ([18], [TOTAL, 3 * TOTAL], [99])


def test_an_insurer_who_is_down_holds_no_cheaper_order_up_and_loses_no_valuable_one(
    deployment: Deployment, shop: Open
) -> None:
    assert insuring(deployment)
    here = shop(on_hand=10)
    cheap, sick = here.order("cheap"), dear(here, "sick")
    world = covering(here, TOTAL)
    function, event = INSURES[deployment.design.name]
    down = [fault(function, operation="dynamodb:*", times=FOREVER, on=event)]
    plan(deployment, {cheap.order_id: down, sick.order_id: down})
    try:
        report = run(deployment, [cheap, sick], world)
    finally:
        clear(deployment, [cheap.order_id, sick.order_id])
    outcomes = {each.order_id: each.outcome for each in report.results}
    assert outcomes == {cheap.order_id: "confirmed", sick.order_id: None}
    [letter] = [each for each in dead_letters(deployment) if each.order_id == sick.order_id]
    assert "InternalServerError" in letter.reason
    assert redrive(deployment, [sick.order_id]) == 1
    assert wait_settled(deployment, [sick.order_id]) == set()
    assert read_books(deployment, [sick], world).status(sick.order_id) == "confirmed"
    assert cover_left(deployment, world) == [0]


def newest_first(hand: Sequence[Message]) -> Message:
    return hand[-1]


def the_placing_last(hand: Sequence[Message]) -> Message:
    """Whoever may act without knowing the order does so first."""
    later = [message for message in hand if message.event_type != "OrderPlaced"]
    ready = [message for message in hand if message.queue == "InventoryQueue"]
    return (later or ready or list(hand))[0]


@pytest.mark.parametrize("choose", [newest_first, the_placing_last])
def test_whatever_comes_first_and_twice_the_order_ends_the_same(
    choreography: Deployment, shop: Open, choose: Callable[[Sequence[Message]], Message]
) -> None:
    assert insuring(choreography)
    here = shop(on_hand=10, balance=2 * TOTAL)
    orders = [dear(here, "kept"), by("ben", dear(here, "lost"), here)]
    world = covering(here, 2 * TOTAL, ben=0)
    world = replace(world, balances={**world.balances, f"{here.mark}ben": TOTAL})
    seed(choreography, world)
    ids = [order.order_id for order in orders]
    with held_back(choreography) as courier:
        for order in orders:
            place_order(choreography, order)
        courier.deliver_until(
            lambda: not wait_settled(choreography, ids, timeout=0), choose=choose, times=2
        )
        while courier.hand or courier.take():
            courier.deliver(courier.hand[0])
    books = read_books(choreography, orders, world)
    assert [books.status(each) for each in ids] == ["confirmed", "cancelled"]
    assert left_over(books) == ([8], [TOTAL, TOTAL], [99])
    assert cover_left(choreography, world) == [TOTAL, 0]


def test_both_sides_end_in_the_same_state(
    choreography: Deployment, orchestration: Deployment, shop: Open
) -> None:
    assert insuring(choreography)
    assert insuring(orchestration)
    here = shop(on_hand=5, balance=3 * TOTAL)
    orders = [dear(here, "kept"), dear(here, "lost"), here.order("cheap")]
    world = covering(here, TOTAL)
    sides = (choreography, orchestration)
    one, other = (told(run_whole(each, orders, world, in_flight=1)) for each in sides)
    assert one == other
    states: list[Any] = [state_after(each, orders, world) for each in sides]
    assert differences(*states) == []
    assert policies(choreography, orders) == policies(orchestration, orders)
    assert cover_left(choreography, world) == cover_left(orchestration, world) == [0]
