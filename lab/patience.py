"""How patient what is deployed is: how often it tries again, and how long it rests in between.

Asked of the queues and machines that stand, so that it holds for whatever a change makes of them.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lab.deployment import Deployment
from lab.deployment.resources import QUEUE, STATE_MACHINE, physical_ids

ATTEMPTS, INTERVAL, RATE = 3, 1.0, 2.0
"""What the states language takes where a Retry does not say."""


@dataclass(frozen=True)
class Patience:
    """The most often that anything is tried, and the longest rest between two tries in seconds."""

    tries: int = 1
    rest: float = 0.0


def patience_of(deployment: Deployment) -> Patience:
    """The patience of the most patient queue or state of a deployment."""
    found = [*_queues(deployment), *_machines(deployment)]
    return Patience(
        tries=max((each.tries for each in found), default=1),
        rest=max((each.rest for each in found), default=0.0),
    )


def _queues(deployment: Deployment) -> Iterator[Patience]:
    client = deployment.client("sqs")
    names = ["RedrivePolicy", "VisibilityTimeout"]
    for url in physical_ids(deployment.resources, QUEUE):
        told = client.get_queue_attributes(QueueUrl=url, AttributeNames=names)
        attributes: Mapping[str, Any] = told.get("Attributes", {})
        if policy := attributes.get("RedrivePolicy"):
            tries = int(json.loads(policy)["maxReceiveCount"])
            yield Patience(tries, _rest(tries, float(attributes.get("VisibilityTimeout", 30))))


def _rest(tries: int, at_most: float) -> float:
    """A message that fails rests 1, 2, 4 … seconds; never longer than it stays invisible anyway."""
    return 0.0 if tries < 2 else min(2.0 ** min(tries - 2, 32), at_most)


def _machines(deployment: Deployment) -> Iterator[Patience]:
    client = deployment.client("stepfunctions")
    for arn in physical_ids(deployment.resources, STATE_MACHINE):
        told = client.describe_state_machine(stateMachineArn=arn)
        yield from (of_retry(each) for each in _retries(json.loads(told["definition"])))


def of_retry(told: Mapping[str, Any]) -> Patience:
    """The patience of one entry of a state's Retry."""
    again = int(told.get("MaxAttempts", ATTEMPTS))
    if again < 1:
        return Patience()
    rate = float(told.get("BackoffRate", RATE))
    rest = float(told.get("IntervalSeconds", INTERVAL)) * rate ** min(again - 1, 64)
    return Patience(again + 1, min(rest, float(told.get("MaxDelaySeconds", rest))))


def _retries(block: Any) -> Iterator[Mapping[str, Any]]:
    """Every entry of every Retry in a definition, however deep."""
    if isinstance(block, Mapping):
        for key, each in block.items():
            if key == "Retry" and isinstance(each, list):
                yield from each
            else:
                yield from _retries(each)
    elif isinstance(block, list):
        for each in block:
            yield from _retries(each)
