"""A stack is updated while orders are under way, one in front of every function: do all settle?

What is new meets what is old in two ways: a message sent by the old code is read by the new, and
an execution begun under the old definition calls the new functions.
"""

import time
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lab.deployment import Deployment
from lab.errors import LabError
from lab.experiments.aftermath import UNSETTLED, Unreadable, endings_of, faults, wait
from lab.experiments.cases import CASES, Case, joined
from lab.experiments.holding import holding
from lab.experiments.stations import Station, stations_by_case
from lab.patience import patience_of
from lab.trace import collect
from lab.whereabouts import whereabouts
from lab.workload.placing import place_order
from lab.workload.seed import seed
from orderflow.order import Order
from orderflow.world import World


@dataclass(frozen=True)
class HeldOrder:
    """An order that was under way, where it was held, and what became of it.

    old_ending: how the old design ends such an order; ending: "confirmed", "cancelled: no
    carrier", "unsettled"; why: where it is, or what is wrong with it; held: whether it still was
    where it was held when the update was done; unread: why the old invariants say nothing of it.
    """

    order_id: str
    old_ending: str
    held_at: str
    ending: str
    why: str | None = None
    held: bool = True
    unread: str | None = None

    @property
    def name(self) -> str:
        """Which order it was: how the old design ends it, and where it was held."""
        return f"{self.old_ending}, held at {self.held_at}"

    def to_json(self) -> dict[str, Any]:
        """The order as the results carry it."""
        told = ("order_id", "old_ending", "held_at", "ending", "why")
        return {name: getattr(self, name) for name in told}


@dataclass(frozen=True)
class LiveUpdate:
    """Every order that was under way during an update, and the seconds the update took."""

    orders: tuple[HeldOrder, ...]
    seconds: float = 0.0

    @property
    def settled(self) -> tuple[HeldOrder, ...]:
        """Those that came to an end, right or wrong."""
        return tuple(each for each in self.orders if each.ending != UNSETTLED)

    @property
    def unsettled(self) -> tuple[HeldOrder, ...]:
        """Those that did not; `why` says where they are."""
        return tuple(each for each in self.orders if each.ending == UNSETTLED)

    @property
    def wrong(self) -> tuple[HeldOrder, ...]:
        """Those that ended as they may not, or broke an invariant."""
        return tuple(each for each in self.settled if each.why)

    @property
    def slipped(self) -> tuple[HeldOrder, ...]:
        """Those that went on before the update was done: they prove less."""
        return tuple(each for each in self.orders if not each.held)

    @property
    def passed(self) -> bool:
        """Whether every order settled as it may."""
        return not self.unsettled and not self.wrong

    def to_json(self) -> dict[str, Any]:
        """How many orders there were and settled; the others by name, and in full as lost."""
        return {
            "orders": len(self.orders),
            "settled": len(self.settled),
            "unsettled": [each.name for each in self.unsettled],
            "wrong": [each.name for each in self.wrong],
            "lost": [each.to_json() for each in (*self.unsettled, *self.wrong)],
        }


__all__ = ["HeldOrder", "LiveUpdate", "live_update"]

SETTLE_WITHIN = 16.0  # seconds, beyond the longest rest of what is deployed


@dataclass(frozen=True)
class _Bound:
    """An order, all the world has for it, how the old design ends it, and where it is held."""

    order: Order
    world: World
    old_ending: str
    stop: Station


def live_update(
    deployment: Deployment,
    update: Callable[[], Deployment],
    *,
    cases: Sequence[Case] = CASES,
    endings: Mapping[str, str] | None = None,
    excused: Collection[str] = (),
) -> LiveUpdate:
    """Hold an order in front of every function, update the stack, let all go, see what became.

    deployment: a standing stack with drills; update: deploys the new version over it, with drills
    too. Each case's way is learnt from an order that goes ahead of the others.
    endings: what the new design turns endings of the old into ("cancelled: out of stock" into
    "confirmed"); an order under way may end either way. excused: names of invariants that the new
    design is not held to.
    Raises LabError where an order that goes ahead does not settle, NotHeld where one is not held.
    """
    bound = _explored(deployment, cases, f"live-{uuid.uuid4().hex[:6]}")
    orders = {order_id: each.order for order_id, each in bound.items()}
    seed(deployment, joined(each.world for each in bound.values()))
    since = time.time()
    with holding(deployment, orders, {name: each.stop for name, each in bound.items()}) as kept:
        started = time.monotonic()
        updated = update()
        seconds = time.monotonic() - started
        held = kept.holds(updated)
        kept.release(updated)
    lost = wait(updated, orders, SETTLE_WITHIN + patience_of(updated).rest)
    found = endings_of(updated, orders)
    where = {each.order_id: str(each) for each in whereabouts(updated, sorted(lost), since=since)}

    def judged(order_id: str, each: _Bound) -> HeldOrder:
        ending, why, unread = found[order_id], where.get(order_id), None
        if ending != UNSETTLED:
            may = {each.old_ending, (endings or {}).get(each.old_ending, each.old_ending)}
            told = [] if ending in may else [f"it ended {ending}, not {' or '.join(sorted(may))}"]
            try:
                told += faults(updated, each.order, each.world, excused)
            except Unreadable as error:
                unread = str(error)
            why = "; ".join(told) or None
        is_held = order_id in held
        return HeldOrder(order_id, each.old_ending, str(each.stop), ending, why, is_held, unread)

    return LiveUpdate(tuple(judged(*each) for each in bound.items()), seconds)


def _explored(deployment: Deployment, cases: Sequence[Case], mark: str) -> dict[str, _Bound]:
    """Send one order of each case ahead, and make one for every station that they passed."""
    ahead = {f"{mark}-{case.name}": case for case in cases}
    seed(deployment, joined(case.world(order_id) for order_id, case in ahead.items()))
    since = time.time()
    for order_id, case in ahead.items():
        place_order(deployment, case.order(order_id))
    if lost := wait(deployment, ahead, SETTLE_WITHIN + patience_of(deployment).rest):
        raise LabError(
            f"The stack does not settle orders as it is ({', '.join(sorted(lost))}): "
            "an update of it would show nothing."
        )
    found = endings_of(deployment, ahead)
    traces = collect(deployment, ahead, since=since - 1)
    bound = {}
    for number, (name, stop) in enumerate(stations_by_case(traces), start=1):
        order_id, case = f"{mark}-{number:02}", ahead[name]
        bound[order_id] = _Bound(case.order(order_id), case.world(order_id), found[name], stop)
    return bound
