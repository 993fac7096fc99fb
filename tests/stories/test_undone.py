"""What is undone stays undone: nobody says that it stands, and nobody says so before it is."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from lab.agreement import state_after
from lab.courier import Courier, held_back
from lab.dead_letters import DeadLetter, dead_letters, redrive
from lab.deployment import Deployment
from lab.drills import FOREVER, clear, fault, plan
from lab.tables import read_items, write_items
from lab.workload.placing import place_order
from lab.workload.run import wait_settled
from lab.workload.seed import seed
from orderflow.order import Order
from orderflow.ordering import order_key
from orderflow.payments import account_key, payment_key
from tests.stories.conftest import Shop, run_whole
from tests.stories.deeds.choreography import DEEDS as CHOREOGRAPHY_DEEDS
from tests.stories.deeds.orchestration import DEEDS as ORCHESTRATION_DEEDS
from tests.stories.waiting import eventually

pytestmark = pytest.mark.seldom

Open = Callable[..., Shop]

DEEDS_DONE = {"StockReserved", "PaymentTaken", "ShipmentBooked"}
DEEDS = {"choreography": CHOREOGRAPHY_DEEDS, "orchestration": ORCHESTRATION_DEEDS}


def test_messages_that_come_again_when_all_is_undone_set_nothing_going(
    choreography: Deployment, shop: Open
) -> None:
    """As after a deployment or a redrive, long after: a refusal is said again, a deed is not."""
    here = shop(capacity=0)
    order = here.order("undone")
    seed(choreography, here.world)
    with held_back(choreography) as courier:
        place_order(choreography, order)
        once = courier.deliver_until(
            lambda: not wait_settled(choreography, [order.order_id], timeout=0)
        )
        assert DEEDS_DONE & {message.event_type for message in once}
        list(said(courier, order))
        before = state_after(choreography, [order], here.world)
        for message in once:
            assert courier.deliver(message) == []
        again = set(said(courier, order))
    assert "ShipmentRefused" in again
    assert not DEEDS_DONE & again
    assert state_after(choreography, [order], here.world) == before


def said(courier: Courier, order: Order) -> Iterator[str | None]:
    """Every event of the order that comes to a queue; all are delivered, until nothing is said."""
    while courier.hand or courier.take():
        if courier.hand[0].order_id == order.order_id:
            yield courier.hand[0].event_type
        courier.deliver(courier.hand[0])


def test_a_second_machine_for_an_order_that_is_undone_meets_the_refusal_and_comes_back(
    orchestration: Deployment, shop: Open
) -> None:
    """A task whose deed is undone answers as at first: the way leads to what undid it."""
    here = shop(capacity=0)
    order = here.order("undone")
    run_whole(orchestration, [order], here.world)
    before = state_after(orchestration, [order], here.world)
    assert second_machine(orchestration, order) == ("SUCCEEDED", "Order cancelled")
    assert state_after(orchestration, [order], here.world) == before


def second_machine(deployment: Deployment, order: Order) -> tuple[str, str]:
    """How an execution ends, and where, that is started once more under another name."""
    client = deployment.client("stepfunctions")
    execution = client.start_execution(
        stateMachineArn=deployment.physical("OrderWorkflow"),
        name=f"{order.order_id}-again",
        input=json.dumps(order.to_wire()),
    )["executionArn"]

    def status() -> str | None:
        now: str = client.describe_execution(executionArn=execution)["status"]
        return None if now == "RUNNING" else now

    ended = eventually(status)
    history = client.get_execution_history(executionArn=execution, maxResults=1000)["events"]
    [*_, last] = [
        each["stateEnteredEventDetails"]["name"]
        for each in history
        if "stateEnteredEventDetails" in each
    ]
    return ended or "RUNNING", last


def test_an_undo_with_nowhere_to_give_back_to_says_nothing_and_is_done_once_there_is(
    deployment: Deployment, shop: Open
) -> None:
    """The order was charged, and the customer's account is gone since."""
    here = shop(balance=0, capacity=0)
    order = here.order("moved")
    payment, account = payment_key(order.order_id), account_key(order.customer)
    charged = {"order_id": order.order_id, "customer": order.customer, "status": "captured"}
    seed(deployment, replace(here.world, balances={}))
    write_items(deployment, [("payments", {"pk": payment, **charged, "amount": 3000})])
    place_order(deployment, order)

    letters = eventually(lambda: letters_of(deployment, order))
    assert "UndoFailed" in letters[0].reason
    assert wait_settled(deployment, [order.order_id], timeout=0) == {order.order_id}
    assert read_items(deployment, "payments", [payment])[payment]["status"] == "captured"

    write_items(
        deployment, [("payments", {"pk": account, "customer": order.customer, "balance": 1})]
    )
    assert redrive(deployment, [order.order_id]) == 1
    assert wait_settled(deployment, [order.order_id]) == set()
    key = order_key(order.order_id)
    row = read_items(deployment, "ordering", [key])[key]
    assert (row["status"], row["reason"]) == ("cancelled", "NoCarrier")
    found = read_items(deployment, "payments", [payment, account])
    assert (found[payment]["status"], found[account]["balance"]) == ("refunded", 3001)


def test_an_order_that_could_not_be_cancelled_is_cancelled_for_its_reason_when_redriven(
    deployment: Deployment, shop: Open
) -> None:
    """All its deeds are undone by then, and are asked for again where a machine starts anew."""
    here = shop(capacity=0)
    order = here.order("late")
    function, event = DEEDS[deployment.design.name]["cancel"]
    down = fault(function, operation="dynamodb:UpdateItem", on=event, times=FOREVER)
    plan(deployment, {order.order_id: [down]})
    try:
        seed(deployment, here.world)
        place_order(deployment, order)
        assert eventually(lambda: letters_of(deployment, order))
    finally:
        clear(deployment, [order.order_id])
    assert redrive(deployment, [order.order_id]) == 1
    assert wait_settled(deployment, [order.order_id]) == set()
    key = order_key(order.order_id)
    row = read_items(deployment, "ordering", [key])[key]
    assert (row["status"], row["reason"]) == ("cancelled", "NoCarrier")
    balances = state_after(deployment, [order], here.world)["balances"]
    assert list(balances.values()) == [here.balance]


def letters_of(deployment: Deployment, order: Order) -> list[DeadLetter]:
    return [each for each in dead_letters(deployment) if each.order_id == order.order_id]
