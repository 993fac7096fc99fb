"""The little that every task needs at its Lambda edge."""

import os
from datetime import UTC, datetime
from functools import cache

import boto3

from orderflow.ledger import Table


class AlreadyUndone(Exception):
    """The task came after its own undo, so its deed was not done."""


@cache
def table() -> Table:
    """The table of the service that the task belongs to."""
    found: Table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
    return found


def now() -> str:
    """The present in UTC as ISO 8601 with microseconds."""
    return datetime.now(UTC).isoformat(timespec="microseconds")
