"""An order's executions, event by event, as Step Functions recorded them."""

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import count
from typing import Any

from botocore.exceptions import ClientError

from analysis.traces.model import Failure, Transition
from lab.deployment import Deployment
from lab.executions import arn_of, function_asked, message_in, name_of
from lab.trace.attempts import EXECUTION_ENDS

MACHINE_TYPES = ("AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine")

Json = dict[str, Any]


def transitions_of(
    deployment: Deployment, order_id: str, names: Mapping[str, str]
) -> list[Transition]:
    """The order's execution of every machine, and those that went on after a redrive."""
    found: list[Transition] = []
    for resource in deployment.resources.values():
        if resource.type in MACHINE_TYPES:
            for name in map(partial(name_of, order_id), count()):
                events = _history(deployment, resource.physical_id, name)
                if events is None:
                    break
                found.extend(_transitions(events, name, resource.logical_id, names))
                if events and events[-1]["type"] in ("ExecutionSucceeded", "ExecutionStarted"):
                    break
    return found


def _history(deployment: Deployment, machine: str, name: str) -> list[Json] | None:
    """The events of an execution; none if it never began, None if there is no such execution."""
    client = deployment.client("stepfunctions")
    arn = arn_of(machine, name)
    asked: Json = {"executionArn": arn, "maxResults": 1000, "includeExecutionData": True}
    events: list[Json] = []
    while True:
        try:
            page = client.get_execution_history(**asked)
        except ClientError as error:
            if error.response["Error"]["Code"] in ("ExecutionDoesNotExist", "InvalidName"):
                return None
            raise
        events.extend(page["events"])
        if not page.get("nextToken"):
            return _lived(sorted(events, key=lambda event: int(event["id"])))
        asked["nextToken"] = page["nextToken"]


def _lived(events: list[Json]) -> list[Json]:
    """The events while the execution ran: Moto adds an answer that comes after the end."""
    lived, over = [], False
    for event in events:
        over = over and event["type"] != "ExecutionRedriven"
        if not over:
            lived.append(event)
        over = over or event["type"] in EXECUTION_ENDS
    return lived


def _transitions(
    events: list[Json], execution: str, machine: str, names: Mapping[str, str]
) -> Iterator[Transition]:
    states: dict[int, str | None] = {}
    for event in events:
        number, previous = int(event["id"]), int(event.get("previousEventId") or 0) or None
        details = _details(event)
        entered = event["type"].endswith(("StateEntered", "StateExited"))
        states[number] = details.get("name") if entered else states.get(previous or 0)
        yield Transition(
            id=number,
            previous=previous,
            type=event["type"],
            at=event["timestamp"].timestamp(),
            execution=execution,
            machine=machine,
            state=states[number],
            function=names.get(asked, asked) if (asked := function_asked(event)) else None,
            error=_failure(details),
        )


def _details(event: Json) -> Json:
    return next((v for k, v in event.items() if k.endswith("EventDetails") and v), {})


def _failure(details: Json) -> Failure | None:
    if "error" not in details:
        return None
    return Failure(str(details["error"]), str(message_in(details.get("cause") or ""))[:1024])
