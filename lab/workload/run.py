"""A run: seed the world, place the orders, wait until each is settled, read what came of it."""

import time
from collections.abc import Callable, Collection, Iterable, Sequence

from lab.dead_letters import dead_letters
from lab.deployment import Deployment
from lab.errors import LabError
from lab.invariants import SETTLED
from lab.tables import read_items
from lab.workload.audit import Course, audit
from lab.workload.placing import place_order
from lab.workload.report import RunReport
from lab.workload.seed import seed
from lab.workload.settling import Flight, Port, settle_all, wait_until
from orderflow.order import Order
from orderflow.ordering import order_key
from orderflow.world import World

Progress = Callable[[str], None]

MOST_IN_FLIGHT = 256


def run(
    deployment: Deployment,
    orders: Sequence[Order],
    world: World,
    *,
    in_flight: int | None = None,
    timeout: float = 120,
    progress: Progress = lambda _: None,
) -> RunReport:
    """Run the orders in this world; returns when each is settled, dead, or late.

    in_flight: how many orders may be unsettled at once, by default as many as the
    design does well with; timeout: seconds an order may take. Order ids must be new to the
    deployment. Raises LabError for a bad argument.
    """
    bound = _bound(in_flight if in_flight is not None else deployment.design.in_flight)
    old = frozenset(letter.letter_id for letter in dead_letters(deployment))
    progress(f"seeding {len(world.stock)} products, {len(world.balances)} accounts")
    seed(deployment, world)
    began, clock = time.time(), time.monotonic()
    flight = settle_all(
        port(deployment),
        orders,
        in_flight=bound,
        timeout=timeout,
        news=lambda flight: progress(_news(flight, len(orders))),
    )
    course = Course(
        began=began,
        seconds=time.monotonic() - clock,
        old_letters=old,
        not_placed=flight.refused,
        waited={order_id: flight.elapsed(order_id) for order_id in flight.given_up},
    )
    return audit(deployment, orders, world, course)


def wait_settled(
    deployment: Deployment, order_ids: Iterable[str], *, timeout: float = 60
) -> set[str]:
    """Wait until these orders are settled, for so many seconds; returns those that are not."""
    return wait_until(port(deployment).settled, order_ids, timeout)


def port(deployment: Deployment) -> Port:
    """How a deployment's orders are placed and watched."""

    def settled(order_ids: Collection[str]) -> Collection[str]:
        rows = read_items(deployment, "ordering", map(order_key, order_ids))
        return [row["order_id"] for row in rows.values() if row["status"] in SETTLED]

    return Port(
        place=lambda order: place_order(deployment, order),
        settled=settled,
        dead=deployment.design.waiting.watch(deployment),
    )


def _bound(in_flight: int) -> int:
    if not 1 <= in_flight <= MOST_IN_FLIGHT:
        raise LabError(f"{in_flight} orders cannot be in flight: choose 1 to {MOST_IN_FLIGHT}.")
    return in_flight


def _news(flight: Flight, total: int) -> str:
    return f"{len(flight.settled)} of {total} settled, {flight.active} in flight"
