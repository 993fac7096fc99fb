"""Where a service meets AWS: what arrives in its queue, what it keeps, and what it says."""

import importlib
import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from choreography.inventory.reactions import REACTIONS
from choreography.messaging import edge
from choreography.messaging.envelope import Envelope
from choreography.ordering import intake
from orderflow.inventory import stock_key
from orderflow.order import OrderId
from orderflow.ordering import order_key
from tests.tables import emptied, tables

ARN = "arn:aws:sqs:us-east-1:123456789012:heard"


@pytest.fixture(scope="module")
def made() -> Iterator[tuple[Any, Any]]:
    """A service's table, and the queue of somebody who hears all that it says."""
    kept = (edge.table, edge.publisher, edge._inbox)
    for each in kept:
        each.cache_clear()
    with pytest.MonkeyPatch.context() as patched, tables("stock") as [table]:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patched.setenv(name, "test")
        patched.setenv("AWS_DEFAULT_REGION", "us-east-1")
        topic = boto3.resource("sns").create_topic(Name="said")
        queue = boto3.resource("sqs").create_queue(QueueName="heard")
        topic.subscribe(Protocol="sqs", Endpoint=ARN, Attributes={"RawMessageDelivery": "true"})
        for name, value in {"TABLE": "stock", "TOPIC": topic.arn, "QUEUE": queue.url}.items():
            patched.setenv(name, value)
        yield table, queue
    for each in kept:
        each.cache_clear()


@pytest.fixture
def heard(made: tuple[Any, Any]) -> Any:
    """What is heard, nothing yet; there are five lamps."""
    table, queue = made
    emptied(table)
    table.put_item(Item={"pk": stock_key("lamp"), "on_hand": 5})
    for each in queue.receive_messages(MaxNumberOfMessages=10):
        each.delete()
    return queue


def record(name: str, body: str) -> dict[str, Any]:
    attributes = {"ApproximateReceiveCount": "1"}
    return {"messageId": name, "receiptHandle": name, "body": body, "attributes": attributes}


def test_a_service_keeps_in_its_table_and_says_on_its_topic(heard: Any) -> None:
    lines = [{"sku": "lamp", "quantity": 2, "unit_price": 5}]
    order = {"customer": "c", "country": "DE", "lines": lines, "total": 10}
    placed = Envelope("e-1", "OrderPlaced", 1, "t", OrderId("o-1"), None, order)
    done = edge.work_off({"Records": [record("m-1", placed.sealed())]}, REACTIONS)
    assert done == {"batchItemFailures": []}
    stock = edge.table().get_item(Key={"pk": stock_key("lamp")})["Item"]
    assert stock["on_hand"] == 3
    [message] = heard.receive_messages(MessageAttributeNames=["All"])
    said = Envelope.opened(message.body)
    assert (said.type, said.order_id, said.caused_by) == ("StockReserved", "o-1", "e-1")
    assert message.message_attributes["event_type"]["StringValue"] == "StockReserved"


def test_an_order_is_taken_in_once_and_answered_with_its_name(heard: Any) -> None:
    lines = [{"sku": "lamp", "quantity": 2, "unit_price": 5}]
    wire = {"order_id": "o-5", "customer": "c", "country": "DE", "lines": lines}
    assert [intake.handler(wire, None) for _ in range(2)] == [{"order_id": "o-5"}] * 2
    row = edge.table().get_item(Key={"pk": order_key("o-5")})["Item"]
    assert (row["status"], row["total"]) == ("placed", 10)


@pytest.mark.parametrize("service", ["inventory", "ordering", "payments", "shipping"])
def test_every_service_says_what_of_its_queue_it_could_not_work_off(
    heard: Any, service: str
) -> None:
    handler = importlib.import_module(f"choreography.{service}.handler").handler
    batch = {"Records": [record("m-4", "nonsense")]}
    assert handler(batch, None) == {"batchItemFailures": [{"itemIdentifier": "m-4"}]}


def test_what_cannot_be_read_alone_is_given_back(heard: Any) -> None:
    known = Envelope(
        "e-2", "PaymentRefunded", 1, "t", OrderId("o-2"), None, {"reason": "NoCarrier"}
    )
    batch = [record("m-2", "nonsense"), record("m-3", known.sealed())]
    done = edge.work_off({"Records": batch}, REACTIONS)
    assert done == {"batchItemFailures": [{"itemIdentifier": "m-2"}]}
    [message] = heard.receive_messages()
    assert json.loads(message.body)["type"] == "StockReleased"
