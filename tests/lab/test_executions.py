"""An execution that runs and never began is found out, and started again under a new name."""

from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from lab.executions import Execution, latest, redrive_execution, stillborn, why_it_fails
from lab.places import PlaceKind
from tests.designs import ORCHESTRATION

MACHINE = "arn:aws:states:us-east-1:0:stateMachine:flow"


class StepFunctions:
    """Answers for executions by name: their status and their history."""

    def __init__(self, **executions: tuple[str, list[dict[str, Any]]]) -> None:
        self.executions = executions
        self.started: list[str] = []

    def describe_execution(self, *, executionArn: str) -> dict[str, Any]:
        name = executionArn.rpartition(":")[2]
        if name not in self.executions:
            raise ClientError({"Error": {"Code": "ExecutionDoesNotExist"}}, "DescribeExecution")
        return {"status": self.executions[name][0], "input": "{}"}

    def get_execution_history(self, *, executionArn: str, **_: Any) -> dict[str, Any]:
        return {"events": self.executions[executionArn.rpartition(":")[2]][1]}

    def start_execution(self, *, name: str, **_: Any) -> None:
        self.started.append(name)


def deployed(client: StepFunctions, kind: PlaceKind = PlaceKind.EMBEDDED) -> Any:
    return SimpleNamespace(
        place=SimpleNamespace(kind=kind),
        client=lambda _service: client,
        physical=lambda _logical: MACHINE,
        design=ORCHESTRATION,
    )


def newest(deployment: Any) -> Execution:
    found = latest(deployment, "o")
    assert found is not None
    return found


BEGAN = [{"id": 1, "type": "ExecutionStarted"}]


@pytest.mark.parametrize(
    ("status", "history", "is_so"),
    [
        ("RUNNING", [], True),
        ("RUNNING", BEGAN, False),
        ("FAILED", [], False),
        ("SUCCEEDED", BEGAN, False),
    ],
)
def test_what_runs_without_a_history_never_began(
    status: str, history: list[dict[str, Any]], is_so: bool
) -> None:
    deployment = deployed(StepFunctions(o=(status, history)))
    assert stillborn(deployment, newest(deployment)) is is_so


def test_on_aws_there_is_no_such_thing() -> None:
    deployment = deployed(StepFunctions(o=("RUNNING", [])), PlaceKind.AWS)
    assert not stillborn(deployment, newest(deployment))


def test_it_is_started_again_under_the_next_name() -> None:
    client = StepFunctions(o=("RUNNING", []))
    deployment = deployed(client)
    redrive_execution(deployment, newest(deployment))
    assert client.started == ["o-redrive-1"]


MISSING = "The JSONPath '$.Payload.amount' could not be found in the input '{}'"


def failed(number: int, error: str, cause: str) -> dict[str, Any]:
    return {"id": number, "taskFailedEventDetails": {"error": error, "cause": cause}}


@pytest.mark.parametrize("status", ["RUNNING", "FAILED"])
def test_a_missing_path_is_the_reason_whatever_fails_when_moto_tries_again(status: str) -> None:
    error = "BadOrder" if status == "FAILED" else None
    execution = Execution("o", "o", "arn", status, error, "The order has no `country`.", "{}")
    before = [failed(2, "States.Runtime", "another state's"), {"id": 3} | ENTERED]
    events = [failed(4, "States.Runtime", MISSING), failed(6, "BadOrder", "no country")]
    told = why_it_fails(execution, [*reversed(events), *reversed(before)])
    assert told == f"States.Runtime: {MISSING}"


def test_what_failed_last_is_the_reason_where_no_path_is_missing() -> None:
    events = [failed(6, "NoCarrier", "last"), failed(4, "Throttled", "first"), {"id": 3} | ENTERED]
    running = Execution("o", "o", "arn", "RUNNING", None, None, "{}")
    assert why_it_fails(running, events) == "NoCarrier: last"
    dead = Execution("o", "o", "arn", "FAILED", "NoCarrier", "at the end", "{}")
    assert why_it_fails(dead, events) == "NoCarrier: at the end"


ENTERED: dict[str, Any] = {"stateEnteredEventDetails": {"name": "Open order"}}
