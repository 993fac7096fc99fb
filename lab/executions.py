"""An order's executions: named after the order, later ones ``<order>-redrive-<n>``."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from lab.deployment import Deployment
from lab.places import PlaceKind

DEAD = ("FAILED", "TIMED_OUT", "ABORTED")
_SUFFIX = re.compile(r"-redrive-(\d+)$")


RUNTIME = "States.Runtime"


@dataclass(frozen=True)
class Execution:
    """One run of the state machine for an order; error and cause are set when it is dead."""

    order_id: str
    name: str
    arn: str
    status: str
    error: str | None
    cause: str | None
    input: str

    @property
    def dead(self) -> bool:
        """Whether it ended without reaching one of the workflow's own ends."""
        return self.status in DEAD

    @property
    def reason(self) -> str:
        """Why it ended, as the task or the service said it."""
        return _reason(self.error, self.cause) or self.status.lower()


def order_of(name: str) -> str:
    """The order an execution is about."""
    return _SUFFIX.sub("", name)


def latest(deployment: Deployment, order_id: str) -> Execution | None:
    """The order's newest execution; None if there is none."""
    newest, number = None, 0
    while found := _described(deployment, name_of(order_id, number)):
        newest, number = found, number + 1
    return newest


def dead_executions(deployment: Deployment) -> list[Execution]:
    """Every order's newest execution, where that one failed, timed out or was stopped."""
    names: dict[str, None] = {}
    pages = deployment.client("stepfunctions").get_paginator("list_executions")
    for status in DEAD:
        for page in pages.paginate(
            stateMachineArn=deployment.physical(deployment.design.entry), statusFilter=status
        ):
            names |= dict.fromkeys(order_of(each["name"]) for each in page["executions"])
    newest = (latest(deployment, order_id) for order_id in names)
    return [execution for execution in newest if execution and execution.dead]


def history_backwards(deployment: Deployment, execution: Execution) -> list[dict[str, Any]]:
    """The newest events of the execution's history, newest first; none if it never began."""
    client = deployment.client("stepfunctions")
    history = client.get_execution_history(executionArn=execution.arn, reverseOrder=True)
    # Sorted, whatever an engine makes of reverseOrder.
    return sorted(history["events"], key=lambda event: -event["id"])


def stillborn(deployment: Deployment, execution: Execution) -> bool:
    """Whether the execution is said to run and has no history; never so on AWS.

    Moto reads the state machine again for each execution, several at once, and does not catch what
    goes wrong in that: the execution then runs for ever (seen once in some thousands).
    """
    return (
        deployment.place.kind is not PlaceKind.AWS
        and execution.status == "RUNNING"
        and not history_backwards(deployment, execution)
    )


def state_in(events: list[dict[str, Any]]) -> str | None:
    """The state entered last, from a history read backwards."""
    entered = (event.get("stateEnteredEventDetails") for event in events)
    return next((details["name"] for details in entered if details), None)


def function_asked(event: Mapping[str, Any]) -> str | None:
    """The physical name of the function that an event of a history schedules."""
    found = (v for k, v in event.items() if k.endswith("ScheduledEventDetails") and v)
    details: Mapping[str, Any] = next(found, {})
    try:
        parameters = json.loads(details.get("parameters") or "{}")
    except ValueError:
        parameters = {}
    called = parameters.get("FunctionName") if isinstance(parameters, dict) else None
    if called is None and ":function:" in str(details.get("resource", "")):
        called = details["resource"]
    if not isinstance(called, str):
        return None
    return called.partition(":function:")[2].partition(":")[0] or called.partition(":")[0]


def reason_in(events: list[dict[str, Any]]) -> str | None:
    """The last failure since the current state was entered, from a history read backwards."""
    for event in events:
        if "stateEnteredEventDetails" in event:
            return None
        for name, details in event.items():
            if name.endswith(("FailedEventDetails", "TimedOutEventDetails")) and details:
                return _reason(details.get("error"), details.get("cause"))
    return None


def why_it_fails(execution: Execution, events: list[dict[str, Any]]) -> str | None:
    """What an execution fails in, from a history read backwards; None where nothing failed.

    A path that is missing ends an execution on AWS, which never retries States.Runtime. Moto tries
    the state again, on what was answered instead of its input; what fails then is no reason.
    """
    told = execution.reason if execution.dead else reason_in(events)
    for event in events:
        if "stateEnteredEventDetails" in event:
            break
        for name, details in event.items():
            if name.endswith("FailedEventDetails") and details and details.get("error") == RUNTIME:
                told = _reason(details["error"], details.get("cause"))
    return told


def redrive_execution(deployment: Deployment, execution: Execution) -> None:
    """Run a dead execution on from where it failed, or anew where AWS itself does not do so.

    A stillborn one is run anew. That is safe: each task answers with its first decision.
    """
    client = deployment.client("stepfunctions")
    if deployment.place.kind is PlaceKind.AWS:
        try:
            client.redrive_execution(executionArn=execution.arn)
        except client.exceptions.ExecutionNotRedrivable:
            pass
        else:
            return
    match = _SUFFIX.search(execution.name)
    number = int(match[1]) + 1 if match else 1
    client.start_execution(
        stateMachineArn=deployment.physical(deployment.design.entry),
        name=name_of(execution.order_id, number),
        input=execution.input,
    )


def name_of(order_id: str, number: int) -> str:
    """The name of an order's first (0) or a later execution."""
    return f"{order_id}-redrive-{number}" if number else order_id


def arn_of(machine: str, name: str) -> str:
    """The ARN of a machine's execution of that name."""
    return f"{machine.replace(':stateMachine:', ':execution:')}:{name}"


def _described(deployment: Deployment, name: str) -> Execution | None:
    arn = arn_of(deployment.physical(deployment.design.entry), name)
    try:
        found = deployment.client("stepfunctions").describe_execution(executionArn=arn)
    except ClientError as error:
        if error.response["Error"]["Code"] == "ExecutionDoesNotExist":
            return None
        raise
    return Execution(
        order_id=order_of(name),
        name=name,
        arn=arn,
        status=found["status"],
        error=found.get("error"),
        cause=found.get("cause"),
        input=found.get("input", "{}"),
    )


def _reason(error: str | None, cause: str | None) -> str | None:
    return ": ".join(part for part in (error, message_in(cause) or cause) if part) or None


def message_in(cause: str | None) -> str | None:
    """What an exception said, where a failure's cause is Lambda's account of it."""
    try:
        told = json.loads(cause or "")
    except ValueError:
        return cause
    return told.get("errorMessage", cause) if isinstance(told, dict) else cause
