"""How often and how long a deployed system tries again is asked of it, and never assumed."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from lab.deployment.resources import QUEUE, STATE_MACHINE, Resource
from lab.patience import Patience, of_retry, patience_of


def deployed(queues: dict[str, tuple[int | None, int]], *retries: dict[str, Any]) -> Any:
    """Queues, each with how often it hands a message out and for how long; a machine."""

    def attributes(QueueUrl: str, **_: Any) -> dict[str, Any]:
        tries, seconds = queues[QueueUrl]
        policy = {"RedrivePolicy": json.dumps({"maxReceiveCount": tries})} if tries else {}
        return {"Attributes": {"VisibilityTimeout": str(seconds), **policy}}

    def described(**_: Any) -> dict[str, Any]:
        states = {"Pay": {"Type": "Task", "Retry": list(retries)}}
        branch = {"Type": "Parallel", "Branches": [{"StartAt": "Pay", "States": states}]}
        return {"definition": json.dumps({"StartAt": "Both", "States": {"Both": branch}})}

    clients = {
        "sqs": SimpleNamespace(get_queue_attributes=attributes),
        "stepfunctions": SimpleNamespace(describe_state_machine=described),
    }
    resources = {name: Resource(name, QUEUE, name) for name in queues}
    if retries:
        resources["Flow"] = Resource("Flow", STATE_MACHINE, "arn")
    return SimpleNamespace(client=clients.__getitem__, resources=resources)


@pytest.mark.parametrize(
    ("tries", "seconds", "rest"),
    [(4, 90, 4), (8, 90, 64), (8, 30, 30), (1, 90, 0), (1000, 90, 90)],
)
def test_a_queue_rests_twice_as_long_each_time(tries: int, seconds: int, rest: float) -> None:
    found = patience_of(deployed({"Queue": (tries, seconds), "DeadLetters": (None, 30)}))
    assert found == Patience(tries, rest)


@pytest.mark.parametrize(
    ("retry", "found"),
    [
        ({}, Patience(4, 4)),
        ({"MaxAttempts": 0}, Patience()),
        ({"IntervalSeconds": 2, "MaxAttempts": 2, "BackoffRate": 3}, Patience(3, 6)),
        ({"MaxAttempts": 8, "MaxDelaySeconds": 60}, Patience(9, 60)),
    ],
)
def test_a_retry_rests_as_it_says(retry: dict[str, Any], found: Patience) -> None:
    assert of_retry(retry) == found


def test_the_most_patient_of_all_counts_also_within_branches() -> None:
    slow = {"MaxAttempts": 1, "IntervalSeconds": 20}
    assert patience_of(deployed({"Queue": (4, 90)}, slow)) == Patience(4, 20)
    assert patience_of(deployed({})) == Patience()
