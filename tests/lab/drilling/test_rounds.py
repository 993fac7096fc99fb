"""What is done one after another, for real: a queue that was missing works again, as it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lab.deployment import Deployment, deployed
from lab.designs import Design, designs
from lab.drilling.fates import HAND, NEVER, WAITED
from lab.drilling.faults import steps_at
from lab.drilling.ground import place_until_still
from lab.drilling.kinds import CONFIRMED, KINDS, lone
from lab.drilling.outages import Met
from lab.drilling.rounds import gone, gone_lines, stop, stopped_cases
from lab.places import Place
from lab.trace import OrderTrace, collect

pytestmark = pytest.mark.seldom


@pytest.fixture(scope="module", params=designs(), ids=str)
def alone(request: pytest.FixtureRequest, place: Place) -> Iterator[Deployment]:
    """A design of its own, whose executions are stopped and whose queues are deleted."""
    design: Design = request.param
    with deployed(place, design, stack=f"ripple-alone-{design.name}", drills=True) as deployment:
        yield deployment


@pytest.fixture(scope="module")
def ways(alone: Deployment) -> dict[str, OrderTrace]:
    first = lone(KINDS, "a")
    course = place_until_still(alone, first)
    found = collect(alone, [each.order_id for each in first], since=course.began)
    return {each.kind: found[each.order_id] for each in first}


def test_what_was_said_while_a_queue_was_missing_is_not_and_what_is_said_after_is(
    alone: Deployment, ways: dict[str, OrderTrace]
) -> None:
    lines = gone_lines(alone)
    if not lines:
        pytest.skip("it has no queue")
    [line] = [each for each in lines if each.queue == "PaymentsQueue"]
    during, after = lone([*KINDS, CONFIRMED, CONFIRMED], "b")[len(KINDS) :]
    [fate] = gone(alone, line, [during], ways, lambda _: None)
    assert (fate.during, fate.end, fate.right) == (WAITED, NEVER, True)
    assert "PaymentsQueue, which holds no message" in fate.where
    course = place_until_still(alone, [after])
    assert set(course.settled) == {after.order_id}


def test_a_stopped_execution_is_found_and_goes_on_when_it_is_redriven(
    alone: Deployment, ways: dict[str, OrderTrace]
) -> None:
    cases = stopped_cases(ways)
    if not cases:
        pytest.skip("it has no execution")
    own = lone([*KINDS, *(each.kind for each in cases)], "c")[len(KINDS) :]
    met = [
        Met(case, order, tuple(steps_at(alone, ways[case.kind], case.service)))
        for case, order in zip(cases, own, strict=True)
    ]
    fates = stop(alone, met, lambda _: None)
    assert {each.service for each in fates} == {"ordering", "inventory", "payments", "shipping"}
    assert {(each.end, each.right, each.wrong) for each in fates} == {(HAND, True, ())}
    assert all("was stopped in" in each.where for each in fates)
