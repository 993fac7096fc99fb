"""Somebody in payments looks at every order of 1,000 euros or more before the card is charged."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from lab.deployment import Deployment
from lab.drills import clear, duplicate, fault, plan
from lab.tables import read_items, write_items
from lab.workload.audit import audit
from lab.workload.placing import place_order
from lab.workload.seed import seed
from orderflow.order import Order
from orderflow.ordering import order_key
from tests.stories.conftest import Shop, met, told, told_until_met
from tests.stories.waiting import eventually

Open = Callable[..., Shop]
Row = dict[str, Any]

SETTING = "setting#approval"
LARGE = 50_000
"""A price at which two make an order of exactly 1,000 euros."""

CONFIRMED = ("confirmed", None, 100_000, 0, True)
NOT_APPROVED = ("cancelled", "not approved", 0, 0, False)
ASKING = {"choreography": "PaymentsFunction", "orchestration": "AskApprovalFunction"}


def place(deployment: Deployment, here: Shop, *orders: Order) -> None:
    seed(deployment, here.world)
    for order in orders:
        place_order(deployment, order)


def row(deployment: Deployment, service: str, key: str) -> Row:
    return read_items(deployment, service, [key]).get(key, {})


def asked(deployment: Deployment, *orders: Order) -> bool:
    """Whether somebody is asked about each of the orders."""
    keys = [f"approval#{order.order_id}" for order in orders]
    return len(eventually(lambda: _all(read_items(deployment, "payments", keys), keys))) > 0


def _all(found: dict[str, Row], keys: list[str]) -> dict[str, Row]:
    return found if len(found) == len(keys) else {}


def answer(deployment: Deployment, order: Order, *, approved: bool) -> Row:
    """What the tool of whoever looks at the order is told."""
    assert "ApproveOrderFunction" in deployment.functions, "nobody can answer"
    told_back = deployment.client("lambda").invoke(
        FunctionName=deployment.functions["ApproveOrderFunction"].name,
        Payload=json.dumps({"order_id": order.order_id, "approved": approved}).encode(),
    )
    found: Row = json.loads(told_back["Payload"].read())
    return found


def settled(deployment: Deployment, *orders: Order) -> bool:
    keys = [order_key(order.order_id) for order in orders]

    def all_settled() -> bool:
        rows = read_items(deployment, "ordering", keys)
        return [r["status"] != "placed" for r in rows.values()] == [True] * len(keys)

    return eventually(all_settled)


def check(deployment: Deployment, here: Shop, endings: dict[Order, tuple[Any, ...]]) -> None:
    """The orders end so, and every book is right."""
    assert settled(deployment, *endings)
    report = audit(deployment, list(endings), here.world)
    assert told(report) == {order.order_id: ending for order, ending in endings.items()}
    assert [each for each in report.invariants if not each.holds] == []


@contextmanager
def deadline(deployment: Deployment, seconds: int) -> Iterator[None]:
    """For the orders asked about meanwhile, the time there is to answer."""
    write_items(deployment, [("payments", {"pk": SETTING, "seconds": seconds})])
    try:
        yield
    finally:
        deployment.client("dynamodb").delete_item(
            TableName=deployment.table("payments"), Key={"pk": {"S": SETTING}}
        )


def test_a_yes_lets_the_card_be_charged_and_a_no_cancels_the_order(
    deployment: Deployment, shop: Open
) -> None:
    here = shop(on_hand=20, balance=500_000)
    orders = [here.order(name, price=LARGE) for name in ("yes", "no", "changed")]
    yes, no, changed = orders
    place(deployment, here, *orders)
    assert asked(deployment, *orders)
    books = audit(deployment, orders, here.world)
    assert {each.charged for each in books.results} == {0}
    assert row(deployment, "inventory", f"reservation#{no.order_id}")["status"] == "reserved"

    assert answer(deployment, yes, approved=True) == {"decision": "approved"}
    assert answer(deployment, no, approved=False) == {"decision": "refused"}
    assert answer(deployment, changed, approved=True) == {"decision": "approved"}
    assert answer(deployment, changed, approved=False) == {"decision": "approved"}
    check(deployment, here, {yes: CONFIRMED, no: NOT_APPROVED, changed: CONFIRMED})
    assert answer(deployment, no, approved=True) == {"decision": "refused"}
    check(deployment, here, {yes: CONFIRMED, no: NOT_APPROVED, changed: CONFIRMED})


def test_nobody_is_asked_about_an_order_below_1000_euros_nor_about_one_without_stock(
    deployment: Deployment, shop: Open
) -> None:
    here = shop(on_hand=5, balance=500_000)
    below = here.order("below", quantity=1, price=99_999)
    absent = here.order("absent", quantity=6, price=LARGE)
    poor = here.order("large", price=LARGE)
    place(deployment, here, below, absent, poor)
    assert asked(deployment, poor)
    assert answer(deployment, poor, approved=True) == {"decision": "approved"}
    endings = {
        below: ("confirmed", None, 99_999, 0, True),
        absent: ("cancelled", "out of stock", 0, 0, False),
        poor: CONFIRMED,
    }
    check(deployment, here, endings)
    for order in (below, absent):
        assert row(deployment, "payments", f"approval#{order.order_id}") == {}
        assert answer(deployment, order, approved=True)["errorType"] == "NothingToApprove"


def test_a_yes_is_not_yet_the_money_and_what_comes_later_is_still_undone(
    deployment: Deployment, shop: Open
) -> None:
    here = shop(on_hand=20, balance=100_000)
    poor = here.order("poor", price=LARGE + 1)
    lost = Order.from_wire(here.order("lost", price=LARGE).to_wire() | {"country": "ZZ"})
    place(deployment, here, poor, lost)
    assert asked(deployment, poor, lost)
    answer(deployment, poor, approved=True)
    answer(deployment, lost, approved=True)
    endings = {
        poor: ("cancelled", "payment declined", 0, 0, False),
        lost: ("cancelled", "no carrier", 100_000, 100_000, False),
    }
    check(deployment, here, endings)


@told_until_met
def test_when_nobody_answers_in_time_the_answer_is_no(deployment: Deployment, shop: Open) -> None:
    """On the embedded engine schedules are looked at every ten seconds; on AWS, every minute."""
    here = shop(on_hand=20, balance=900_000)
    silent, twice, stumbled = (
        here.order(name, price=LARGE) for name in ("silent", "twice", "stumbled")
    )
    stumble = fault(
        ASKING[deployment.design.name],
        operation={"choreography": "scheduler:CreateSchedule"}.get(deployment.design.name, "*:Up*"),
        when="after",
    )
    plan(deployment, {twice.order_id: [duplicate()], stumbled.order_id: [stumble]})
    try:
        with deadline(deployment, 2):
            place(deployment, here, silent, twice, stumbled)
            assert asked(deployment, silent, twice, stumbled)
        check(deployment, here, dict.fromkeys((silent, twice, stumbled), NOT_APPROVED))
        met(deployment, {stumbled.order_id: stumble})
    finally:
        clear(deployment, [twice.order_id, stumbled.order_id])
    assert answer(deployment, silent, approved=True) == {"decision": "refused"}
    check(deployment, here, dict.fromkeys((silent, twice, stumbled), NOT_APPROVED))


def test_the_time_to_answer_is_two_days(deployment: Deployment, shop: Open) -> None:
    here = shop(on_hand=20, balance=900_000)
    order = here.order("patient", price=LARGE)
    place(deployment, here, order)
    assert asked(deployment, order)
    assert row(deployment, "payments", f"approval#{order.order_id}")["seconds"] == 2 * 24 * 60 * 60
    answer(deployment, order, approved=True)
    check(deployment, here, {order: CONFIRMED})


def test_an_answer_given_twice_or_through_a_fault_is_given_once(
    deployment: Deployment, shop: Open
) -> None:
    here = shop(on_hand=20, balance=900_000)
    twice, stumbled, busy = (
        here.order(name, price=LARGE) for name in ("twice", "stumbled", "busy")
    )
    stumble = fault("ApproveOrderFunction", operation="dynamodb:UpdateItem", when="after")
    charging = fault("*", operation="dynamodb:TransactWriteItems", when="after", times=3)
    drills = {twice: duplicate(), stumbled: stumble, busy: charging}
    plan(deployment, {order.order_id: [drill] for order, drill in drills.items()})
    try:
        place(deployment, here, *drills)
        assert asked(deployment, *drills)
        assert answer(deployment, twice, approved=True) == {"decision": "approved"}
        assert "errorType" in answer(deployment, stumbled, approved=True)
        assert answer(deployment, stumbled, approved=True) == {"decision": "approved"}
        assert answer(deployment, busy, approved=True) == {"decision": "approved"}
        check(deployment, here, dict.fromkeys(drills, CONFIRMED))
    finally:
        clear(deployment, [order.order_id for order in drills])
