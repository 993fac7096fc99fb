"""Which queue feeds which function, and who polls it."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lab.deployment import Deployment
from lab.errors import LabError

SWITCHED_WITHIN = 90.0  # seconds; AWS takes some tens
QUIET_WITHIN = 5.0  # seconds
PAUSE = 0.05


class CourierFailed(LabError):
    """Deliveries could not be held back, or what was waited for did not come."""


@dataclass(frozen=True)
class Line:
    """A queue and the function that its event source mapping feeds; both by logical id."""

    queue: str
    function: str
    mapping: str
    url: str
    arn: str


def lines_of(deployment: Deployment) -> Iterator[Line]:
    """Every queue of the deployment that feeds one of its functions."""
    queues = {
        resource.physical_id.rpartition("/")[2]: resource
        for resource in deployment.resources.values()
        if resource.type == "AWS::SQS::Queue"
    }
    pages = deployment.client("lambda").get_paginator("list_event_source_mappings")
    for function in deployment.functions.values():
        for page in pages.paginate(FunctionName=function.name):
            for found in page["EventSourceMappings"]:
                arn = found.get("EventSourceArn", "")
                queue = queues.get(arn.rpartition(":")[2]) if ":sqs:" in arn else None
                if queue:
                    yield Line(
                        queue.logical_id,
                        function.logical_id,
                        found["UUID"],
                        queue.physical_id,
                        arn,
                    )


def switch(deployment: Deployment, lines: Sequence[Line], *, on: bool) -> None:
    """Switch polling on or off, and wait until it is so."""
    client = deployment.client("lambda")
    wanted = "Enabled" if on else "Disabled"
    for line in lines:
        client.update_event_source_mapping(UUID=line.mapping, Enabled=on)
    until = time.monotonic() + SWITCHED_WITHIN
    for line in lines:
        while client.get_event_source_mapping(UUID=line.mapping)["State"] != wanted:
            if time.monotonic() > until:
                raise CourierFailed(f"Polling of {line.queue} was not {wanted.lower()} in time.")
            time.sleep(PAUSE)


def await_quiet(deployment: Deployment, lines: Sequence[Line]) -> None:
    """Wait for batches under way; a message that waits for its retry is not waited for."""
    sqs, wanted = deployment.client("sqs"), "ApproximateNumberOfMessagesNotVisible"
    until = time.monotonic() + QUIET_WITHIN
    for line in lines:
        while time.monotonic() < until:
            found = sqs.get_queue_attributes(QueueUrl=line.url, AttributeNames=[wanted])
            if found["Attributes"][wanted] == "0":
                break
            time.sleep(PAUSE)
