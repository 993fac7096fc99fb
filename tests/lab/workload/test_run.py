"""A run on the engine: every order ends as the rules say, and the report tells it."""

import json
from dataclasses import replace
from itertools import count

import pytest

from lab.deployment import Deployment, Function
from lab.errors import LabError
from lab.workload.audit import audit
from lab.workload.generator import generate
from lab.workload.placing import NotPlaced, place_order
from lab.workload.run import run, wait_settled
from lab.workload.seed import seed
from lab.workload.world import fit_world
from orderflow.refusals import words
from orderflow.world import World
from tests.lab.workload.oracle import one_by_one

NUMBERS = count(1)


@pytest.fixture
def prefix() -> str:
    return f"run{next(NUMBERS)}-"


def test_every_order_ends_as_the_rules_say(deployment: Deployment, prefix: str) -> None:
    orders, world = generate(20, seed=3, prefix=prefix)
    heard: list[str] = []
    report = run(deployment, orders, world, progress=heard.append)

    decided = one_by_one(orders, world)
    assert [result.order_id for result in report.results] == list(decided)
    for order, result in zip(orders, report.results, strict=True):
        refusal = decided[order.order_id]
        assert result.outcome == ("cancelled" if refusal else "confirmed")
        assert result.reason == (words(refusal) if refusal else None)
        assert result.shipped is (refusal is None)
        assert result.charged - result.refunded == (0 if refusal else order.total)
        assert 0 < result.seconds < 60
    assert report.sound, report.invariants
    assert heard[-1].startswith("20 of 20 settled")


def test_the_report_is_json_with_the_keys_the_issue_names(
    deployment: Deployment, prefix: str
) -> None:
    orders, world = generate(3, prefix=prefix)
    told = json.loads(json.dumps(run(deployment, orders, world).to_json()))
    assert list(told) == ["side", "orders", "invariants", "unsettled", "seconds"]
    assert list(told["orders"][0]) == [
        "order_id",
        "outcome",
        "reason",
        "charged",
        "refunded",
        "shipped",
        "seconds",
    ]
    assert list(told["invariants"][0]) == ["name", "holds", "detail"]
    assert told["unsettled"] == []


def test_what_a_world_does_not_name_does_not_exist(deployment: Deployment, prefix: str) -> None:
    orders, _ = generate(3, prefix=prefix)
    report = run(deployment, orders, World({}, {}, {}), in_flight=1)
    assert {result.reason for result in report.results} == {"out of stock"}
    assert report.sound, report.invariants


def test_placing_twice_places_once(deployment: Deployment, prefix: str) -> None:
    orders, _ = generate(1, prefix=prefix)
    world = fit_world(orders)
    seed(deployment, world)
    place_order(deployment, orders[0])
    place_order(deployment, orders[0])
    assert wait_settled(deployment, [orders[0].order_id]) == set()
    place_order(deployment, orders[0])
    report = audit(deployment, orders, world)
    assert report.results[0].charged == orders[0].total
    assert report.sound, report.invariants


def test_an_order_never_placed_is_unsettled_and_told_apart(
    deployment: Deployment, prefix: str
) -> None:
    orders, world = generate(2, prefix=prefix)
    report = audit(deployment, orders, world)
    assert [each.order_id for each in report.unsettled] == [o.order_id for o in orders]
    assert {each.status for each in report.unsettled} == {None}
    assert not report.sound


def test_an_intake_that_is_not_there_is_told_for_every_order(
    choreography: Deployment, prefix: str
) -> None:
    gone = {"PlaceOrderFunction": Function("PlaceOrderFunction", "no-such-function", "ordering")}
    broken = replace(choreography, functions={**choreography.functions, **gone})
    orders, world = generate(2, prefix=prefix)
    with pytest.raises(NotPlaced, match=orders[0].order_id):
        place_order(broken, orders[0])
    report = run(broken, orders, world)
    assert [each.place for each in report.unsettled] == ["it was not placed"] * 2
    assert "no-such-function" in (report.unsettled[0].reason or "")


@pytest.mark.parametrize("bound", [0, -1, 10_000])
def test_an_impossible_bound_is_refused(deployment: Deployment, bound: int) -> None:
    orders, world = generate(1)
    with pytest.raises(LabError, match="choose 1 to"):
        run(deployment, orders, world, in_flight=bound)
