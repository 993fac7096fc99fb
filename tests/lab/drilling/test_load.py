"""Drills under load: drawn by a seed, each for a step that its order comes to, and all counted."""

from __future__ import annotations

from collections import Counter

from lab.drilling.kinds import CONFIRMED, KINDS
from lab.drilling.load import Load, disagreeing, drawn, kind_of, lines
from lab.experiments.stations import Station
from lab.invariants import Invariant
from lab.workload.generator import generate
from lab.workload.report import OrderResult, RunReport
from tests.lab.workload.oracle import one_by_one

ORDERS, WORLD = generate(300, 7)
WAYS = {
    kind: [
        Station("stream", "AnnounceFunction", "INSERT"),
        Station("sqs", f"{kind}Function", "OrderPlaced"),
        Station("task", f"{kind}Function", "Take payment"),
    ]
    for kind in KINDS
}


def test_how_an_order_ends_is_known_before_it_is_placed() -> None:
    decided = one_by_one(ORDERS, WORLD)
    assert {x.order_id: kind_of(x, WORLD) for x in ORDERS} == {
        order_id: str(refusal) if refusal else CONFIRMED for order_id, refusal in decided.items()
    }


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    once, again = (places(drawn(ORDERS, WORLD, WAYS, 7)) for _ in range(2))
    assert once == again
    assert once != places(drawn(ORDERS, WORLD, WAYS, 8))


def places(plans: dict[str, list]) -> dict[str, list[tuple[str, ...]]]:
    return {x: [(d.function, d.kind, d.operation, d.when, d.on) for d in plans[x]] for x in plans}


def test_an_order_is_drilled_only_where_it_comes_by_and_streams_only_by_what_passes() -> None:
    plans = drawn(ORDERS, WORLD, WAYS, 7)
    kinds = {x.order_id: kind_of(x, WORLD) for x in ORDERS}
    seen: Counter[str] = Counter()
    for order_id, drills in plans.items():
        for each in drills:
            seen[each.kind] += 1
            known = {"AnnounceFunction", f"{kinds[order_id]}Function"}
            assert each.function in known
            assert each.function != "AnnounceFunction" or each.operation == "sns:Publish"
            assert each.times == 1
    assert set(seen) == {"fault", "duplicate", "mutation", "death"}
    assert 0.5 < len(plans) / len(ORDERS) < 0.7


def load(design: str, *ends: str | None, stock: int = 5, charged: int = 10) -> Load:
    names = [f"o-{number}" for number, _ in enumerate(ends)]
    results = tuple(
        OrderResult(name, end, None, charged, 0, shipped=True, seconds=1.0)
        for name, end in zip(names, ends, strict=True)
    )
    holds = Invariant("every order settled", None not in ends, "")
    report = RunReport(design, results, (holds,), (), 1.0)
    orders = {name: {"status": end} for name, end in zip(names, ends, strict=True)}
    state = {"orders": orders, "stock on hand": {"a": stock}}
    totals = dict.fromkeys(names, 10)
    return Load(design, report, {"fault": 2}, {"fault": 1}, 0, state, totals, 1.0, 7)


def test_lost_and_charged_twice_are_counted() -> None:
    told = load("one", "confirmed", None, charged=20).figures()
    assert (told["lost"], told["charged_twice"], told["broken_invariants"]) == (1, 2, 1)
    assert (told["drilled"], told["met_fault"]) == (2, 1)
    sound = load("one", "confirmed", "cancelled")
    assert (sound.figures()["lost"], sound.figures()["charged_twice"]) == (0, 0)
    assert any("1 of 2 met: fault" in line for line in lines(sound))


def test_designs_are_compared_over_what_both_settled() -> None:
    whole = load("one", "confirmed", "cancelled")
    assert disagreeing(whole, load("two", "confirmed", "cancelled")) == []
    [stock] = disagreeing(whole, load("two", "confirmed", "cancelled", stock=4))
    assert stock.startswith("stock on hand, a")
    [order] = disagreeing(whole, load("two", "cancelled", "cancelled"))
    assert order.startswith("orders, o-0")
    assert disagreeing(whole, load("two", "confirmed", None, stock=4)) == []
