"""Many faults side by side in one deployment: each order's service is back after its own outage."""

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime

from lab.books import read_books
from lab.dead_letters import redrive
from lab.deployment import Deployment
from lab.drilling.fates import (
    AGAIN,
    COMPENSATED,
    FINISHED,
    GIVEN_UP,
    HAND,
    ITSELF,
    NEVER,
    REFUSED,
    WAITED,
    Fate,
    as_without_fault,
    broken_rules,
    found_at,
)
from lab.drilling.faults import Case
from lab.drilling.ground import Progress
from lab.drilling.kinds import Lone, world_of
from lab.drills import clear, plan
from lab.interruption import Threads
from lab.tables import Item, read_items
from lab.whereabouts import Whereabouts, sought, whereabouts
from lab.workload.run import port
from lab.workload.seed import seed
from orderflow.ordering import order_key

OUTAGE = 30.0
"""Seconds after which an order's service is back; what is tried for longer heals by itself."""

PATIENCE = 120.0
"""Seconds after that in which an order may settle: a message may stay hidden for 90."""

TICK = 0.4  # seconds between two looks
APART = 3.0  # seconds between two rounds of questions that read every store
FRESH = 4.0
"""Seconds for which an order that was placed counts as under way, whatever became of it."""

PLACED_AT_ONCE = 12  # who meets a slow intake waits for it
PRICED = 6
"""Orders that are asked for alone, to see what that takes."""


@dataclass
class Met:
    """An order on its way through its fault."""

    case: Case
    order: Lone
    steps: tuple[str, ...]
    placed: float = 0.0
    refused: str = ""
    back: float | None = None
    during: str = ""
    redriven: bool = False
    again: bool = False
    settled: float | None = None
    found: Whereabouts | None = None


