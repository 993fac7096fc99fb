"""Both designs really run: nothing happens that the files do not declare, and what they declare
that did not happen is named here, with the reason."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from analysis.extract import extract
from analysis.graph import Graph
from analysis.observe import observe
from analysis.reconcile import Reconciliations, reconcile_all
from analysis.reconcile.reasons import REDRIVES, WEAK

if TYPE_CHECKING:  # whoever runs only what needs no engine must not import it
    from lab.deployment import Deployment
    from lab.places import Place

ROOT = Path(__file__).resolve().parents[2]
SIDES = ("choreography", "orchestration")

# Each story is one order; in the sick ones a function cannot write, however often it tries.
STORIES: dict[str, dict[str, Any]] = {
    "confirmed": {},
    "out of stock": {"quantity": 999},
    "declined": {"price": 90_000_000},
    "no carrier": {"country": "ZZ"},
    "everything twice": {},
    "everything twice, declined": {"price": 90_000_000},
    "everything twice, no carrier": {"country": "ZZ"},
}
SICK = {
    "choreography": {
        "sick inventory": ("InventoryFunction", "dynamodb:*", "OrderPlaced"),
        "sick payments": ("PaymentsFunction", "dynamodb:*", "StockReserved"),
        "sick shipping": ("ShippingFunction", "dynamodb:*", "PaymentTaken"),
        "sick ordering": ("OrderingFunction", "dynamodb:*", "ShipmentBooked"),
    },
    "orchestration": {},  # an execution that fails exercises no edge that others do not
}

# Reviewed by hand: what the files declare and these stories do not show, and why.
NEVER_EXERCISED = {
    "choreography": {
        # Ten attempts at one change, and no other change of the table meanwhile: too long a story.
        "AnnounceOrderFunction redrives OutboxDeadLetterQueue": REDRIVES,
    },
    "orchestration": {},
}


@pytest.fixture(scope="module", params=SIDES)
def side(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def deployed(side: str, place: Place, request: pytest.FixtureRequest) -> Deployment:
    return request.getfixturevalue(side)


@pytest.fixture(scope="module")
def declared(side: str) -> Graph:
    return extract([ROOT / side / "template.yaml"], title=side)


@pytest.fixture(scope="module")
def observed(side: str, deployed: Deployment) -> dict[str, Graph]:
    """By story, what was seen."""
    from lab.dead_letters import dead_letters, redrive
    from lab.drills import FOREVER, clear, duplicate, fault, plan
    from lab.trace import collect, to_wire
    from lab.workload.run import run, wait_settled
    from orderflow.order import Order
    from orderflow.world import World

    stories = STORIES | {story: {} for story in SICK[side]}
    orders = {story: Order.from_wire(wire(story, **asked)) for story, asked in stories.items()}
    drills = {orders[story].order_id: [duplicate()] for story in stories if "twice" in story}
    for story, (function, operation, on) in SICK[side].items():
        drills[orders[story].order_id] = [
            fault(function, operation=operation, on=on, times=FOREVER)
        ]
    world = World(stock={"graph-lamp": 90}, balances={"graph-ada": 900_000}, carriers={"ZY": 90})
    plan(deployed, drills)
    try:
        run(deployed, list(orders.values()), world)
        letters = [asdict(each) for each in dead_letters(deployed)]
        traces = collect(deployed, [order.order_id for order in orders.values()])
    finally:
        clear(deployed, drills)
        redrive(deployed, list(drills))
    assert wait_settled(deployed, list(drills)) == set()
    return {
        story: observe([to_wire(traces[order.order_id])], letters=letters)
        for story, order in orders.items()
    }


def wire(
    story: str, *, quantity: int = 2, price: int = 1500, country: str = "ZY"
) -> dict[str, Any]:
    return {
        "order_id": f"graph-{story.replace(', ', '-').replace(' ', '-')}",
        "customer": "graph-ada",
        "country": country,
        "lines": [{"sku": "graph-lamp", "quantity": quantity, "unit_price": price}],
    }


@pytest.fixture(scope="module")
def found(declared: Graph, observed: dict[str, Graph]) -> Reconciliations:
    return reconcile_all(declared, observed)


def test_nothing_happens_that_no_file_declares(found: Reconciliations) -> None:
    assert [str(each.edge) for each in found.total.undeclared] == []
    for each in found.by_scenario.values():
        assert not each.undeclared


def test_only_the_client_comes_from_outside(side: str, found: Reconciliations) -> None:
    begun = {"choreography": "PlaceOrderFunction", "orchestration": "OrderWorkflow"}
    assert [str(each.edge) for each in found.total.from_outside] == [
        f"ext:client invokes {begun[side]}"
    ]


def test_what_never_happened_is_known_with_its_reason(side: str, found: Reconciliations) -> None:
    never = {str(e.edge): e.reason for e in found.total.unexercised if e.reason != WEAK}
    assert never == NEVER_EXERCISED[side]


def test_each_transition_is_labelled_as_it_was_declared(found: Reconciliations) -> None:
    taken = [each for each in found.total.exercised if each.edge.relation == "transitions"]
    assert [each.seen.label for each in taken] == [each.edge.label for each in taken]


def test_what_was_seen_to_pass_is_what_filters_let_pass(found: Reconciliations) -> None:
    for each in found.total.exercised:
        assert set(each.seen.events) <= set(each.edge.events), str(each.edge)


def test_a_plain_order_exercises_no_way_back(side: str, found: Reconciliations) -> None:
    confirmed = found.by_scenario["confirmed"]
    undone = {"choreography": "StockReleased", "orchestration": "Release stock"}[side]
    seen = " ".join(str(each.edge) for each in confirmed.exercised)
    assert undone not in seen
    assert undone in " ".join(str(each.edge) for each in found.by_scenario["declined"].exercised)
