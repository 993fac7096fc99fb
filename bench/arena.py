"""Ours, ours without the probe, and bare scripts: deployed on one engine, given the same orders."""

import json
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from bench.processes import processor_seconds
from lab.agreement import differences, state_after
from lab.deployment import Deployment
from lab.engine import Engine
from lab.service_logs import read_lines
from lab.workload.generator import generate
from lab.workload.run import run
from lab.workload.seed import seed
from lab.workload.settling import LONGEST_PAUSE, PLACED_AT_ONCE, SHORTEST_PAUSE
from orderflow.order import Order
from orderflow.world import World

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


OURS, BARE, UNWATCHED = "ours", "bare", "without probe"

Lot = tuple[Sequence[Order], World]


@dataclass
class Arena:
    """Where each contestant takes the same lots of orders and must leave the same books.

    processor: seconds of both processors' time, client, engine and functions, by lot and
    contestant; it tells what a busy machine's clock hides.
    """

    engine: Engine
    contestants: Mapping[str, Deployment]
    lots: dict[str, Lot] = field(default_factory=dict)
    processor: dict[tuple[str, str], float] = field(default_factory=dict)

    def race(self, name: str, lot: str, count: int) -> float:
        """Seconds from the first order placed until the last is settled."""
        orders, world = self.lots.setdefault(lot, generate(count, prefix=f"{lot}-"))
        before = processor_seconds(self.engine)
        race = self._race_bare if name == BARE else self._race_ours
        seconds, after = race(self.contestants[name], orders, world)
        self.processor[lot, name] = after - before
        return seconds

    def disagreement(self) -> str | None:
        """Where the books that a contestant left differ from ours; None when they agree."""
        for orders, world in self.lots.values():
            states = {
                name: state_after(deployment, orders, world)
                for name, deployment in self.contestants.items()
            }
            for name, state in states.items():
                if found := differences(states[OURS], state):
                    return f"{name} left other books than ours: {found[0]}"
        return None

    def _race_bare(
        self, deployment: Deployment, orders: Sequence[Order], world: World
    ) -> tuple[float, float]:
        seed(deployment, world)
        seconds = drive(deployment, orders)
        return seconds, processor_seconds(self.engine)

    def _race_ours(
        self, deployment: Deployment, orders: Sequence[Order], world: World
    ) -> tuple[float, float]:
        after = 0.0

        def note(news: str) -> None:
            # The audit that follows is no part of the race.
            nonlocal after
            if news.startswith(f"{len(orders)} of"):
                after = processor_seconds(self.engine)

        report = run(deployment, orders, world, progress=note)
        return report.seconds, after


Kind = tuple[str, str, str]
"""Function by logical id, service, operation."""

LOGS_WITHIN = 15.0
"""Seconds; logs arrive after the orders are settled, and so do the last announcements."""


def calls_by_kind(lines: Mapping[str, Iterable[Mapping[str, Any]]]) -> Counter[Kind]:
    """Count the calls in the probe's lines of each function."""
    return Counter(
        (function, call["service"], call["operation"])
        for function, told in lines.items()
        for line in told
        for call in line["calls"]
    )


def different_calls(ours: Counter[Kind], bare: Counter[Kind]) -> list[str]:
    """A phrase for each kind of call that one made more often than the other."""
    return [
        f"{function} {service}:{operation} {ours[kind]} times, bare {bare[kind]}"
        for kind in sorted({*ours, *bare})
        if ours[kind] != bare[kind]
        for function, service, operation in (kind,)
    ]


def compare_calls(ours: Deployment, bare: Deployment) -> tuple[int, list[str]]:
    """How many calls ours made, and where the two differ once all logs are there."""
    until = time.monotonic() + LOGS_WITHIN
    while True:
        counted = _counted(ours)
        found = different_calls(counted, _counted(bare))
        if (counted and not found) or time.monotonic() > until:
            return counted.total(), found
        time.sleep(0.5)


def _counted(deployment: Deployment) -> Counter[Kind]:
    return calls_by_kind(
        {name: read_lines(deployment, function=name).probe for name in deployment.functions}
    )
