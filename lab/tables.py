"""The services' tables from outside: many items in one request, as plain values."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any, Protocol, TypeVar

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from lab.errors import LabError

Item = dict[str, Any]
T = TypeVar("T")

READ_AT_ONCE = 100
WRITE_AT_ONCE = 25
PATIENCE = 20
"""How often a request is sent again for what DynamoDB left undone."""


class TableBusy(LabError):
    """DynamoDB kept leaving part of a request undone; the text names the table."""


class Tables(Protocol):
    """The slice of a deployment that reading and writing tables needs."""

    def client(self, service: str) -> Any:
        """The client of an AWS service."""

    def table(self, service: str) -> str:
        """The physical name of a service's table."""


def read_items(tables: Tables, service: str, keys: Iterable[str]) -> dict[str, Item]:
    """The items that exist among these keys, as last written; whole numbers come as int."""
    found: dict[str, Item] = {}
    name, client = tables.table(service), tables.client("dynamodb")
    for part in _parts(dict.fromkeys(keys), READ_AT_ONCE):
        asked: Mapping[str, Any] = {
            name: {"Keys": [{"pk": {"S": key}} for key in part], "ConsistentRead": True}
        }
        for wait in _waits(name):
            answer = client.batch_get_item(RequestItems=asked)
            found |= {item["pk"]: item for item in map(_plain, answer["Responses"].get(name, ()))}
            asked = answer.get("UnprocessedKeys") or {}
            if not asked:
                break
            time.sleep(wait)
    return found


def all_items(tables: Tables, service: str) -> list[Item]:
    """Every item of a service's table, as last written; whole numbers come as int."""
    pages = tables.client("dynamodb").get_paginator("scan")
    asked = {"TableName": tables.table(service), "ConsistentRead": True}
    return [_plain(item) for page in pages.paginate(**asked) for item in page["Items"]]


def write_items(tables: Tables, items: Iterable[tuple[str, Item]]) -> None:
    """Put each item into the table of the service it is paired with."""
    client, serialize = tables.client("dynamodb"), TypeSerializer().serialize
    puts = (
        (tables.table(service), {"PutRequest": {"Item": serialize(item)["M"]}})
        for service, item in items
    )
    for part in _parts(puts, WRITE_AT_ONCE):
        asked: dict[str, Any] = {}
        for name, put in part:
            asked.setdefault(name, []).append(put)
        for wait in _waits(", ".join(asked)):
            asked = client.batch_write_item(RequestItems=asked).get("UnprocessedItems") or {}
            if not asked:
                break
            time.sleep(wait)


def _parts(values: Iterable[T], size: int) -> Iterator[Sequence[T]]:
    rest = iter(values)
    while part := tuple(islice(rest, size)):
        yield part


def _waits(name: str) -> Iterator[float]:
    for attempt in range(PATIENCE):
        yield min(0.05 * 2**attempt, 2.0)
    raise TableBusy(
        f"DynamoDB left part of a request to {name} undone {PATIENCE} times: try later."
    )


def _plain(item: Mapping[str, Any]) -> Item:
    deserialize = TypeDeserializer().deserialize
    return {name: _number(deserialize(value)) for name, value in item.items()}


def _number(value: Any) -> Any:
    match value:
        case Decimal() if value == value.to_integral_value():
            return int(value)
        case list():
            return [_number(each) for each in value]
        case dict():
            return {name: _number(each) for name, each in value.items()}
        case _:
            return value
