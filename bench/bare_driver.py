"""The plainest client: so many orders in flight, polled for as often as ours does."""

import json
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from lab.deployment import Deployment
from lab.workload.settling import LONGEST_PAUSE, PLACED_AT_ONCE, SHORTEST_PAUSE
from orderflow.order import Order

PATIENCE = 120.0
"""Seconds for the whole lot without any news."""


class Stuck(Exception):
    """Orders stopped settling."""


def drive(deployment: Deployment, orders: Sequence[Order]) -> float:
    """Place every order and wait until all are settled; returns seconds. Raises Stuck."""
    in_flight = deployment.design.in_flight
    waiting = [order.to_wire() for order in reversed(orders)]
    placing: dict[Any, str] = {}
    flying: set[str] = set()
    pause = SHORTEST_PAUSE
    began = heard = time.monotonic()
    with ThreadPoolExecutor(min(in_flight, PLACED_AT_ONCE)) as pool:
        while waiting or placing or flying:
            while waiting and len(placing) + len(flying) < in_flight:
                order = waiting.pop()
                placing[pool.submit(_place, deployment, order)] = order["order_id"]
            time.sleep(pause)
            for placed in [future for future in placing if future.done()]:
                placed.result()
                flying.add(placing.pop(placed))
            settled = _settled(deployment, flying) if flying else set()
            flying -= settled
            pause = SHORTEST_PAUSE if settled else min(pause * 1.3, LONGEST_PAUSE)
            heard = time.monotonic() if settled else heard
            if time.monotonic() - heard > PATIENCE:
                raise Stuck(f"nothing settled for {PATIENCE:g} s: {sorted(flying)}")
    return time.monotonic() - began


def _place(deployment: Deployment, order: dict[str, Any]) -> None:
    if deployment.design.name == "orchestration":
        deployment.client("stepfunctions").start_execution(
            stateMachineArn=deployment.physical("OrderWorkflow"),
            name=order["order_id"],
            input=json.dumps(order),
        )
        return
    answer = deployment.client("lambda").invoke(
        FunctionName=deployment.functions["PlaceOrderFunction"].name, Payload=json.dumps(order)
    )
    if answer.get("FunctionError"):
        raise Stuck(f"{order['order_id']} was not placed: {answer['Payload'].read()!r}")


def _settled(deployment: Deployment, order_ids: set[str]) -> set[str]:
    table = deployment.table("ordering")
    keys = [{"pk": {"S": f"order#{order_id}"}} for order_id in order_ids]
    answer = deployment.client("dynamodb").batch_get_item(
        RequestItems={table: {"Keys": keys, "ConsistentRead": True}}
    )
    rows = answer["Responses"][table]
    return {row["order_id"]["S"] for row in rows if row["status"]["S"] != "placed"}
