"""Placing an order the way a client of its design does."""

import json
import random
import time
from typing import Any

from botocore.exceptions import ClientError

from lab.deployment import Deployment, answer_of
from lab.errors import LabError
from orderflow.order import Order

TRIES = 4
PERMANENT = ("BadOrder", "ResourceNotFoundException", "AccessDeniedException")


class NotPlaced(LabError):
    """An order could not be placed; the text carries what the service answered."""


def place_order(deployment: Deployment, order: Order) -> None:
    """Place an order; placing it again changes nothing. Raises NotPlaced."""
    deployment.design.place_order(deployment, order)


def start(deployment: Deployment, order: Order) -> None:
    """Start an execution named after the order."""
    try:
        deployment.client("stepfunctions").start_execution(
            stateMachineArn=deployment.physical(deployment.design.entry),
            name=order.order_id,
            input=json.dumps(order.to_wire()),
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ExecutionAlreadyExists":
            raise NotPlaced(f"{order.order_id} was not placed: {error}") from error


def invoke(deployment: Deployment, order: Order) -> None:
    """Hand the order to a function, again after a failure."""
    for attempt in range(1, TRIES + 1):
        fault = _fault(deployment, order)
        if fault is None:
            return
        if attempt == TRIES or fault.get("errorType") in PERMANENT:
            kind, said = fault.get("errorType", "an error"), fault.get("errorMessage", "no message")
            told = f"{order.order_id} was not placed after {attempt} tries"
            raise NotPlaced(f"{told}: {kind}: {said}")
        time.sleep(random.uniform(0.5, 1) * 0.2 * 2**attempt)  # noqa: S311  jitter, no secret


def _fault(deployment: Deployment, order: Order) -> dict[str, Any] | None:
    """The error the intake answered with; None when it took the order."""
    try:
        answer, failed = answer_of(deployment, deployment.design.entry, order.to_wire())
    except ClientError as error:
        told = error.response["Error"]
        return {"errorType": told.get("Code"), "errorMessage": told.get("Message")}
    return (answer or {}) if failed else None
