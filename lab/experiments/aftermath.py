"""What became of orders: waited for while there is hope, then read from the tables."""

import time
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from lab.books import read_books
from lab.deployment import Deployment
from lab.errors import DeploymentFailed, LabError
from lab.invariants import SETTLED, check
from lab.tables import read_items
from lab.workload.run import wait_settled
from orderflow.order import Order
from orderflow.ordering import order_key
from orderflow.refusals import words
from orderflow.world import World

UNSETTLED = "unsettled"
CAPACITY = "carriers' capacity + booked = seeded"
"""Carriers are the one thing that the orders share."""

LOOK_AGAIN = 1.0  # seconds without an end before the dead are looked for


class Unreadable(LabError):
    """The books do not read as they used to, so the old invariants say nothing of them."""


def wait(deployment: Deployment, order_ids: Iterable[str], seconds: float) -> set[str]:
    """Wait for all of them; returns those not settled.

    That is when the others are dead, or when none has settled for so many seconds.
    """
    left, until = set(order_ids), time.monotonic() + seconds
    doomed: set[str] = set()
    dead = deployment.design.waiting.watch(deployment)
    while left and time.monotonic() < until:
        still = wait_settled(deployment, left, timeout=LOOK_AGAIN)
        if still < left:
            left, until = still, time.monotonic() + seconds
        # Those that nobody goes on with by himself.
        found = set(dead(left))
        # Seen twice: a first sight may be of an order that is just being settled.
        if left and left == found & doomed:
            break
        doomed = found
    return left


def endings_of(deployment: Deployment, order_ids: Iterable[str]) -> dict[str, str]:
    """How each ended by ordering's table: "confirmed", "cancelled: no carrier", "unsettled"."""
    ids = list(order_ids)
    rows = read_items(deployment, "ordering", map(order_key, ids))
    return {each: how_it_ended(rows.get(order_key(each), {})) for each in ids}


def how_it_ended(row: Mapping[str, Any]) -> str:
    """How an order ended by ordering's table; whatever else its row says."""
    status, reason = row.get("status"), row.get("reason")
    if status not in SETTLED:
        return UNSETTLED
    return f"{status}: {words(reason)}" if reason else str(status)


def faults(
    deployment: Deployment, order: Order, world: World, excused: Collection[str] = ()
) -> list[str]:
    """What is broken of the invariants, over what this order alone has met.

    excused: names of invariants left out. Raises Unreadable for records of another design.
    """
    try:
        found = check([order], world, read_books(deployment, [order], world))
    except (AttributeError, DeploymentFailed, KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from error
    left_out = {CAPACITY, *excused}
    return [
        f"{each.name}: {each.detail}"
        for each in found
        if not each.holds and each.name not in left_out
    ]
