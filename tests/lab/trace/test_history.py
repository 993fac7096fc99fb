"""A history is told as far as the execution lived."""

import datetime as dt
from typing import Any

import pytest
from botocore.exceptions import ClientError

from lab.trace.history import transitions_of

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


class Played:
    """A deployment with one machine, and the history it answers with."""

    def __init__(self, *types: str) -> None:
        self.types = types
        self.resources = {"Flow": self}
        self.type, self.logical_id = "AWS::StepFunctions::StateMachine", "Flow"
        self.physical_id = "arn:aws:states:us-east-1:0:stateMachine:flow"

    def client(self, _service: str) -> Any:
        return self

    def get_execution_history(self, **asked: Any) -> dict[str, Any]:
        if not asked["executionArn"].endswith(":o-1"):
            told: Any = {"Error": {"Code": "ExecutionDoesNotExist"}}
            raise ClientError(told, "GetExecutionHistory")
        return {
            "events": [
                {"id": number, "type": kind, "timestamp": NOW, "previousEventId": number - 1}
                for number, kind in enumerate(self.types, start=1)
            ]
        }


@pytest.mark.parametrize("end", ["ExecutionSucceeded", "ExecutionTimedOut"])
def test_an_answer_after_the_end_is_no_part_of_it(end: str) -> None:
    played = Played("ExecutionStarted", "TaskScheduled", end, "TaskSucceeded")
    told = transitions_of(played, "o-1", {})  # type: ignore[arg-type]
    assert [each.type for each in told] == ["ExecutionStarted", "TaskScheduled", end]


def test_what_follows_a_redrive_is() -> None:
    types = ("ExecutionStarted", "ExecutionFailed", "ExecutionRedriven", "ExecutionSucceeded")
    told = transitions_of(Played(*types), "o-1", {})  # type: ignore[arg-type]
    assert tuple(each.type for each in told) == types
