"""Many orders at once with faults, duplicates, deaths and reordering all along, drawn by a seed."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from lab.agreement import State, differences, state_after
from lab.dead_letters import dead_letters, redrive
from lab.deployment import Deployment
from lab.drilling.faults import SAY, STORE, WRITE
from lab.drilling.ground import Progress, place_until_still
from lab.drilling.kinds import CONFIRMED, KINDS, lone
from lab.drills import Drill, clear, death, duplicate, fault, left, met, mutation, plan
from lab.experiments.stations import Station, stations_of
from lab.invariants import SETTLED
from lab.probe.mutating import REQUEST
from lab.trace import collect
from lab.workload.audit import Course, audit
from lab.workload.generator import generate
from lab.workload.report import RunReport
from lab.workload.run import run, wait_settled
from orderflow.order import Order
from orderflow.refusals import Refusal
from orderflow.world import World

SHARES = {"fault": 0.3, "duplicate": 0.2, "overtaken": 0.2, "death": 0.1}
"""Which part of the orders meets what; one order may meet several."""

REST = 5
"""Seconds for which a message stays hidden whose function died, in place of its queue's 90."""

ROUNDS = 3
"""How often what was given up on is sent through again."""

IN_FLIGHT = 3
"""Times as many orders under way as the design does well with: some rest until they are retried."""


@dataclass(frozen=True)
class Load:
    """What came of the orders.

    met: drills carried out of those planned, by kind; redriven: orders
    that were given up on and sent through again by hand; state: what the books say in the end.
    """

    design: str
    report: RunReport
    planned: Mapping[str, int]
    met: Mapping[str, int]
    redriven: int
    state: State
    totals: Mapping[str, int]
    seconds: float
    seed: int

    @property
    def settled(self) -> set[str]:
        """The orders that came to an end."""
        return {each.order_id for each in self.report.results if each.outcome in SETTLED}

    @property
    def sound(self) -> bool:
        """Whether nothing was lost and every invariant holds."""
        return self.report.sound

    def figures(self) -> dict[str, int | float]:
        """All of it in numbers, by name."""
        results = self.report.results
        twice = [x for x in results if x.charged > self.totals[x.order_id]]
        return {
            "orders": len(results),
            "drilled": sum(self.planned.values()),
            "met": sum(self.met.values()),
            **{f"met_{kind}": number for kind, number in self.met.items()},
            "lost": len(results) - len(self.settled),
            "charged_twice": len(twice),
            "redriven": self.redriven,
            "broken_invariants": sum(not each.holds for each in self.report.invariants),
            "confirmed": self.report.outcomes[CONFIRMED],
            "seconds": round(self.seconds, 1),
        }

    def to_wire(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "format": "ripple-load/1",
            "design": self.design,
            "seed": self.seed,
            "figures": self.figures(),
            "outcomes": dict(sorted(self.report.outcomes.items())),
            "invariants": [[x.name, x.holds, x.detail] for x in self.report.invariants],
            "unsettled": [each.to_json() for each in self.report.unsettled],
        }


def under_load(
    deployment: Deployment,
    count: int = 1000,
    *,
    seed: int = 7,
    timeout: float = 90,
    progress: Progress = lambda _: None,
) -> Load:
    """Place so many mixed orders with drills among them; redrive what is given up on; check all."""
    began = time.monotonic()
    progress("looking which steps orders come to")
    ways = ways_of(deployment)
    orders, world = generate(count, seed)
    plans = drawn(orders, world, ways, seed)
    progress(f"planning drills for {len(plans)} of {count} orders")
    plan(deployment, plans)
    start = time.time()
    old = frozenset(letter.letter_id for letter in dead_letters(deployment))
    most = IN_FLIGHT * deployment.design.in_flight
    first = run(deployment, orders, world, in_flight=most, timeout=timeout, progress=progress)
    progress("counting which drills were met")
    done = _met(deployment, plans)
    again = _send_again(deployment, [each.order_id for each in first.unsettled], progress)
    course = Course(began=start, seconds=first.seconds, old_letters=old)
    report = audit(deployment, orders, world, course)
    return Load(
        deployment.design.name,
        report,
        Counter(_kind(each) for drills in plans.values() for each in drills),
        done,
        again,
        state_after(deployment, orders, world),
        {order.order_id: order.total for order in orders},
        time.monotonic() - began,
        seed,
    )


def ways_of(deployment: Deployment) -> dict[str, list[Station]]:
    """The stations that an order of each kind passes."""
    first = lone(KINDS, "w")
    course = place_until_still(deployment, first)
    found = collect(deployment, [each.order_id for each in first], since=course.began)
    return {each.kind: stations_of(found[each.order_id].spans) for each in first}