@dataclass
class Wave:
    """Orders that each meet a fault, from placing to the end of all.

    meanwhile: what is done with those that were placed, whenever somebody looks; began: seconds
    since the epoch, and clock: the same by the clock that goes on; priced: whereabouts of single
    orders, with their requests.
    """

    deployment: Deployment
    met: Sequence[Met]
    outage: float = OUTAGE
    patience: float = PATIENCE
    progress: Progress = lambda _: None
    meanwhile: Callable[[Sequence[Met]], None] = lambda _: None
    began: float = field(default_factory=time.time)
    clock: float = field(default_factory=time.monotonic)
    priced: list[Whereabouts] = field(default_factory=list)

    def run(self) -> list[Fate]:
        """Plan, place, wait, bring each service back, redrive what was given up on, and tell."""
        orders = [each.order for each in self.met]
        seed(self.deployment, world_of(orders))
        plan(self.deployment, {x.order.order_id: x.case.drills for x in self.met})
        self._asked = 0.0
        self._hands = port(self.deployment)
        waiting = list(self.met)
        placing: dict[Future[None], Met] = {}
        with Threads(PLACED_AT_ONCE, "placing") as pool:
            while waiting or placing or self._open():
                self._launch(pool, waiting, placing)
                self._take_in(placing)
                self._look()
                self.meanwhile([each for each in self.met if each.placed])
                self._bring_back()
                settled = sum(each.settled is not None for each in self.met)
                self.progress(f"{settled} of {len(self.met)} settled, {len(waiting)} to place")
                time.sleep(TICK)
        self.progress("reading what each left behind")
        return self._told()

    def _open(self) -> list[Met]:
        """Those that may still come to an end."""
        now = time.monotonic()
        return [
            each
            for each in self.met
            if each.settled is None
            and (each.back is None or now - each.back < self.patience)
        ]  # fmt: skip

    def _launch(self, pool: Threads, waiting: list[Met], placing: dict[Future[None], Met]) -> None:
        most, now = 3 * self.deployment.design.in_flight, time.monotonic()
        fresh = sum(x.placed > now - FRESH and x.settled is None for x in self.met)
        while waiting and fresh < most:
            each, fresh = waiting.pop(), fresh + 1
            each.placed = now
            placing[pool.submit(self._hands.place, each.order.order)] = each

    def _take_in(self, placing: dict[Future[None], Met]) -> None:
        for done in [each for each in placing if each.done()]:
            each = placing.pop(done)
            if error := done.exception():
                each.refused = str(error)

    def _look(self) -> None:
        """Note who is settled by now."""
        open_ids = {x.order.order_id: x for x in self._open() if x.placed}
        now = time.monotonic()
        for order_id in self._hands.settled(tuple(open_ids)) if open_ids else ():
            open_ids[order_id].settled = now

    def _bring_back(self) -> None:
        """Services whose outage is over come back; what was given up on by now is redriven."""
        now = time.monotonic()
        if now - self._asked < APART:
            return
        due = [x for x in self.met if x.placed and x.back is None and now - x.placed > self.outage]
        left = [x for x in self._open() if x.back is not None]
        if not due and not left:
            return
        stuck = [x for x in due if x.settled is None]
        dead = self._dead([*stuck, *left])
        self._note(stuck, dead)
        clear(self.deployment, [each.order.order_id for each in due])
        self._asked = now = time.monotonic()
        for each in due:
            each.back = now
        self._by_hand([x for x in (*stuck, *left) if x.order.order_id in dead])
        for each in stuck:
            if each.refused and each.order.order_id not in dead:
                self._place_again(each)

    def _dead(self, asked: Iterable[Met]) -> set[str]:
        ids = tuple(each.order.order_id for each in asked)
        return set(self._hands.dead(ids)) if ids else set()

    def _note(self, stuck: Sequence[Met], dead: set[str]) -> None:
        """How orders stand that are stuck, and where they are said to be."""
        if not stuck:
            return
        ids = [each.order.order_id for each in stuck]
        found = {x.order_id: x for x in whereabouts(self.deployment, ids, since=self.began)}
        for each in stuck:
            each.found = found[each.order.order_id]
            each.during = GIVEN_UP if each.order.order_id in dead else WAITED
            if each.refused and each.found.status is None:
                each.during = REFUSED
        lasting = [x for x in stuck if x.case.lasts and x.during != REFUSED]
        for each in lasting[: max(0, PRICED - len(self.priced)) and 1]:
            self.priced.append(sought(self.deployment, each.order.order_id, since=self.began))

    def _by_hand(self, dead: Sequence[Met]) -> None:
        """Redrive those given up on, each once; what dies again comes round again."""
        if dead:
            redrive(self.deployment, [each.order.order_id for each in dead])
        for each in dead:
            each.redriven = True

    def _place_again(self, each: Met) -> None:
        """Who was told no asks once more."""
        each.again = True
        try:
            self._hands.place(each.order.order)
        except Exception as error:  # noqa: BLE001 - told with the others that never settled
            each.refused = str(error)

    def _told(self) -> list[Fate]:
        orders = [each.order for each in self.met]
        ids = [each.order_id for each in orders]
        rows = read_items(self.deployment, "ordering", map(order_key, ids))
        books = read_books(self.deployment, [x.order for x in orders], world_of(orders))
        return [
            self._fate(
                each, rows.get(order_key(each.order.order_id)), broken_rules(each.order, books)
            )
            for each in self.met
        ]

    def _fate(self, met: Met, row: Item | None, wrong: tuple[str, ...]) -> Fate:
        as_without = as_without_fault(met.order, row)
        own, found = met.case, met.found
        stuck = found is not None and own.lasts and met.during != REFUSED
        settled = met.settled is not None or as_without is not None
        ended = FINISHED if as_without else COMPENSATED
        end = HAND if met.redriven else AGAIN if met.again else ITSELF
        late = self._late(met, row)
        steps = (own.step,) if own.step else met.steps
        return Fate(
            own.fault,
            own.service,
            own.kind,
            met.order.order_id,
            met.during or ended,
            end if settled else NEVER,
            late if settled else None,
            bool(as_without),
            wrong if settled else (),
            own.step,
            found_at(found.at, own.service, steps) if found and stuck else None,
            found_at(found.unwatched, own.service, steps) if found and stuck else None,
            str(found) if found else "",
            found.sure if found else "",
        )

    def _late(self, met: Met, row: Item | None) -> float:
        """Seconds from the service's return until ordering settled the order, by its own clock."""
        if not row or "settled_at" not in row or met.back is None:
            return 0.0
        settled = datetime.fromisoformat(row["settled_at"]).timestamp()
        return round(max(0.0, settled - self.began - (met.back - self.clock)), 1)
