"""DynamoDB tables in this process: the services alone, without the engine."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from moto import mock_aws


@contextmanager
def tables(*names: str) -> Iterator[list[Any]]:
    """Empty tables keyed by ``pk``."""
    with mock_aws():
        dynamodb = boto3.resource(
            "dynamodb",
            region_name="us-east-1",
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


@pytest.fixture(scope="module")
def table() -> Iterator[Any]:
    """One service's table."""
    with tables("one-service") as [made]:
        yield made
