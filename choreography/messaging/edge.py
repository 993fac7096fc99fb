"""Opens a service's inbox from its function's environment, once per process."""

import os
from functools import cache
from typing import Any

import boto3

from choreography.messaging.inbox import Inbox, Reactions
from choreography.messaging.publisher import Publisher
from orderflow.ledger import Table


@cache
def table() -> Table:
    """The service's own table."""
    found: Table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
    return found


@cache
def publisher() -> Publisher:
    """The service's own topic."""
    return Publisher(boto3.client("sns"), os.environ["TOPIC"])


def work_off(batch: dict[str, Any], reactions: Reactions) -> dict[str, Any]:
    """Let a service react to an SQS batch; returns the partial batch response."""
    return _inbox(tuple(reactions.items())).work_off(batch)


@cache
def _inbox(reactions: tuple[tuple[str, Any], ...]) -> Inbox:
    return Inbox(
        reactions=dict(reactions),
        table=table(),
        publish=lambda envelope: publisher().publish(envelope),
        sqs=boto3.client("sqs"),
        queue_url=os.environ["QUEUE"],
    )
