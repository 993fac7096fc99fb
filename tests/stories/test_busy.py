"""A store too busy to decide, with many orders for one item: asked again, it decides once."""

from collections.abc import Callable

import pytest

from lab.agreement import state_after
from lab.dead_letters import dead_letters, redrive
from lab.deployment import Deployment
from lab.drills import FOREVER, Drill, clear, conflict, left, plan
from lab.workload.run import run, wait_settled
from orderflow.order import Order
from tests.stories.conftest import Shop, told
from tests.stories.deeds.choreography import DEEDS as CHOREOGRAPHY_DEEDS
from tests.stories.deeds.orchestration import DEEDS as ORCHESTRATION_DEEDS

pytestmark = pytest.mark.seldom

Open = Callable[..., Shop]

DEEDS = {"choreography": CHOREOGRAPHY_DEEDS, "orchestration": ORCHESTRATION_DEEDS}
FORWARD, UNDOING = ("reserve", "charge", "book"), ("refund", "release")


def test_orders_that_meet_on_one_item_are_decided_once_or_set_aside_undecided(
    deployment: Deployment, shop: Open
) -> None:
    """Whoever meets another twice at every deed goes through; who always does waits for peace."""
    here = shop(on_hand=8)
    sold = [here.order(f"sold-{number}") for number in range(3)]
    refused = Order.from_wire(here.order("refused").to_wire() | {"country": "ZZ"})
    stuck = here.order("stuck")
    busy = {order.order_id: twice(deployment, *FORWARD) for order in sold}
    busy[refused.order_id] = twice(deployment, *UNDOING)
    plan(deployment, {**busy, stuck.order_id: [conflict("*", times=FOREVER)]})
    orders = [*sold, refused, stuck]
    try:
        report = run(deployment, orders, here.world)
        unused = [n for each in busy for n in left(deployment, each).values() if n]
    finally:
        clear(deployment, [order.order_id for order in orders])
    assert unused == []
    expected = {order.order_id: ("confirmed", None, 3000, 0, True) for order in sold}
    expected[refused.order_id] = ("cancelled", "no carrier", 3000, 3000, False)
    assert told(report) == {**expected, stuck.order_id: (None, None, 0, 0, False)}
    assert [each.name for each in report.invariants if not each.holds] == ["every order settled"]
    [letter] = [each for each in dead_letters(deployment) if each.order_id == stuck.order_id]
    assert "TransactionConflict" in letter.reason

    assert redrive(deployment, [stuck.order_id]) == 1
    assert wait_settled(deployment, [stuck.order_id]) == set()
    books = state_after(deployment, orders, here.world)
    assert list(books["balances"].values()) == [100_000 - 4 * 3000]
    assert list(books["carriers"].values()) == [100 - 4]
    assert books["orders"][stuck.order_id]["status"] == "confirmed"


def twice(deployment: Deployment, *deeds: str) -> list[Drill]:
    """Each of these deeds, where the design has it, meets another order twice before it is done."""
    does = DEEDS[deployment.design.name]
    return [conflict(does[deed][0], times=2, on=does[deed][1]) for deed in deeds if deed in does]
