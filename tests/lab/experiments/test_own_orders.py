"""The orders that a change is about: read from its change.toml, placed, and judged."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from lab.books import Books
from lab.experiments import live
from lab.experiments.cases import CASES, LARGE, NOT_PLACED, Case, apart, joined
from lab.experiments.experiment import (
    CHANGES,
    BadExperiment,
    Experiment,
    experiment_named,
    experiments,
)
from lab.experiments.live import HeldOrder, LiveUpdate
from lab.experiments.lockstep import judging
from lab.experiments.lockstep.awaiting import Watching
from lab.experiments.lockstep.judging import Expected, Sample, own_samples, taken_wrong
from lab.experiments.stations import stations_by_case
from lab.trace import OrderTrace
from orderflow.world import World
from tests.lab.experiments.test_live import CONFIRMED, REFUSED

GIFT = Case(
    "gift",
    says={"gift": True},
    old=NOT_PLACED,
    new="confirmed",
    leaves=[{"service": "wrapping", "pk": "wrapping#{order_id}", "pieces": 2}],
)
OVERDUE = Case(
    "overdue order",
    seeds=[{"service": "credit", "pk": "overdue#{customer}", "customer": "{customer}"}],
    old="confirmed",
    new="cancelled: overdue",
)


@pytest.fixture
def told(tmp_path: Path) -> Any:
    """A change with more in its change.toml."""

    def read(more: str) -> Experiment:
        folder = tmp_path / "pass-delivery-slot"
        shutil.copytree(CHANGES / folder.name, folder)
        path = folder / "change.toml"
        path.write_text(path.read_text().partition("[[orders]]")[0] + more)
        return experiment_named(folder.name, tmp_path)

    return read


def test_a_change_says_which_orders_it_is_about_and_which_it_excuses(told: Any) -> None:
    found = told(
        '[excused_orders]\n"* held at X" = "drain it first"\n'
        '[[orders]]\nname = "gift"\nsays = { gift = true }\nold = "not placed"\nnew = "confirmed"\n'
        'seeds = [{ service = "payments", pk = "tax#{country}", rate = 19 }]\n'
    )
    [gift] = found.orders
    assert gift.order("o-1").to_wire()["gift"] is True
    assert gift.order("o-1").total == 3000
    assert gift.seeded("o-1") == (("payments", {"pk": "tax#ZY", "rate": 19}),)
    assert found.excused_orders == {"* held at X": "drain it first"}


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ('name = "gift"', "`orders.old`"),
        ('name = "gift"\nold = ""\nnew = "x"', "`orders.old`"),
        ('name = "gift"\nold = "x"\nnew = "x"\nprize = 3', "did you mean 'price'"),
        ('name = "gift"\nold = "x"\nnew = "x"\nprice = true', "a whole number"),
        ('name = "gift"\nold = "x"\nnew = "x"\nquantity = 0', "has no order in 'gift'"),
        ('name = "gift"\nold = "x"\nnew = "x"\nseeds = [{ pk = "a" }]', "`orders.seeds.service`"),
        ('name = "gift"\nold = "x"\nnew = "x"\nseeds = [3]', "`orders.seeds.service`"),
        (
            'name = "gift"\nold = "x"\nnew = "x"\nleaves = [{ service = "a", pk = "{nobody}" }]',
            "has no order in 'gift'",
        ),
    ],
)
def test_an_order_that_cannot_be_placed_is_refused_in_a_sentence(
    told: Any, order: str, said: str
) -> None:
    with pytest.raises(BadExperiment, match=r"change\.toml") as refused:
        told(f"[[orders]]\n{order}\n")
    assert said in str(refused.value)


def test_the_orders_of_every_change_can_be_placed_and_each_has_a_country_of_its_own() -> None:
    for each in experiments():
        placed, world, _ = own_samples("m-", each.orders)
        assert len({sample.order.country for sample in placed}) == len(placed) == len(each.orders)
        assert {*world.carriers} == {sample.order.country for sample in placed}


def test_what_several_orders_meet_stands_there_once() -> None:
    taxed = Case("taxed", seeds=[{"service": "payments", "pk": "tax#{country}", "rate": 19}],
                 old="confirmed", new="confirmed")  # fmt: skip
    bound = {
        name: live._Bound(taxed.order(name), taxed.world(name), "confirmed", None, taxed)  # type: ignore[arg-type]
        for name in ("o-1", "o-2")
    }
    there: Any = There(payments={})
    assert [*live._rows(there, bound)] == [("payments", {"pk": "tax#ZY", "rate": 19})]
    assert [*live._rows(There(), bound)] == []  # type: ignore[arg-type]


def test_what_an_own_order_meets_in_its_country_no_other_order_meets() -> None:
    own = apart([GIFT, OVERDUE], "X")
    countries = [case.country for case in (*CASES, *own)]
    assert countries[-2:] == ["XA", "XB"]
    assert {*countries[-2:]}.isdisjoint(countries[:-2])
    served = joined([case.world("o") for case in own], ["XA", "XB"]).carriers
    assert {*served} == {"XA", "XB"}


def test_orders_in_flight_are_worth_different_amounts_and_one_is_large() -> None:
    worth = [case.order("o").total for case in CASES]
    assert len({*worth}) == len(worth)
    assert [case for case in CASES if case.order("o").total >= 100_000] == [LARGE]


def test_large_and_own_orders_wait_at_every_station_and_others_where_they_alone_pass() -> None:
    traces = {
        case: OrderTrace(case, "choreography", tuple(spans))
        for case, spans in (("plain", CONFIRMED), ("refused", REFUSED), ("large", CONFIRMED))
    }
    held = [case for case, _ in stations_by_case(traces, everywhere={"large"})]
    assert held.count("large") == held.count("plain") == 4
    assert held.count("refused") == 1


class There:
    """A deployment with some services' tables, and what is in them."""

    def __init__(self, **rows: dict[str, Any]) -> None:
        self.resources = {f"{name.capitalize()}Table": None for name in rows}
        self.rows = rows


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What is wrong with an order, by ordering's row and the rows of others."""

    def judge(case: Case, row: dict[str, str], expected: Expected, **rows: Any) -> list[str]:
        there: Any = There(ordering={}, **rows)
        [sample], world, _ = own_samples("", [case])
        order_id = sample.order.order_id
        books = Books(orders={order_id: row} if row else {})
        monkeypatch.setattr(judging, "read_books", lambda *_: books)
        monkeypatch.setattr(judging, "dead_letters", lambda _: [])
        monkeypatch.setattr(
            judging, "troubles", lambda _, ids, __: [(False, "nothing follows")] * len(ids)
        )
        monkeypatch.setattr(
            judging,
            "read_items",
            lambda at, service, keys: {
                k: at.rows[service][k] for k in keys if k in at.rows[service]
            },
        )
        nothing = World({}, {}, {})
        found = judging.faults(there, [sample], nothing, Watching(0.0, {}), expected)
        return [what for _, what in found if world]

    return judge


