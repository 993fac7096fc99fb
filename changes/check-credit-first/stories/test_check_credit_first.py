"""Who is on the list of overdue accounts is refused before any stock is set aside."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from lab.agreement import differences, state_after
from lab.books import Books, read_books
from lab.courier import Message, held_back
from lab.dead_letters import dead_letters, redrive
from lab.deployment import Deployment
from lab.drills import FOREVER, clear, duplicate, fault, plan
from lab.tables import read_items
from lab.workload.placing import place_order
from lab.workload.run import run, wait_settled
from lab.workload.seed import seed
from orderflow.credit import check_key
from orderflow.order import Order
from orderflow.world import World
from tests.stories.conftest import Shop, met, run_whole, told, told_until_met

Open = Callable[..., Shop]

LOOKS = {"choreography": "CreditFunction", "orchestration": "CheckCreditFunction"}
REFUSED = ("cancelled", "overdue", 0, 0, False)


def looking(deployment: Deployment) -> bool:
    """Whether somebody keeps a list of overdue accounts."""
    return "CreditTable" in deployment.resources


def listed(shop: Shop, *customers: str) -> World:
    """The shop's world with these customers on the list."""
    return replace(shop.world, overdue=tuple(f"{shop.mark}{each}" for each in customers))


def by(customer: str, order: Order, shop: Shop) -> Order:
    return Order.from_wire(order.to_wire() | {"customer": f"{shop.mark}{customer}"})


def verdicts(deployment: Deployment, orders: Sequence[Order]) -> list[str | None]:
    keys = [check_key(order.order_id) for order in orders]
    found = read_items(deployment, "credit", keys)
    return [found.get(key, {}).get("status") for key in keys]


def left_over(books: Books) -> tuple[list[int], list[int], list[int]]:
    """What the world still has of stock, money, parcels."""
    amounts = books.on_hand, books.balances, books.capacity
    stock, money, parcels = (list(each.values()) for each in amounts)
    return stock, money, parcels


def untouched(books: Books) -> bool:
    """Whether nobody did anything for the orders but to look them up."""
    return not (books.reservations or books.payments or books.shipments)


def test_who_is_overdue_is_refused_and_nothing_was_reserved_or_charged(
    deployment: Deployment, shop: Open
) -> None:
    assert looking(deployment)
    here = shop(on_hand=5, balance=4000, capacity=1)
    orders, world = [here.order("one")], listed(here, "ada")
    report = run_whole(deployment, orders, world)
    assert told(report)[orders[0].order_id] == REFUSED
    books = read_books(deployment, orders, world)
    assert untouched(books)
    assert left_over(books) == ([5], [4000], [1])
    assert verdicts(deployment, orders) == ["overdue"]


def test_everybody_else_s_order_goes_on_as_before(deployment: Deployment, shop: Open) -> None:
    assert looking(deployment)
    here = shop(on_hand=10)
    orders = [
        here.order("fine"),
        here.order("out", quantity=11),
        here.order("poor", price=90_000),
        Order.from_wire(here.order("away").to_wire() | {"country": "ZZ"}),
    ]
    outcomes = told(run_whole(deployment, orders, listed(here, "mallory"), in_flight=1))
    assert list(outcomes.values()) == [
        ("confirmed", None, 3000, 0, True),
        ("cancelled", "out of stock", 0, 0, False),
        ("cancelled", "payment declined", 0, 0, False),
        ("cancelled", "no carrier", 3000, 3000, False),
    ]
    assert verdicts(deployment, orders) == ["cleared"] * 4


def test_the_look_up_comes_first(deployment: Deployment, shop: Open) -> None:
    """Who is overdue hears that, though there is no stock, no money and no carrier either."""
    assert looking(deployment)
    here = shop(on_hand=0, balance=0, capacity=0)
    orders, world = [here.order("nothing")], listed(here, "ada")
    assert told(run_whole(deployment, orders, world))[orders[0].order_id] == REFUSED
    assert untouched(read_books(deployment, orders, world))


def test_overdue_orders_keep_the_last_of_the_stock_from_nobody(
    deployment: Deployment, shop: Open
) -> None:
    assert looking(deployment)
    here = shop(on_hand=2, balance=3000, capacity=1)
    overdue = [by("mallory", here.order(f"bad-{number}"), here) for number in range(4)]
    orders, world = [*overdue, here.order("fine")], listed(here, "mallory")
    outcomes = told(run_whole(deployment, orders, world))
    assert list(outcomes.values()) == [REFUSED] * 4 + [("confirmed", None, 3000, 0, True)]
    assert left_over(read_books(deployment, orders, world)) == ([0], [0], [0])


