"""A store that fails for a moment, before or after it did what was asked: the order completes."""

from collections.abc import Callable

import pytest

from lab.agreement import state_after
from lab.deployment import Deployment
from lab.drills import clear, fault, plan
from orderflow.order import Order
from tests.stories.conftest import Shop, met, run_whole, told, told_until_met
from tests.stories.deeds.choreography import DEEDS as CHOREOGRAPHY_DEEDS
from tests.stories.deeds.choreography import PUBLISHERS
from tests.stories.deeds.orchestration import DEEDS as ORCHESTRATION_DEEDS

Open = Callable[..., Shop]

DEEDS = {"choreography": CHOREOGRAPHY_DEEDS, "orchestration": ORCHESTRATION_DEEDS}

WRITES = {"open": "PutItem", "confirm": "UpdateItem", "cancel": "UpdateItem"}
"""The one call that is the deed; the others are transactions."""

FORWARD = ("open", "reserve", "charge", "book", "confirm")
UNDOING = ("refund", "release", "cancel")


@told_until_met
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_transient_fault_in_any_capability_is_overcome(
    deployment: Deployment, shop: Open, when: str
) -> None:
    """One order a capability, all at once; the refused ones undo everything."""
    here = shop()
    does = DEEDS[deployment.design.name]
    confirmed = {name: here.order(f"{name}") for name in FORWARD}
    nowhere = here.country[::-1] if here.country[0] != here.country[1] else "ZZ"
    refused = {name: _to(nowhere, here.order(name)) for name in UNDOING}
    orders = {**confirmed, **refused}
    drills = {
        order.order_id: fault(
            does[name][0],
            operation=f"dynamodb:{WRITES.get(name, 'TransactWriteItems')}",
            when=when,
            on=does[name][1],
        )
        for name, order in orders.items()
    }
    plan(deployment, {order_id: [drill] for order_id, drill in drills.items()})
    try:
        report = run_whole(deployment, list(orders.values()), here.world)
        met(deployment, drills)
    finally:
        clear(deployment, drills)
    outcomes = told(report)
    for order in confirmed.values():
        assert outcomes[order.order_id] == ("confirmed", None, 3000, 0, True)
    for order in refused.values():
        assert outcomes[order.order_id] == ("cancelled", "no carrier", 3000, 3000, False)
    books = state_after(deployment, list(orders.values()), here.world)
    assert list(books["stock on hand"].values()) == [100 - 2 * len(confirmed)]
    assert list(books["balances"].values()) == [100_000 - 3000 * len(confirmed)]


def _to(country: str, order: Order) -> Order:
    return Order.from_wire(order.to_wire() | {"country": country})


@told_until_met
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_fault_in_publishing_is_overcome(choreography: Deployment, shop: Open, when: str) -> None:
    """Before: nothing is out yet. After: the event is out, and is published and heard again."""
    here = shop()
    orders = {name: here.order(name) for name in PUBLISHERS}
    drills = {
        order.order_id: fault(name, operation="sns:Publish", when=when)
        for name, order in orders.items()
    }
    plan(choreography, {order_id: [drill] for order_id, drill in drills.items()})
    try:
        report = run_whole(choreography, list(orders.values()), here.world)
        met(choreography, drills)
    finally:
        clear(choreography, drills)
    assert {outcome[0] for outcome in told(report).values()} == {"confirmed"}
    books = state_after(choreography, list(orders.values()), here.world)
    assert list(books["balances"].values()) == [100_000 - 3000 * len(orders)]
