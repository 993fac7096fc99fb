"""Which steps are safe alone, and whether an order of deployment is safe at every step."""

import shutil
from itertools import combinations, permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.books import Books
from lab.deployment import Deployment, packed
from lab.designs import ROOT
from lab.experiments.aftermath import how_it_ended
from lab.experiments.lockstep import Expected, Owners, Trial, lockstep, search
from lab.experiments.lockstep.judging import Sample, samples, taken_wrong
from lab.experiments.lockstep.rehearsal import Round, rehearse
from lab.experiments.lockstep.search import Done
from lab.packaging.bundle import Bundle
from lab.places import Place
from orderflow.order import Order
from orderflow.world import World
from tests.designs import CHOREOGRAPHY

pytestmark = pytest.mark.seldom

UNITS = ("fraud", "inventory", "ordering", "payments")
STATES = [frozenset(each) for n in range(1, 5) for each in combinations(UNITS, n)]


class Judge:
    """Calls a state safe if it is among those given; keeps what it was asked."""

    def __init__(self, safe: set[Done]) -> None:
        self.safe, self.asked = safe, list[Done]()

    def __call__(self, done: Done) -> Trial:
        self.asked.append(done)
        safe = done in self.safe
        return Trial(safe, "" if safe else f"{sorted(done)} breaks", rounds=2, wrong=2 * (not safe))


def states_of(order: tuple[str, ...]) -> list[Done]:
    return [frozenset(order[:n]) for n in range(1, len(order) + 1)]


@given(st.sets(st.sampled_from(STATES)))
def test_an_order_is_found_exactly_where_there_is_one_and_each_of_its_states_is_safe(
    safe: set[Done],
) -> None:
    judge = Judge(safe)
    found = search(UNITS, judge)
    some = any(safe.issuperset(states_of(order)) for order in permutations(UNITS))
    assert (found.order is not None) == some
    if found.order is not None:
        assert safe.issuperset(states_of(found.order))
    assert {unit for unit, step in found.single.items() if step.safe} == {
        unit for unit in UNITS if frozenset({unit}) in safe
    }
    assert bool(found.why_none) != some


@given(st.sets(st.sampled_from(STATES)))
def test_no_state_is_judged_twice_and_none_behind_an_unsafe_one(safe: set[Done]) -> None:
    judge = Judge(safe)
    found = search(UNITS, judge)
    assert len(judge.asked) == len(set(judge.asked)) == found.tried
    assert judge.asked[: len(UNITS)] == [frozenset({unit}) for unit in UNITS]
    for done in judge.asked[len(UNITS) :]:
        assert any(done - {unit} in safe for unit in done)


def test_all_safe_goes_in_the_order_given_and_judges_each_state_on_the_way_once() -> None:
    judge = Judge(set(STATES))
    assert search(UNITS, judge).order == UNITS
    assert len(judge.asked) == 4 + 3


def test_who_is_safe_alone_goes_before_who_is_not() -> None:
    safe = {each for each in STATES if "inventory" in each or "fraud" not in each}
    assert search(UNITS, Judge(safe)).order == ("inventory", "ordering", "payments", "fraud")


def test_one_unit_is_its_own_order_or_there_is_none() -> None:
    alone = frozenset({"workflow"})
    assert search(["workflow"], Judge({alone})).order == ("workflow",)
    found = search(["workflow"], Judge(set()))
    assert (found.order, found.tried) == (None, 1)
    assert found.why_none == "Its one step is not safe: ['workflow'] breaks."


def test_where_nobody_is_touched_there_is_nothing_to_do() -> None:
    found = search([], Judge(set()))
    assert (found.order, found.single, found.tried) == ((), {}, 0)


def test_the_reason_is_told_for_the_state_that_came_nearest() -> None:
    found = search(["fraud", "payments", "sales"], Judge({frozenset({"fraud"})}))
    assert found.order is None
    assert found.why_none == (
        "Once fraud is new, no next step is safe: with payments, ['fraud', 'payments'] breaks; "
        "with sales, ['fraud', 'sales'] breaks."
    )
    further = {frozenset({"fraud"}), frozenset({"fraud", "payments"})}
    assert search(["fraud", "payments", "sales", "z"], Judge(further)).why_none.startswith(
        "Once fraud and payments are new, no next step is safe: with sales, "
    )
    none = search(["fraud", "payments"], Judge(set()))
    assert none.why_none.startswith("From the old design, no next step is safe: with fraud, ")
    last = {frozenset({"fraud"}), frozenset({"payments"})}
    assert search(["fraud", "payments"], Judge(last)).why_none == (
        "Even with all of them new, ['fraud', 'payments'] breaks."
    )