def test_heard_twice_it_ends_as_if_it_came_once(deployment: Deployment, shop: Open) -> None:
    assert looking(deployment)
    here = shop(on_hand=10)
    orders = [here.order("fine"), by("mallory", here.order("bad"), here)]
    world = listed(here, "mallory")
    plan(deployment, {order.order_id: [duplicate()] for order in orders})
    try:
        outcomes = told(run_whole(deployment, orders, world))
    finally:
        clear(deployment, [order.order_id for order in orders])
    assert list(outcomes.values()) == [("confirmed", None, 3000, 0, True), REFUSED]
    assert left_over(read_books(deployment, orders, world)) == ([8], [97_000], [99])
    assert untouched(read_books(deployment, orders[1:], world))


@told_until_met
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_look_up_that_fails_for_a_moment_is_made_again_and_answers_once(
    deployment: Deployment, shop: Open, when: str
) -> None:
    assert looking(deployment)
    here = shop(on_hand=10)
    orders = [here.order("fine"), by("mallory", here.order("bad"), here)]
    drills = {
        order.order_id: fault(
            LOOKS[deployment.design.name], operation="dynamodb:PutItem", when=when
        )
        for order in orders
    }
    plan(deployment, {order_id: [drill] for order_id, drill in drills.items()})
    try:
        outcomes = told(run_whole(deployment, orders, listed(here, "mallory")))
        met(deployment, drills)
    finally:
        clear(deployment, drills)
    assert [each[:2] for each in outcomes.values()] == [
        ("confirmed", None),
        ("cancelled", "overdue"),
    ]
    assert verdicts(deployment, orders) == ["cleared", "overdue"]


def test_who_comes_onto_the_list_is_refused_from_then_on(
    deployment: Deployment, shop: Open
) -> None:
    """An order once cleared stays so, whatever comes twice of it later."""
    assert looking(deployment)
    here = shop(on_hand=10)
    first, second = here.order("first"), here.order("second")
    assert told(run_whole(deployment, [first], here.world))[first.order_id][0] == "confirmed"
    world = listed(here, "ada")
    assert told(run_whole(deployment, [second], world))[second.order_id] == REFUSED
    place_order(deployment, first)
    behind = here.order("behind")
    assert told(run_whole(deployment, [behind], world))[behind.order_id] == REFUSED
    assert verdicts(deployment, [first, second]) == ["cleared", "overdue"]
    assert read_books(deployment, [first], world).status(first.order_id) == "confirmed"


def test_an_order_that_cannot_be_looked_up_is_set_aside_and_completes_later(
    deployment: Deployment, shop: Open
) -> None:
    assert looking(deployment)
    here = shop(on_hand=10)
    sound, sick = here.order("sound"), here.order("sick")
    down = fault(LOOKS[deployment.design.name], operation="dynamodb:PutItem", times=FOREVER)
    plan(deployment, {sick.order_id: [down]})
    try:
        report = run(deployment, [sound, sick], here.world)
    finally:
        clear(deployment, [sick.order_id])
    outcomes = {each.order_id: each.outcome for each in report.results}
    assert outcomes == {sound.order_id: "confirmed", sick.order_id: None}
    assert untouched(read_books(deployment, [sick], here.world))
    [letter] = [each for each in dead_letters(deployment) if each.order_id == sick.order_id]
    assert "InternalServerError" in letter.reason
    assert redrive(deployment, [sick.order_id]) == 1
    assert wait_settled(deployment, [sick.order_id]) == set()
    assert read_books(deployment, [sick], here.world).status(sick.order_id) == "confirmed"


def newest_first(hand: Sequence[Message]) -> Message:
    return hand[-1]


def oldest_first(hand: Sequence[Message]) -> Message:
    return hand[0]


@pytest.mark.parametrize("choose", [newest_first, oldest_first])
def test_whatever_comes_first_and_twice_the_order_ends_the_same(
    choreography: Deployment, shop: Open, choose: Callable[[Sequence[Message]], Message]
) -> None:
    assert looking(choreography)
    here = shop(on_hand=10)
    orders = [here.order("fine"), by("mallory", here.order("bad"), here)]
    world = listed(here, "mallory")
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
    assert left_over(books) == ([8], [97_000], [99])
    assert untouched(read_books(choreography, orders[1:], world))


def test_both_sides_end_in_the_same_state(
    choreography: Deployment, orchestration: Deployment, shop: Open
) -> None:
    assert looking(choreography)
    assert looking(orchestration)
    here = shop(on_hand=3)
    orders = [here.order("fine"), by("mallory", here.order("bad"), here), here.order("out")]
    world = listed(here, "mallory")
    sides = (choreography, orchestration)
    one, other = (told(run_whole(each, orders, world, in_flight=1)) for each in sides)
    assert one == other
    states: list[Any] = [state_after(each, orders, world) for each in sides]
    assert differences(*states) == []
    assert verdicts(choreography, orders) == verdicts(orchestration, orders)
