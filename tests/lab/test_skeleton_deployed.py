"""A skeleton on the engine carries an order to its end, and back once a deed refuses."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analysis.dependency import depend
from analysis.redesign import Redesigning
from analysis.redesign.skeleton import skeleton
from lab.deployment import Deployment, answer_of, deployed
from lab.places import Place
from tests.designs import CHOREOGRAPHY
from tests.stories.waiting import eventually

pytestmark = pytest.mark.seldom

ROOT = Path(__file__).parents[2]
ORDER = {
    "order_id": "o-1",
    "customer": "ada",
    "country": "NL",
    "lines": [{"sku": "lamp", "quantity": 2, "unit_price": 1500}],
}


@contextmanager
def standing(design: str, place: Place, folder: Path) -> Iterator[Deployment]:
    """The skeleton of what a design is not, deployed; its code lies where a design's does."""
    others = Redesigning(depend([ROOT / design / "template.yaml"]))
    for name, text in skeleton(others, others.opposite()).items():
        at = folder / (
            name.removeprefix("code/") if name.startswith("code/") else f"skeleton/{name}"
        )
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_text(text)
    emitted = replace(CHOREOGRAPHY, name="skeleton", folder=folder / "skeleton")
    with deployed(place, emitted, stack=f"tests-of-a-skeleton-of-{design}") as deployment:
        yield deployment


def refuse(deployment: Deployment, function: str, refusal: str) -> None:
    """Have a function's deed refuse, as the skeleton's README says."""
    functions, name = deployment.client("lambda"), deployment.functions[function].name
    told = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    functions.update_function_configuration(
        FunctionName=name, Environment={"Variables": {**told, "REFUSE": refusal}}
    )


@pytest.fixture
def heard(place: Place) -> Iterator[Callable[[str], list[tuple[str, str]]]]:
    """What is said on a topic from now on, by kind and order."""
    sqs, sns = place.client("sqs"), place.client("sns")
    let_in = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [let_in]})
    made = sqs.create_queue(QueueName="tests-of-a-skeleton", Attributes={"Policy": policy})
    url = made["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    known: list[tuple[str, str]] = []

    def told(topic: str) -> list[tuple[str, str]]:
        if topic:
            sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn["QueueArn"],
                          Attributes={"RawMessageDelivery": "true"})  # fmt: skip
        for each in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", ()):
            event = json.loads(each["Body"])
            known.append((event["type"], event["order_id"]))
            sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
        return known

    yield told
    sqs.delete_queue(QueueUrl=url)


def test_a_choreography_carries_an_order_to_its_end(
    place: Place, tmp_path: Path, heard: Callable[[str], list[tuple[str, str]]]
) -> None:
    with standing("orchestration", place, tmp_path) as deployment:
        heard(deployment.physical("OrderingTopic"))

        assert not answer_of(deployment, "OpenOrderFunction", ORDER)[1]
        assert eventually(lambda: ("OrderConfirmed", "o-1") in heard(""))

        refuse(deployment, "ShippingFunction", "ShipmentRefused")
        answer_of(deployment, "OpenOrderFunction", {**ORDER, "order_id": "o-2"})
        assert eventually(lambda: ("OrderCancelled", "o-2") in heard(""))
        assert ("OrderConfirmed", "o-2") not in heard("")


def test_a_machine_carries_an_order_to_its_end(place: Place, tmp_path: Path) -> None:
    with standing("choreography", place, tmp_path) as deployment:
        assert _ran(deployment, ORDER)[-1] == "Confirm order"

        refuse(deployment, "ShippingFunction", "ShipmentRefused")
        assert _ran(deployment, {**ORDER, "order_id": "o-2"})[-4:] == [
            "Book shipment", "Refund payment", "Release stock", "Cancel order"
        ]  # fmt: skip


def _ran(deployment: Deployment, order: dict[str, Any]) -> list[str]:
    """The states of an execution that came to its end, in order."""
    machines = deployment.client("stepfunctions")
    arn = machines.start_execution(
        stateMachineArn=deployment.physical("Workflow"),
        name=str(order["order_id"]),
        input=json.dumps(order),
    )["executionArn"]
    eventually(lambda: machines.describe_execution(executionArn=arn)["status"] != "RUNNING")
    assert machines.describe_execution(executionArn=arn)["status"] == "SUCCEEDED"
    events = machines.get_execution_history(executionArn=arn)["events"]
    return [
        e["stateEnteredEventDetails"]["name"] for e in events if "stateEnteredEventDetails" in e
    ]
