"""A sample of every fault, for real: each is met, overcome or told, and nothing is left wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lab.deployment import deployed
from lab.deployment.resources import QUEUE, physical_ids
from lab.designs import Design, designs
from lab.drilling.failing import fail_services
from lab.drilling.failures import Failures, figures, lines
from lab.drilling.faults import AT_ONE_STEP, FAULTS
from lab.places import Place

AFTER_SAYING = "dies after it said so"
SAMPLE = 22
OUTAGE = 10.0
HIDDEN = "4"
"""Seconds for which a message that was not worked off stays hidden, in place of the queues' own."""


@pytest.fixture(scope="module", params=designs(), ids=str)
def failed(request: pytest.FixtureRequest, place: Place) -> Iterator[Failures]:
    """A design of its own, drilled: what it leaves in dead-letter queues is no other test's."""
    design: Design = request.param
    stack = f"ripple-failed-{design.name}"
    with deployed(place, design, stack=stack, drills=True) as deployment:
        for url in physical_ids(deployment.resources, QUEUE):
            deployment.client("sqs").set_queue_attributes(
                QueueUrl=url, Attributes={"VisibilityTimeout": HIDDEN}
            )
        yield fail_services(deployment, sample=SAMPLE, outage=OUTAGE)


def test_every_fault_is_met_and_nothing_is_lost_or_wrong(failed: Failures) -> None:
    met = {each.fault for each in failed.fates}
    no_event = [] if failed.design == "choreography" else ["its topic is missing", AFTER_SAYING]
    assert met == {*FAULTS, AT_ONE_STEP} - {*no_event}
    told = figures(failed)
    assert told["orders"] == SAMPLE
    assert (told["never"], told["inconsistent"], told["otherwise"]) == (0, 0, 0), [*lines(failed)]
    assert told["by_hand"] > 0


def test_stuck_orders_are_found(failed: Failures) -> None:
    told = figures(failed)
    assert told["where_asked"] > 5
    assert told["where_percent"] >= 95, [x for x in failed.fates if x.right is False]


def test_who_fails_with_a_service_is_as_the_runtime_layer_says(failed: Failures) -> None:
    """An event's sayer does not wait for its hearer; a workflow fails with whom it asks."""
    assert failed.radius["fails"].missed == ()
    assert bool(failed.radius["fails"].right) == (failed.design == "orchestration")
    assert failed.radius["waits"].right