CONFIRMED_ROW = {"status": "confirmed"}


@pytest.mark.parametrize(
    ("case", "row", "rows", "wrong"),
    [
        (GIFT, {}, {}, []),
        (GIFT, {"status": "placed"}, {}, ["the gift does not settle: nothing follows"]),
        (GIFT, CONFIRMED_ROW, {"wrapping": {"wrapping#gift": {"pieces": 2}}}, []),
        (GIFT, CONFIRMED_ROW, {"wrapping": {}},
         ["the gift is confirmed, and wrapping has no wrapping of it"]),
        (GIFT, CONFIRMED_ROW, {}, ["the gift is confirmed, and wrapping has no wrapping of it"]),
        (GIFT, CONFIRMED_ROW, {"wrapping": {"wrapping#gift": {"pieces": 1}}},
         ["the gift is confirmed, and wrapping's wrapping of it says 1 as its pieces"]),
        (OVERDUE, CONFIRMED_ROW, {}, []),
        (OVERDUE, {"status": "cancelled", "reason": "Overdue"}, {}, []),
        (OVERDUE, {"status": "cancelled", "reason": "NoCarrier"}, {},
         ["the overdue order ends as cancelled: no carrier, not as confirmed"]),
        (OVERDUE, {}, {}, ["the overdue order does not settle: nothing follows"]),
    ],
)  # fmt: skip
def test_an_order_of_the_change_s_own_ends_as_either_design_ends_it_and_no_other_way(
    judged: Any, case: Case, row: dict[str, str], rows: dict[str, Any], wrong: list[str]
) -> None:
    assert judged(case, row, Expected(own=[case]), **rows) == wrong


def test_the_card_is_charged_what_either_design_charges() -> None:
    case = Case("taxed", old="confirmed", new="confirmed", charged=3570)
    sample = Sample("taxed", case.order("o"), "confirmed", case)
    for taken, wrong in ((3000, 0), (3570, 0), (570, 1), (0, 1)):
        books = Books(on_hand={}, balances={"o-ada": 10_000 - taken}, capacity={})
        assert len([*taken_wrong(sample, True, World({}, {"o-ada": 10_000}, {}), books)]) == wrong


def test_what_is_excused_is_named_by_its_own_name_and_told_with_the_reason() -> None:
    expected = Expected(excused_orders={"*, held at InventoryFunction, *": "drain it first"})
    lost = HeldOrder("o-1", "confirmed", "InventoryFunction, OrderPlaced", "unsettled", "gone")
    reason = expected.excuse(lost.name)
    assert reason == "drain it first"
    assert expected.excuse("confirmed, held at PaymentsFunction, OrderPlaced") is None
    came = LiveUpdate((lost, HeldOrder("o-2", "confirmed", "F, A", "unsettled", excused=reason)))
    assert [each.order_id for each in came.unsettled] == ["o-1"]
    told = came.to_json()
    assert [(e["order_id"], e["excused"]) for e in told["excused"]] == [("o-2", "drain it first")]
    assert told["unsettled"] == ["confirmed, held at InventoryFunction, OrderPlaced"]


def test_who_may_wait_is_not_lost_and_a_kind_that_its_ending_does_not_tell_is_named() -> None:
    waits = HeldOrder("o-1", "confirmed", "F, A", "unsettled", "asked", called="large order",
                      may_wait=True)  # fmt: skip
    came = LiveUpdate((waits,))
    assert waits.name == "large order, held at F, A"
    assert came.passed
    assert came.to_json()["settled"] == 1
