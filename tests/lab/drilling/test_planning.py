"""Which messages are broken: learnt from what a run showed, and the same for a seed."""

from typing import Any

import pytest

from lab.drilling.contracts import answers_in, contracts_in
from lab.drilling.kinds import KINDS, MOST, TooMany, lone, world_of
from lab.drilling.mutants import BREAKING, drills_of, planned


def line(function: str, records: Any = (), calls: Any = (), started: float = 1.0) -> Any:
    return {"function": function, "started": started, "records": records, "calls": calls}


def task(order: str, given: Any, *, error: str = "", **answered: Any) -> Any:
    told = {"order_id": order, "trigger": {"kind": "task"}, "outcome": "ok", "given": given}
    failed = {"outcome": "error", "error": {"type": error}}
    return {**told, **(failed if error else {"answered": answered})}


def learnt() -> Any:
    """A shop where an event is heard, another is not, and a task answers or refuses."""
    confirmed, refused = lone(KINDS)[:2]
    said = {"body": {"id": "e-1", "type": "Sold", "data": {"sum": 1}}, "attributes": {"kind": "x"}}
    unheard = {"body": {"id": "e-2", "type": "Filed"}, "attributes": {}}
    taken = {"order_id": confirmed.order_id, "outcome": "ok",
             "trigger": {"kind": "sqs", "event_type": "Sold"}}  # fmt: skip
    lines = [
        line("Shop", calls=[{"order_id": confirmed.order_id, "told": [said, unheard]}]),
        line("Till", records=[taken], started=2.0),
        line("Pay", records=[task(confirmed.order_id, {"sum": 1}, paid=True)], started=3.0),
        line("Pay", records=[task(refused.order_id, {"sum": 1, "card": "c"}, error="No")]),
    ]
    return contracts_in(lines, [confirmed, refused])


def test_contracts_their_fields_and_takers_are_what_was_seen() -> None:
    found = {each.name: each for each in learnt()}
    assert list(found["Sold"].fields) == ["id", "type", "data", "data.sum", "@attribute.kind"]
    assert found["Sold"].takers == {"Till"}
    assert found["Filed"].takers == set()
    assert found["request:Pay"].fields == {"sum": "confirmed", "card": "OutOfStock"}
    assert found["response:Pay"].fields == {"paid": "confirmed", "@error.No": "OutOfStock"}
    assert answers_in(found.values()) == {"No in Pay"}


def test_everything_that_somebody_takes_is_broken_in_every_way_and_the_rest_is_said() -> None:
    found = planned(learnt())
    ways = {(each.contract, each.path): set() for each in found.mutants}
    for each in found.mutants:
        ways[each.contract, each.path].add(each.how)
    assert ways["Sold", "data.sum"] == set(BREAKING)
    assert ways["Sold", ""] == {"duplicated", "delayed", "dropped", "overtaken"}
    assert ways["request:Pay", "card"] == set(BREAKING)
    assert ways["response:Pay", "@error.No"] == {"renamed"}
    assert not [each for each in found.mutants if each.contract == "Filed"]
    assert found.left_out == ("Filed, with its 2 fields, is not broken: nobody takes it.",)


def test_a_seed_gives_one_plan_and_another_seed_another() -> None:
    assert planned(learnt(), seed=3) == planned(learnt(), seed=3)
    assert planned(learnt(), seed=3).mutants != planned(learnt(), seed=4).mutants


def test_a_sample_has_every_way_and_says_what_it_left_out() -> None:
    whole, part = planned(learnt()), planned(learnt(), sample=12)
    assert len(part.mutants) == 12
    assert {each.how for each in part.mutants} == {each.how for each in whole.mutants}
    assert f"{len(whole.mutants) - 12} of {len(whole.mutants)} are left out" in part.left_out[-1]


def test_every_mutant_has_drills() -> None:
    contracts = {each.name: each for each in learnt()}
    for each in planned(learnt()).mutants:
        assert drills_of(each, contracts[each.contract])


def test_lone_orders_share_nothing_and_end_as_their_kind_says() -> None:
    orders = lone(KINDS * 2)
    world = world_of(orders)
    assert len({each.country for each in orders}) == len(orders)
    for each in orders:
        order, own = each.order, each.world
        refused = {
            "confirmed": False,
            "OutOfStock": any(own.stock[sku] < n for sku, n in order.quantities.items()),
            "PaymentDeclined": own.balances[order.customer] < order.total,
            "NoCarrier": order.country not in own.carriers,
        }
        assert [kind for kind, so in refused.items() if so] in ([], [each.kind])
        assert own.stock.items() <= world.stock.items()
    with pytest.raises(TooMany):
        lone(["confirmed"] * (MOST + 1))
