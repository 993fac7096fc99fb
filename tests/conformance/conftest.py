"""One stack and one run of each state machine for all tests: what they wait for, passes at once."""

from __future__ import annotations

import io
import json
import time
import uuid
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest

from lab.places import Place
from tests.conformance.machines import MACHINES, TASK

HERE = Path(__file__).parent
ROLE = "arn:aws:iam::000000000000:role/any"
BOUND = 30.0
ENDS = {f"Execution{how}" for how in ("Succeeded", "Failed", "TimedOut", "Aborted")}

T = TypeVar("T")


def waited(what: str, look: Callable[[], T | None]) -> T:
    """What `look` finds, as soon as it is something; fails after a bound."""
    deadline = time.monotonic() + BOUND
    while not (found := look()):
        assert time.monotonic() < deadline, f"waited {BOUND} s for {what}"
        time.sleep(0.05)
    return found


@pytest.fixture(scope="session")
def eventually() -> Callable[[str, Callable[[], Any]], Any]:
    return waited


@dataclass(frozen=True)
class Wiring:
    """The stack: its resources by logical id, and what happens in and around them."""

    place: Place
    stack: str
    physical: dict[str, str]

    def __getitem__(self, logical_id: str) -> str:
        return self.physical[logical_id]

    @property
    def sqs(self) -> Any:
        return self.place.client("sqs")

    def send(self, queue: str, *bodies: str) -> None:
        entries = [{"Id": str(n), "MessageBody": body} for n, body in enumerate(bodies)]
        sent = self.sqs.send_message_batch(QueueUrl=self[queue], Entries=entries)
        assert len(sent["Successful"]) == len(bodies)

    def receive(self, queue: str, **more: Any) -> list[dict[str, Any]]:
        """Up to ten messages of a queue, as soon as there are any, or none after a second."""
        received = self.sqs.receive_message(
            QueueUrl=self[queue],
            MaxNumberOfMessages=10,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
            **{"WaitTimeSeconds": 1, **more},
        )
        messages: list[dict[str, Any]] = received.get("Messages", [])
        return messages

    def received(self, queue: str) -> list[dict[str, Any]]:
        return waited(f"a message in {queue}", lambda: self.receive(queue))

    def printed(self, function: str, word: str) -> list[Any]:
        """What the function printed after this word, read as JSON, in the order it was printed."""
        logs = self.place.client("logs")
        group = f"/aws/lambda/{self[function]}"
        try:
            pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group)
            lines = [event["message"].strip() for page in pages for event in page["events"]]
        except logs.exceptions.ResourceNotFoundException:
            return []
        return [json.loads(line[len(word) :]) for line in lines if line.startswith(word + " ")]

    def mapping(self, function: str) -> dict[str, Any]:
        """The event source mapping of a function."""
        found = self.place.client("lambda").list_event_source_mappings(FunctionName=self[function])
        (mapping,) = found["EventSourceMappings"]
        described: dict[str, Any] = mapping
        return described


@pytest.fixture(scope="session")
def wiring(place: Place) -> Iterator[Wiring]:
    stack = f"conformance-{uuid.uuid4().hex[:8]}"
    storage, stacks = place.client("s3"), place.client("cloudformation")
    storage.create_bucket(Bucket=stack)
    storage.put_object(Bucket=stack, Key="code.zip", Body=_code())
    stacks.create_stack(
        StackName=stack,
        TemplateBody=(HERE / "template.yaml").read_text(),
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        Parameters=[
            {"ParameterKey": "Bucket", "ParameterValue": stack},
            {"ParameterKey": "Key", "ParameterValue": "code.zip"},
        ],
    )
    stacks.get_waiter("stack_create_complete").wait(
        StackName=stack, WaiterConfig={"Delay": 1, "MaxAttempts": 60}
    )
    listed = stacks.get_paginator("list_stack_resources").paginate(StackName=stack)
    yield Wiring(
        place,
        stack,
        {
            resource["LogicalResourceId"]: resource["PhysicalResourceId"]
            for page in listed
            for resource in page["StackResourceSummaries"]
        },
    )
    stacks.delete_stack(StackName=stack)


@dataclass(frozen=True)
class Run:
    """An execution that ended: how, and every event of its history."""

    status: str
    error: str | None
    cause: str | None
    output: Any
    events: list[dict[str, Any]]
    seconds: float
    told: dict[str, Any]

    @property
    def types(self) -> list[str]:
        return [event["type"] for event in self.events]

    def entered(self) -> list[str]:
        return [
            event["stateEnteredEventDetails"]["name"]
            for event in self.events
            if event["type"].endswith("StateEntered")
        ]


@dataclass(frozen=True)
class Machines:
    """The machines of the tests, each started once as soon as there is one."""

    place: Place
    task: str
    arns: dict[str, str]

    def start(self, name: str, execution: str, given: Any) -> str:
        started = self.place.client("stepfunctions").start_execution(
            stateMachineArn=self.arns[name], name=execution, input=json.dumps(given)
        )
        arn: str = started["executionArn"]
        return arn

    def ended(self, name: str, execution: str = "first") -> Run:
        arn = f"{self.arns[name].replace(':stateMachine:', ':execution:')}:{execution}"
        runs = self.place.client("stepfunctions")

        def look() -> dict[str, Any] | None:
            described: dict[str, Any] = runs.describe_execution(executionArn=arn)
            return None if described["status"] == "RUNNING" else described

        told = waited(f"the end of {name}", look)
        pages = runs.get_paginator("get_execution_history").paginate(executionArn=arn)
        every = [event for page in pages for event in page["events"]]
        # A function that answers after its task timed out is heard of after the end: a known gap.
        last = next(n for n, event in enumerate(every) if event["type"] in ENDS)
        events = every[: last + 1]
        return Run(
            told["status"],
            told.get("error"),
            told.get("cause"),
            json.loads(told["output"]) if "output" in told else None,
            events,
            (events[-1]["timestamp"] - events[0]["timestamp"]).total_seconds(),
            told,
        )


@pytest.fixture(scope="session")
def machines(wiring: Wiring) -> Iterator[Machines]:
    task = wiring.place.client("lambda").get_function(FunctionName=wiring["TaskFunction"])
    arn = task["Configuration"]["FunctionArn"]
    runs = wiring.place.client("stepfunctions")
    arns = {
        name: runs.create_state_machine(
            name=f"{wiring.stack}-{name}",
            definition=json.dumps(definition).replace(f'"{TASK}"', json.dumps(arn)),
            roleArn=ROLE,
        )["stateMachineArn"]
        for name, definition in MACHINES.items()
    }
    made = Machines(wiring.place, arn, arns)
    for name in MACHINES:
        made.start(name, "first", {"order_id": "o-1"})
    yield made
    for each in arns.values():
        runs.delete_state_machine(stateMachineArn=each)


def _code() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, mode in (("bootstrap", 0o755), ("handlers.py", 0o644)):
            entry = zipfile.ZipInfo(name)
            entry.external_attr = mode << 16
            archive.writestr(entry, (HERE / name).read_bytes())
    return packed.getvalue()
