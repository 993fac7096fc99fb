"""DynamoDB tables in this process: the services alone, without the engine."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

REGION = "us-east-1"


@contextmanager
def tables(*names: str) -> Iterator[list[Any]]:
    """Empty tables keyed by ``pk``."""
    with mock_aws():
        dynamodb = boto3.resource(
            "dynamodb",
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        yield [
            dynamodb.create_table(
                TableName=name,
                BillingMode="PAY_PER_REQUEST",
                AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
                KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            )
            for name in names
        ]


def emptied(*made: Any) -> None:
    """Take every row away: for each transaction Moto copies all that the table holds."""
    held = dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION].tables
    for each in made:
        held[each.name].items.clear()


@pytest.fixture(scope="module")
def table() -> Iterator[Any]:
    """One service's table."""
    with tables("one-service") as [made]:
        yield made
