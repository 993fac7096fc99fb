"""Where is order X, asked of deployments in which one is stuck at a step that is known."""

from itertools import count

import pytest

from lab.deployment import Deployment
from lab.drills import FOREVER, clear, fault, plan
from lab.whereabouts import CERTAIN, At, Whereabouts, sought
from lab.workload.orders import order_of
from lab.workload.placing import place_order
from lab.workload.run import wait_settled
from lab.workload.seed import seed
from lab.workload.world import fit_world
from orderflow.order import Order
from tests.stories.waiting import eventually

NUMBERS = count(1)
STUCK = {
    "choreography": ("PaymentsFunction", At("payments", "StockReserved")),
    "orchestration": ("TakePaymentFunction", At("payments", "Take payment")),
}


@pytest.fixture
def order() -> Order:
    """In a country of its own: an order of an earlier test may still take that one's parcel."""
    number = next(NUMBERS)
    mark, country = f"where{number}", f"{chr(ord('A') + number)}W"
    return order_of(mark, f"{mark}-c", country, {f"{mark}-a": (2, 1500)})


def test_an_order_that_fails_is_found_with_the_reason_and_the_price(
    deployment: Deployment, order: Order
) -> None:
    function, at = STUCK[deployment.design.name]
    write = "dynamodb:TransactWriteItems"
    plan(deployment, {order.order_id: [fault(function, operation=write, times=FOREVER)]})
    seed(deployment, fit_world([order]))
    try:
        place_order(deployment, order)
        found = eventually(lambda: known(deployment, order.order_id))
        assert found is not None, sought(deployment, order.order_id)
        assert (found.at, found.sure, found.status) == (at, CERTAIN, "placed")
        assert found.unwatched == at
        assert "InternalServerError" in (found.reason or "")
        assert found.calls is not None
        assert sum(found.calls.values()) >= found.stores > 1
    finally:
        clear(deployment, [order.order_id])


def known(deployment: Deployment, order_id: str) -> Whereabouts | None:
    found = sought(deployment, order_id)
    return found if found.reason else None


def test_a_settled_order_is_known_from_its_row_alone(deployment: Deployment, order: Order) -> None:
    seed(deployment, fit_world([order]))
    place_order(deployment, order)
    assert wait_settled(deployment, [order.order_id]) == set()
    found = sought(deployment, order.order_id)
    assert (found.status, found.place, found.sure) == ("confirmed", "it is settled", CERTAIN)
    assert found.calls == {"dynamodb": 1}


def test_an_order_that_never_was_is_at_nobody(deployment: Deployment, order: Order) -> None:
    found = sought(deployment, order.order_id)
    assert (found.status, found.at) == (None, None)
