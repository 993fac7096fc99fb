"""What an order comes to is an amount that says its currency, and is a total no more."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lab.agreement import state_after
from lab.courier import held_back
from lab.deployment import Deployment
from lab.drills import clear, duplicate, fault, plan
from lab.tables import read_items, write_items
from lab.workload.placing import place_order
from lab.workload.run import wait_settled
from lab.workload.seed import seed
from orderflow.order import Order
from orderflow.payments import account_key, payment_key
from tests.stories.conftest import Shop, met, run_whole, told, told_until_met
from tests.stories.waiting import PATIENCE

Open = Callable[..., Shop]

THIRTY_EUROS = {"value": 3000, "currency": "EUR"}
CHARGES = {"choreography": "PaymentsFunction", "orchestration": "TakePaymentFunction"}
"""Who charges: in choreography at whichever event comes last, the bill or the stock set aside."""


def payment(deployment: Deployment, order: Order) -> tuple[Any, ...]:
    """How much of which currency payments' own record says; None for what it does not say."""
    key = payment_key(order.order_id)
    record = read_items(deployment, "payments", [key]).get(key, {})
    return record.get("amount"), record.get("currency")


def said(deployment: Deployment, order: Order) -> list[Any]:
    """Whatever one service tells another until this order, placed now, is settled."""
    if deployment.design.name == "orchestration":
        place_order(deployment, order)
        assert not wait_settled(deployment, [order.order_id], timeout=PATIENCE)
        return list(requests_and_answers(deployment, order))
    with held_back(deployment) as courier:
        place_order(deployment, order)
        delivered = courier.deliver_until(
            lambda: not wait_settled(deployment, [order.order_id], timeout=0)
        )
    return [json.loads(message.record["body"]) for message in delivered]


def requests_and_answers(deployment: Deployment, order: Order) -> Iterator[Any]:
    machine = deployment.physical("OrderWorkflow").replace(":stateMachine:", ":execution:")
    events = deployment.client("stepfunctions").get_execution_history(
        executionArn=f"{machine}:{order.order_id}", maxResults=1000
    )["events"]
    for event in events:
        for kind, content in (("Scheduled", "parameters"), ("Succeeded", "output")):
            if details := event.get(f"task{kind}EventDetails"):
                yield json.loads(details[content])


def named(name: str, told: Any) -> Iterator[Any]:
    """Every value under this name, however deep."""
    match told:
        case dict():
            for key, value in told.items():
                if key == name:
                    yield value
                yield from named(name, value)
        case list():
            for each in told:
                yield from named(name, each)


def test_services_tell_each_other_an_amount_and_no_total(
    deployment: Deployment, shop: Open
) -> None:
    here = shop()
    seed(deployment, here.world)
    heard = said(deployment, here.order("heard"))
    assert list(named("total", heard)) == []
    amounts = list(named("amount", heard))
    assert amounts
    assert all(amount == THIRTY_EUROS for amount in amounts)


def test_a_payment_says_how_much_of_which_currency(deployment: Deployment, shop: Open) -> None:
    here = shop(on_hand=5, balance=4000, capacity=1)
    order = here.order("paid")
    report = run_whole(deployment, [order], here.world)
    assert told(report)[order.order_id] == ("confirmed", None, 3000, 0, True)
    assert payment(deployment, order) == (3000, "EUR")
    assert list(state_after(deployment, [order], here.world)["balances"].values()) == [1000]


@pytest.mark.parametrize(
    ("has", "ending", "left_over"),
    [
        ({"balance": 2999}, ("cancelled", "payment declined", 0, 0, False), 2999),
        ({"balance": 4000, "capacity": 0}, ("cancelled", "no carrier", 3000, 3000, False), 4000),
    ],
    ids=["declined", "refunded"],
)
def test_so_does_a_payment_that_is_declined_or_given_back(
    deployment: Deployment, shop: Open, has: dict[str, int], ending: tuple[Any, ...], left_over: int
) -> None:
    here = shop(**has)
    order = here.order("undone")
    report = run_whole(deployment, [order], here.world)
    assert told(report)[order.order_id] == ending
    assert payment(deployment, order) == (3000, "EUR")
    assert list(state_after(deployment, [order], here.world)["balances"].values()) == [left_over]


def test_nothing_is_an_amount_too(deployment: Deployment, shop: Open) -> None:
    here = shop(balance=0)
    order = here.order("free", price=0)
    report = run_whole(deployment, [order], here.world)
    assert told(report)[order.order_id] == ("confirmed", None, 0, 0, True)
    assert payment(deployment, order) == (0, "EUR")


@told_until_met
def test_heard_twice_and_faulty_it_is_charged_once(deployment: Deployment, shop: Open) -> None:
    here = shop(balance=10_000)
    twice, before, after = (here.order(name) for name in ("twice", "before", "after"))
    faults = {
        order.order_id: fault(
            CHARGES[deployment.design.name], operation="dynamodb:TransactWriteItems", when=when
        )
        for when, order in (("before", before), ("after", after))
    }
    plan(
        deployment,
        {twice.order_id: [duplicate()], **{name: [each] for name, each in faults.items()}},
    )
    try:
        report = run_whole(deployment, [twice, before, after], here.world)
        met(deployment, faults)
    finally:
        clear(deployment, [twice.order_id, *faults])
    assert set(told(report).values()) == {("confirmed", None, 3000, 0, True)}
    paid = [payment(deployment, each) for each in (twice, before, after)]
    assert paid == [(3000, "EUR")] * 3
    assert list(state_after(deployment, [twice], here.world)["balances"].values()) == [1000]


def test_a_payment_from_before_is_given_back_in_full(deployment: Deployment, shop: Open) -> None:
    here = shop(balance=1000, capacity=0)
    order = here.order("before")
    seed(deployment, here.world)
    key = payment_key(order.order_id)
    paid = {"order_id": order.order_id, "customer": order.customer, "status": "captured"}
    write_items(deployment, [("payments", {"pk": key, **paid, "amount": 3000})])
    place_order(deployment, order)
    assert not wait_settled(deployment, [order.order_id], timeout=PATIENCE)
    account = account_key(order.customer)
    assert read_items(deployment, "payments", [account])[account]["balance"] == 4000
    assert payment(deployment, order) == (3000, None)