def kind_of(order: Order, world: World) -> str:
    """How an order ends in a world where only those meant to be refused lack anything."""
    if any(world.stock.get(sku, 0) < number for sku, number in order.quantities.items()):
        return str(Refusal.OUT_OF_STOCK)
    if world.balances.get(order.customer, 0) < order.total:
        return str(Refusal.PAYMENT_DECLINED)
    return CONFIRMED if world.carriers.get(order.country, 0) else str(Refusal.NO_CARRIER)


def drawn(
    orders: Sequence[Order], world: World, ways: Mapping[str, Sequence[Station]], seed: int
) -> dict[str, list[Drill]]:
    """By order id, the drills that it meets, each at a station that an order of its kind passes."""
    rng = Random(seed)  # noqa: S311  repeatable, not secret
    found: dict[str, list[Drill]] = {}
    for order in orders:
        passed = ways[kind_of(order, world)]
        drills = [each for name, share in SHARES.items() if rng.random() < share
                  if (each := _drill(name, rng, passed))]  # fmt: skip
        if drills:
            found[order.order_id] = drills
    return found


def _drill(name: str, rng: Random, passed: Sequence[Station]) -> Drill | None:
    """A drill at one of these stations."""
    at = rng.choice([each for each in passed if each.kind != "stream" or name == "fault"])
    on = "*" if at.kind == "task" else at.event
    when = rng.choice(("before", "after"))
    if name == "duplicate":
        return duplicate(at.function, times=1)
    if name == "overtaken":
        return mutation(
            at.function, on=REQUEST if at.kind == "task" else at.event, how="overtaken", times=1
        )
    if name == "death":
        return death(at.function, operation=WRITE, when=when, on=on, rest=REST)
    return fault(at.function, operation=SAY if at.kind == "stream" else STORE, when=when, on=on)


def _kind(drill: Drill) -> str:
    return "overtaken" if drill.kind == "mutation" else drill.kind


def _met(deployment: Deployment, plans: Mapping[str, Sequence[Drill]]) -> Counter[str]:
    """How many drills of each kind were carried out."""
    done = met(deployment, plans)
    found: Counter[str] = Counter()
    for order_id, drills in plans.items():
        unused = left(deployment, order_id)
        for each in drills:
            found[_kind(each)] += each.id in done[order_id] or unused.get(each.id) == 0
    return found


def _send_again(deployment: Deployment, unsettled: list[str], progress: Progress) -> int:
    """Redrive what was given up on, and wait for those that are only late; how many orders."""
    sent: set[str] = set()
    for _ in range(ROUNDS if unsettled else 0):
        progress(f"{len(unsettled)} orders are not settled: what was given up on is sent again")
        clear(deployment, unsettled)
        lying = {each.order_id for each in dead_letters(deployment)}
        dead = [each for each in unsettled if each in lying]
        redrive(deployment, dead)
        sent.update(dead)
        unsettled = sorted(wait_settled(deployment, unsettled, timeout=30))
        if not unsettled:
            break
    return len(sent)


def disagreeing(one: Load, other: Load) -> list[str]:
    """A line for each thing in which the books of two designs differ, for orders both settled.

    What is left of stock, money and carriers is compared where both settled all.
    """
    both = one.settled & other.settled
    whole = len(both) == len(one.report.results)

    def compared(load: Load) -> State:
        return {
            part: {key: x for key, x in records.items() if key in both or (whole and part in LEFT)}
            for part, records in load.state.items()
        }

    return differences(compared(one), compared(other))


LEFT = ("stock on hand", "balances", "carriers")


def lines(found: Load) -> Iterator[str]:
    """All of it in words."""
    told = found.figures()
    yield f"{found.design}: {told['orders']} orders in {told['seconds']} s, by the engine's clock"
    for kind, number in found.planned.items():
        yield f"  {found.met.get(kind, 0)} of {number} met: {kind}"
    outcomes = sorted(found.report.outcomes.items())
    yield "  " + ", ".join(f"{number} {ending}" for ending, number in outcomes)
    lost, twice, again = (told[x] for x in ("lost", "charged_twice", "redriven"))
    yield f"  {lost} lost, {twice} charged twice, {again} redriven"
    for each in found.report.invariants:
        yield f"  {'✓' if each.holds else '✗'} {each.name} ({each.detail})"
    yield from (f"  {each}" for each in found.report.unsettled)
