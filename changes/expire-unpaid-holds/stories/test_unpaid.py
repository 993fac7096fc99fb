"""An order that is not paid in time gives its stock back; one that is paid keeps it."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from lab.dead_letters import dead_letters, redrive
from lab.deployment import Deployment
from lab.drills import FOREVER, Drill, clear, duplicate, fault, plan
from lab.tables import read_items, write_items
from lab.workload.audit import audit
from lab.workload.placing import place_order
from lab.workload.report import RunReport
from lab.workload.seed import seed
from orderflow.order import Order
from orderflow.ordering import order_key
from tests.stories.conftest import Shop, met, told, told_until_met
from tests.stories.waiting import eventually

Open = Callable[..., Shop]

SETTING = "setting#hold"
CONFIRMED = ("confirmed", None, 3000, 0, True)
TOO_LATE = ("cancelled", "not paid in time", 0, 0, False)

CHARGES = {"choreography": "PaymentsFunction", "orchestration": "TakePaymentFunction"}


def down(deployment: Deployment, times: int = FOREVER) -> Drill:
    """The card company cannot be reached."""
    return fault(
        CHARGES[deployment.design.name], operation="dynamodb:TransactWriteItems", times=times
    )


def silent(deployment: Deployment) -> Drill:
    """Payments takes the money, and nobody hears of it, until it is asked what stands."""
    if deployment.design.name == "choreography":
        return fault("PaymentsFunction", operation="sns:Publish", on="[!H]*", times=FOREVER)
    return fault(
        CHARGES[deployment.design.name], operation="dynamodb:*", when="after", times=FOREVER
    )


@contextmanager
def disturbed(deployment: Deployment, drills: Mapping[Order, list[Drill]]) -> Iterator[None]:
    planned = {order.order_id: each for order, each in drills.items()}
    plan(deployment, planned)
    try:
        yield
    finally:
        clear(deployment, planned)


@contextmanager
def hold(deployment: Deployment, seconds: int) -> Iterator[None]:
    """How long stock is held for the orders that are placed meanwhile, if they are not paid."""
    write_items(deployment, [("inventory", {"pk": SETTING, "seconds": seconds})])
    try:
        yield
    finally:
        deployment.client("dynamodb").delete_item(
            TableName=deployment.table("inventory"), Key={"pk": {"S": SETTING}}
        )


def place(deployment: Deployment, here: Shop, *orders: Order) -> None:
    seed(deployment, here.world)
    for order in orders:
        place_order(deployment, order)


def settled(deployment: Deployment, *orders: Order) -> bool:
    keys = [order_key(order.order_id) for order in orders]

    def all_settled() -> bool:
        rows = read_items(deployment, "ordering", keys)
        return [row["status"] != "placed" for row in rows.values()] == [True] * len(keys)

    return eventually(all_settled)


def ending(deployment: Deployment, here: Shop, *orders: Order) -> RunReport:
    """How the orders ended; every book is right, whatever letters lie about."""
    report = audit(deployment, orders, here.world)
    letters = "no dead letter unaccounted for"
    assert [each for each in report.invariants if not each.holds and each.name != letters] == []
    return report


def charge_late(deployment: Deployment, order: Order) -> None:
    """What was left of the attempts to charge the order comes after all."""
    if deployment.design.name == "choreography":
        assert eventually(lambda: order.order_id in _dead(deployment)), "no letter was set aside"
        assert redrive(deployment, [order.order_id]) == 1
        behind = f"{order.order_id}-behind"
        place_order(deployment, Order.from_wire(order.to_wire() | {"order_id": behind}))
        assert eventually(lambda: read_items(deployment, "payments", [f"payment#{behind}"]))
        assert order.order_id not in _dead(deployment)
        return
    request = {"order_id": order.order_id, "customer": order.customer, "amount": order.total}
    answer = deployment.client("lambda").invoke(
        FunctionName=deployment.functions["TakePaymentFunction"].name, Payload=json.dumps(request)
    )
    assert json.loads(answer["Payload"].read())["errorType"] == "AlreadyUndone"


def _dead(deployment: Deployment) -> list[str | None]:
    return [letter.order_id for letter in dead_letters(deployment)]


def payment(deployment: Deployment, order: Order) -> dict[str, Any]:
    key = f"payment#{order.order_id}"
    return read_items(deployment, "payments", [key]).get(key, {})


@told_until_met
def test_stock_comes_back_when_payments_is_down_and_the_order_is_never_charged(
    deployment: Deployment, shop: Open
) -> None:
    """On the embedded engine schedules are looked at every ten seconds; on AWS, every minute."""
    here = shop(on_hand=20)
    names = ("unpaid", "twice", "stumbled", "paid", "silent")
    unpaid, twice, stumbled, paid, unheard = (here.order(name) for name in names)
    poor = here.order("poor", price=90_000)
    stumble = fault("*", operation="dynamodb:PutItem", when="after", on="HoldExpired")
    if deployment.design.name == "orchestration":
        stumble = fault("WithdrawPaymentFunction", operation="dynamodb:PutItem", when="after")
    drills = {
        unpaid: [down(deployment)],
        twice: [down(deployment), duplicate()],
        stumbled: [down(deployment), stumble],
        paid: [duplicate()],
        unheard: [silent(deployment)],
        poor: [silent(deployment)],
    }
    endings = dict.fromkeys((unpaid, twice, stumbled), TOO_LATE)
    endings |= dict.fromkeys((paid, unheard), CONFIRMED)
    endings[poor] = ("cancelled", "payment declined", 0, 0, False)
    with disturbed(deployment, drills):
        with hold(deployment, 4):
            place(deployment, here, *drills)
            assert settled(deployment, *drills)
        assert told(ending(deployment, here, *drills)) == {
            order.order_id: each for order, each in endings.items()
        }
        met(deployment, {stumbled.order_id: stumble})
    assert payment(deployment, unpaid)["status"] == "void"
    charge_late(deployment, unpaid)
    assert payment(deployment, unpaid)["status"] == "void"
    key = order_key(unpaid.order_id)
    assert read_items(deployment, "ordering", [key])[key]["reason"] == "NotPaidInTime"


def test_a_payment_that_comes_late_but_in_time_is_taken(deployment: Deployment, shop: Open) -> None:
    here = shop(on_hand=5)
    late = here.order("late")
    with disturbed(deployment, {late: [down(deployment, times=4)]}), hold(deployment, 60):
        place(deployment, here, late)
        if deployment.design.name == "choreography":
            assert eventually(lambda: late.order_id in _dead(deployment))
            assert redrive(deployment, [late.order_id]) == 1
        assert settled(deployment, late)
    assert told(ending(deployment, here, late)) == {late.order_id: CONFIRMED}