def test_the_finding_is_plain_json() -> None:
    told = search(["fraud"], Judge({frozenset({"fraud"})})).to_json()
    assert told == {
        "units": ["fraud"],
        "single": {"fraud": {"safe": True, "why": "", "rounds": 2, "wrong": 0, "excused": ()}},
        "order": ["fraud"],
        "tried": 1,
        "why_none": "",
        "rounds": 2,
    }


def test_the_orders_of_today_get_through_the_design_of_today(deployment: Deployment) -> None:
    assert rehearse(deployment) == Round()


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({}, "unsettled"),
        ({"status": "placed"}, "unsettled"),
        ({"status": "placed", "reason": "NoCarrier"}, "unsettled"),
        ({"status": "confirmed"}, "confirmed"),
        ({"status": "cancelled", "reason": "NoCarrier"}, "cancelled: no carrier"),
        ({"status": "cancelled"}, "cancelled"),
    ],
)
def test_an_order_has_ended_once_its_own_table_says_so(row: dict[str, str], told: str) -> None:
    assert how_it_ended(row) == told


def test_an_order_may_end_as_the_request_says_besides_as_it_always_did() -> None:
    small, large, short, *_ = samples("x-")[0]
    expected = Expected({"cancelled: out of stock": "confirmed", "large order": "unsettled"})
    assert expected.allowed(small) == {"confirmed"}
    assert expected.allowed(large) == {"confirmed", "unsettled"}
    assert expected.allowed(short) == {"cancelled: out of stock", "confirmed"}


@pytest.mark.parametrize(
    ("left", "confirmed", "told"),
    [
        ({"stock": 6, "money": 70, "parcels": 8}, True, []),
        ({"stock": 9, "money": 100, "parcels": 9}, False, []),
        ({"stock": 9, "money": 70, "parcels": 8}, True, ["0 pieces are gone from lamp, not 3"]),
        ({"stock": 6, "money": 40, "parcels": 8}, True, ["60 cents are gone from ada, not 30"]),
        ({"stock": 9, "money": 70, "parcels": 9}, False, ["30 cents are gone from ada, not 0"]),
        ({"stock": 6, "money": 70, "parcels": 9}, True, ["0 parcels are gone from DE, not 1"]),
    ],
)
def test_what_an_order_took_is_what_its_ending_says(
    left: dict[str, int], confirmed: bool, told: list[str]
) -> None:
    line = {"sku": "lamp", "quantity": 3, "unit_price": 10}
    order = {"order_id": "o-1", "customer": "ada", "country": "DE", "lines": [line]}
    sample = Sample("order", Order.from_wire(order), "confirmed")
    world = World({"lamp": 9}, {"ada": 100}, {"DE": 9})
    books = Books(
        on_hand={"lamp": left["stock"]},
        balances={"ada": left["money"]},
        capacity={"DE": left["parcels"]},
    )
    assert list(taken_wrong(sample, confirmed, world, books)) == told
    stockless = Expected(excused=frozenset({"stock on hand + reserved + shipped = seeded"}))
    assert list(taken_wrong(sample, confirmed, world, books, stockless)) == [
        each for each in told if "pieces" not in each
    ]


@pytest.mark.slow
def test_who_reads_both_names_of_a_field_goes_before_who_writes_the_new_one(
    place: Place, tmp_path: Path
) -> None:
    """ordering says `amount` instead of `total`; payments reads whichever there is."""
    for package in ("choreography", "orderflow"):
        shutil.copytree(ROOT / package, tmp_path / package)
    service = tmp_path / "choreography"
    edit(service / "ordering" / "announcements.py", "total=", "amount=")
    edit(service / "ordering" / "publishes.py", "total: Cents", "amount: Cents")
    edit(
        service / "payments" / "reads.py",
        'event.data["total"]',
        'event.data.get("amount", event.data.get("total"))',
    )
    old, new = (packed(place, CHOREOGRAPHY.at(root)) for root in (ROOT, tmp_path))
    found = lockstep(
        place,
        old,
        new,
        ["ordering", "payments"],
        Owners(owners(old), owners(new)),
        stack="lockstep-of-amount",
    )
    assert found.single["payments"].safe
    assert found.single["ordering"].why == (
        "the small order does not settle: payments fails on its OrderPlaced "
        "(UnreadableMessage: OrderPlaced lacks what is read: KeyError('total'))"
    )
    assert found.order == ("payments", "ordering")
    assert found.tried == 3


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def owners(bundle: Bundle) -> dict[str, str]:
    """The template names each resource after its service, but for the doors of ordering."""
    services = {each.service for each in bundle.functions}
    return {
        name: next((each for each in services if name.lower().startswith(each)), "ordering")
        for name in bundle.template["Resources"]
    }
