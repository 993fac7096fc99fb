"""Placing an order the way a client of each side does."""

import json
import random
import time
from typing import Any

from botocore.exceptions import ClientError

from lab.deployment import Deployment
from lab.errors import LabError
from lab.sides import Side
from orderflow.order import Order

INTAKE = "PlaceOrderFunction"
MACHINE = "OrderWorkflow"
TRIES = 4
PERMANENT = ("BadOrder", "ResourceNotFoundException", "AccessDeniedException")


class NotPlaced(LabError):
    """An order could not be placed; the text carries what the service answered."""


def place_order(deployment: Deployment, order: Order) -> None:
    """Place an order; placing it again changes nothing. Raises NotPlaced.

    Choreography: invoke the intake, again after a failure. Orchestration: start an execution
    named after the order.
    """
    if deployment.side is Side.ORCHESTRATION:
        _start(deployment, order)
    else:
        _invoke(deployment, order)


def _start(deployment: Deployment, order: Order) -> None:
    try:
        deployment.client("stepfunctions").start_execution(
            stateMachineArn=deployment.physical(MACHINE),
            name=order.order_id,
            input=json.dumps(order.to_wire()),
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ExecutionAlreadyExists":
            raise NotPlaced(f"{order.order_id} was not placed: {error}") from error


def _invoke(deployment: Deployment, order: Order) -> None:
    payload = json.dumps(order.to_wire()).encode()
    for attempt in range(1, TRIES + 1):
        fault = _fault(deployment, payload)
        if fault is None:
            return
        if attempt == TRIES or fault.get("errorType") in PERMANENT:
            told = (
                f"{fault.get('errorType', 'an error')}: {fault.get('errorMessage', 'no message')}"
            )
            raise NotPlaced(f"{order.order_id} was not placed after {attempt} tries: {told}")
        time.sleep(random.uniform(0.5, 1) * 0.2 * 2**attempt)  # noqa: S311  jitter, no secret


def _fault(deployment: Deployment, payload: bytes) -> dict[str, Any] | None:
    """The error the intake answered with; None when it took the order."""
    try:
        answer = deployment.client("lambda").invoke(
            FunctionName=deployment.functions[INTAKE].name, Payload=payload
        )
    except ClientError as error:
        told = error.response["Error"]
        return {"errorType": told.get("Code"), "errorMessage": told.get("Message")}
    if not answer.get("FunctionError"):
        return None
    fault: dict[str, Any] = json.loads(answer["Payload"].read() or b"null") or {}
    return fault
