"""A stack is updated while orders are under way, one in front of every function: do all settle?

What is new meets what is old in two ways: a message sent by the old code is read by the new, and
an execution begun under the old definition calls the new functions.
"""

import time
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lab.deployment import Deployment
from lab.errors import LabError
from lab.experiments.aftermath import UNSETTLED, Unreadable, endings_of, faults, wait
from lab.experiments.cases import CASES, LARGE, NOT_PLACED, SERVED, Case, Row, apart, joined
from lab.experiments.holding import holding
from lab.experiments.lockstep.judging import AS_EVER, RULES, Expected, Sample, has_table
from lab.experiments.stations import Station, stations_by_case
from lab.patience import patience_of
from lab.tables import write_items
from lab.trace import OrderTrace, collect
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
    where it was held when the update was done; unread: why the old invariants say nothing of it;
    called: the kind of order, where its old ending does not tell it; excused: why it need not end
    as it should, by the change's own word; may_wait: whether it need not have ended.
    """

    order_id: str
    old_ending: str
    held_at: str
    ending: str
    why: str | None = None
    held: bool = True
    unread: str | None = None
    called: str = ""
    excused: str | None = None
    may_wait: bool = False

    @property
    def name(self) -> str:
        """Which order it was: its kind, or how the old design ends it, and where it was held."""
        return f"{self.called or self.old_ending}, held at {self.held_at}"

    @property
    def amiss(self) -> bool:
        """Whether it did not end, or not as it may."""
        return (self.ending == UNSETTLED and not self.may_wait) or bool(
            self.ending != UNSETTLED and self.why
        )

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
        """Those that came to an end, right or wrong, or may wait for one."""
        return tuple(each for each in self.orders if each.ending != UNSETTLED or each.may_wait)

    @property
    def unsettled(self) -> tuple[HeldOrder, ...]:
        """Those that did not; `why` says where they are."""
        return tuple(each for each in self._lost if each.ending == UNSETTLED)

    @property
    def wrong(self) -> tuple[HeldOrder, ...]:
        """Those that ended as they may not, or broke an invariant."""
        return tuple(each for each in self._lost if each.ending != UNSETTLED)

    @property
    def excused(self) -> tuple[HeldOrder, ...]:
        """Those of either kind that the change itself excuses."""
        return tuple(each for each in self.orders if each.amiss and each.excused)

    @property
    def _lost(self) -> tuple[HeldOrder, ...]:
        return tuple(each for each in self.orders if each.amiss and not each.excused)

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
            "excused": [each.to_json() | {"excused": each.excused} for each in self.excused],
        }


__all__ = ["HeldOrder", "LiveUpdate", "live_update"]

SETTLE_WITHIN = 16.0  # seconds, beyond the longest rest of what is deployed


HOLDINGS = RULES["stock"] - {"stock on hand + reserved + shipped = seeded"}
"""The invariant by which a confirmed order has paid its total, and nothing else."""

LOGS_WITHIN = 20.0  # seconds until all that orders passed must be in the logs
MOST_AHEAD = 3  # times that orders go ahead until one of each case left all of its way in the logs
GRACE = 3.0  # seconds that orders which may wait are waited for, once all others have ended


@dataclass(frozen=True)
class _Bound:
    """An order, all the world has for it, how the old design ends it, and where it is held."""

    order: Order
    world: World
    old_ending: str
    stop: Station
    case: Case

    def may(self, expected: Expected) -> set[str]:
        """Every ending that counts as right."""
        return expected.allowed(Sample(self.case.name, self.order, self.old_ending, self.case))

    @property
    def called(self) -> str:
        """The kind of order, where its ending does not say it."""
        return self.case.name if self.case.old or self.case == LARGE else ""


def live_update(
    deployment: Deployment,
    update: Callable[[], Deployment],
    *,
    cases: Sequence[Case] = CASES,
    expected: Expected = AS_EVER,
) -> LiveUpdate:
    """Hold an order in front of every function, update the stack, let all go, see what became.

    deployment: a standing stack with drills; update: deploys the new version over it, with drills
    too. Each case's way is learnt from an order that goes ahead of the others; the change's own
    orders are sent on their way too, but for those that today's design takes none of.
    expected: an order under way may end as it always did, or as the request has it.
    Raises LabError where an order that goes ahead does not settle, NotHeld where one is not held.
    """
    own = apart([each for each in expected.own if each.old != NOT_PLACED], "X")
    bound = _explored(deployment, cases, own, f"live-{uuid.uuid4().hex[:6]}")
    orders = {order_id: each.order for order_id, each in bound.items()}
    served = (SERVED, *(each.country for each in own))
    seed(deployment, joined((each.world for each in bound.values()), served))
    since = time.time()
    with holding(deployment, orders, {name: each.stop for name, each in bound.items()}) as kept:
        started = time.monotonic()
        updated = update()
        seconds = time.monotonic() - started
        held = kept.holds(updated)
        # What only the new design has a table for is there before anybody goes on.
        write_items(updated, _rows(updated, bound))
        kept.release(updated)
    may = {order_id: each.may(expected) for order_id, each in bound.items()}
    patient = {order_id for order_id, endings in may.items() if UNSETTLED in endings}
    lost = wait(updated, orders.keys() - patient, SETTLE_WITHIN + patience_of(updated).rest)
    lost |= wait(updated, patient, GRACE) if patient else set()
    found = endings_of(updated, orders)
    where = {each.order_id: str(each) for each in whereabouts(updated, sorted(lost), since=since)}

    def judged(order_id: str, each: _Bound) -> HeldOrder:
        ending, why, unread = found[order_id], where.get(order_id), None
        if ending != UNSETTLED:
            right = may[order_id] - {UNSETTLED}
            told = (
                [] if ending in right else [f"it ended {ending}, not {' or '.join(sorted(right))}"]
            )
            excused = {*expected.excused, *(HOLDINGS if each.case.charged else ())}
            try:
                told += faults(updated, each.order, each.world, excused)
            except Unreadable as error:
                unread = str(error)
            why = "; ".join(told) or None
        seen = HeldOrder(
            order_id,
            each.old_ending,
            str(each.stop),
            ending,
            why,
            order_id in held,
            unread,
            each.called,
            may_wait=order_id in patient,
        )
        return replace(seen, excused=expected.excuse(seen.name))

    return LiveUpdate(tuple(judged(*each) for each in bound.items()), seconds)


def _rows(deployment: Deployment, bound: Mapping[str, _Bound]) -> Iterable[Row]:
    """What the change's own orders meet beside today's world, in the tables that are there."""
    found: dict[tuple[str, str], Row] = {}
    for order_id, each in bound.items():
        for service, row in each.case.seeded(order_id):
            if has_table(deployment, service):
                found[service, row["pk"]] = service, row
    return found.values()


def _explored(
    deployment: Deployment, cases: Sequence[Case], own: Sequence[Case], mark: str
) -> dict[str, _Bound]:
    """Send one order of each case ahead, and make one for every station that they passed."""
    served = (SERVED, *(each.country for each in own))
    ahead, traces = _sent_ahead(deployment, (*cases, *own), served, mark)
    found = endings_of(deployment, ahead)
    everywhere = {name for name, case in ahead.items() if case == LARGE or case.old}
    bound = {}
    for number, (name, stop) in enumerate(stations_by_case(traces, everywhere), start=1):
        order_id, case = f"{mark}-{number:02}", ahead[name]
        bound[order_id] = _Bound(
            case.order(order_id), case.world(order_id), found[name], stop, case
        )
    return bound


def _sent_ahead(
    deployment: Deployment, cases: Sequence[Case], served: Sequence[str], mark: str
) -> tuple[dict[str, Case], dict[str, OrderTrace]]:
    """An order of each case, and the whole trace of each; others go where one is not whole.

    What a function wrote can be lost with its process.
    """
    late: list[str] = []
    for go in range(1, MOST_AHEAD + 1):
        ahead = {f"{mark}-a{go}-{number}": case for number, case in enumerate(cases)}
        seed(deployment, joined((each.world(name) for name, each in ahead.items()), served))
        since = time.time()
        for order_id, case in ahead.items():
            place_order(deployment, case.order(order_id))
        if lost := wait(deployment, ahead, SETTLE_WITHIN + patience_of(deployment).rest):
            raise LabError(
                f"The stack does not settle orders as it is ({', '.join(sorted(lost))}): "
                "an update of it would show nothing."
            )
        traces = collect(deployment, ahead, since=since - 1, settle_logs=LOGS_WITHIN)
        late = [f"{name}: {each.missing[0]}" for name, each in traces.items() if each.missing]
        if not late:
            return ahead, traces
    raise LabError(f"Where orders passed is not in the logs ({'; '.join(late)}): try it again.")
