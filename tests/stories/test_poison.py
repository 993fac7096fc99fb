"""What cannot be worked off is set aside with its reason, and completes once the cause is gone."""

from collections.abc import Callable

import pytest

from lab.dead_letters import dead_letters, redrive
from lab.deployment import Deployment
from lab.drills import FOREVER, clear, fault, plan
from lab.workload.run import RunReport, run, wait_settled
from orderflow.order import Order
from orderflow.ordering import order_key
from tests.stories.conftest import Shop
from tests.stories.deeds.choreography import DEEDS as CHOREOGRAPHY_DEEDS
from tests.stories.deeds.orchestration import DEEDS as ORCHESTRATION_DEEDS

pytestmark = pytest.mark.seldom

Open = Callable[..., Shop]
SICK = {
    "choreography": CHOREOGRAPHY_DEEDS["charge"][0],
    "orchestration": ORCHESTRATION_DEEDS["charge"][0],
}


@pytest.fixture
def poisoned(deployment: Deployment, shop: Open) -> tuple[Shop, list[Order], RunReport]:
    """A sound order and one that payments cannot work off, run as far as they come."""
    here = shop(on_hand=10)
    sound, sick = here.order("sound"), here.order("sick")
    plan(
        deployment,
        {
            sick.order_id: [
                fault(
                    SICK[deployment.design.name],
                    operation="dynamodb:TransactWriteItems",
                    times=FOREVER,
                )
            ]
        },
    )
    report = run(deployment, [sound, sick], here.world)
    return here, [sound, sick], report


def test_a_poison_message_is_set_aside_told_apart_redriven_and_completes(
    deployment: Deployment, poisoned: tuple[Shop, list[Order], RunReport]
) -> None:
    _, (sound, sick), report = poisoned
    outcomes = {each.order_id: each.outcome for each in report.results}
    assert outcomes == {sound.order_id: "confirmed", sick.order_id: None}

    [letter] = [each for each in dead_letters(deployment) if each.order_id == sick.order_id]
    assert "InternalServerError" in letter.reason
    [where] = report.unsettled
    assert where.order_id == sick.order_id
    assert "InternalServerError" in (where.reason or "")
    if deployment.design.name == "choreography":
        assert letter.held_in == "PaymentsDeadLetterQueue"
        assert "PaymentsDeadLetterQueue" in where.place
    else:
        assert letter.what == "Take payment"
        assert "Take payment" in where.place
    held = {each.name: each.holds for each in report.invariants}
    assert not held["every order settled"]
    assert held["no dead letter unaccounted for"]
    assert held["stock on hand + reserved + shipped = seeded"]

    clear(deployment, [sick.order_id])
    assert redrive(deployment, [sick.order_id]) == 1
    assert wait_settled(deployment, [sick.order_id]) == set()
    assert ended(deployment, sick) == "confirmed"
    assert [each for each in dead_letters(deployment) if each.order_id == sick.order_id] == []


def ended(deployment: Deployment, order: Order) -> str:
    row = deployment.client("dynamodb").get_item(
        TableName=deployment.table("ordering"),
        Key={"pk": {"S": order_key(order.order_id)}},
        ConsistentRead=True,
    )["Item"]
    status: str = row["status"]["S"]
    return status
