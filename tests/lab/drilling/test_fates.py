"""What became of an order that met a fault: hand-made cases of each, and their figures."""

from dataclasses import replace

import pytest

from lab.books import Books
from lab.drilling.failures import Failures, counted, figures, lines, stories
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
from lab.drilling.kinds import KINDS, Lone, lone
from lab.drilling.radius import Reach, Scored, measured, scored
from lab.whereabouts import At

ORDER = lone(KINDS)[0]


def fate(during: str, end: str, seconds: float | None = 0.0, **more: object) -> Fate:
    given = Fate("down", "payments", ORDER.kind, "d-1", during, end, seconds, as_without=True)
    return replace(given, **more)  # type: ignore[arg-type]


FATES = (
    fate(FINISHED, ITSELF),
    fate(COMPENSATED, ITSELF, as_without=False),
    fate(WAITED, ITSELF, 60.0, right=True),
    fate(GIVEN_UP, HAND, 2.0, right=True),
    fate(REFUSED, AGAIN, 3.0),
    fate(WAITED, NEVER, None, as_without=False, right=False, where="d-1 is placed: lost"),
    fate(GIVEN_UP, HAND, 1.0, wrong=("money: 3 left",)),
)


def test_each_class_is_counted_once() -> None:
    told = counted(FATES)
    assert [told[x] for x in ("finished", "compensated", "waited", "given_up", "refused")] == [
        1, 1, 2, 2, 1,
    ]  # fmt: skip
    assert [told[x] for x in ("by_itself", "by_hand", "placed_again", "never")] == [1, 2, 1, 1]
    assert (told["last_by_itself"], told["last_by_hand"]) == (60.0, 2.0)
    assert (told["inconsistent"], told["otherwise"]) == (1, 2 - 1)
    assert (told["where_asked"], told["where_right"]) == (3, 2)


def test_each_exception_is_a_story() -> None:
    told = list(stories(FATES))
    assert len(told) == 3
    assert "money: 3 left" in told[-1]
    assert "never: d-1 is placed: lost" in told[1]


def test_a_drill_is_told_in_figures_and_words() -> None:
    score = scored({("b", "a")}, {("b", "a")})
    found = Failures("choreography", FATES, {"fails": score}, None, 30.0, 1.0, 7)
    told = figures(found)
    assert told["where_percent"] == 66.7
    assert (told["fails_precision"], told["fails_recall"]) == (1.0, 1.0)
    assert any("down" in line and line.split()[-1] == "1" for line in lines(found))
    assert found.to_wire()["figures"] == told


@pytest.mark.parametrize(
    ("kind", "row", "ended"),
    [
        ("confirmed", {"status": "confirmed"}, True),
        ("confirmed", {"status": "cancelled", "reason": "NoCarrier"}, False),
        ("NoCarrier", {"status": "cancelled", "reason": "NoCarrier"}, True),
        ("NoCarrier", {"status": "cancelled", "reason": "OutOfStock"}, False),
        ("NoCarrier", {"status": "confirmed"}, False),
        ("confirmed", {"status": "placed"}, None),
        ("confirmed", None, None),
    ],
)
def test_an_order_ends_as_its_kind_does_or_otherwise_or_not(
    kind: str, row: dict[str, str] | None, ended: bool | None
) -> None:
    assert as_without_fault(Lone("d-1", kind, "AA"), row) is ended


def test_an_order_charged_and_never_sent_breaks_the_rules_of_its_own_world_alone() -> None:
    own, world = ORDER.order_id, ORDER.world
    sold = {sku: n - ORDER.order.quantities[sku] for sku, n in world.stock.items()}
    lines = [{"sku": sku, "quantity": n} for sku, n in ORDER.order.quantities.items()]
    paid = {"status": "captured", "amount": ORDER.order.total, "customer": ORDER.order.customer}
    left = world.balances[ORDER.order.customer] - ORDER.order.total
    sound = Books(
        orders={own: {"status": "confirmed"}, "other": {"status": "confirmed"}},
        reservations={own: {"status": "reserved", "lines": lines}},
        payments={own: paid, "other": {**paid, "customer": "another"}},
        shipments={own: {"status": "booked", "country": ORDER.country}},
        on_hand=sold,
        balances={ORDER.order.customer: left, "another": -1},
        capacity={ORDER.country: world.carriers[ORDER.country] - 1},
    )
    assert broken_rules(ORDER, sound) == ()
    twice = replace(sound, balances={ORDER.order.customer: left - ORDER.order.total})
    [rule] = broken_rules(ORDER, twice)
    assert rule.startswith("balances + captured - refunded")
    assert len(broken_rules(ORDER, replace(sound, shipments={}))) == 2


@pytest.mark.parametrize(
    ("at", "steps", "right"),
    [
        (At("payments", "StockReserved"), ("OrderPlaced", "StockReserved"), True),
        (At("payments", "StockReserved"), ("OrderPlaced",), False),
        (At("shipping", "StockReserved"), ("StockReserved",), False),
        (At("payments", "INSERT in the table"), ("INSERT",), True),
        (None, ("StockReserved",), False),
    ],
)
def test_an_order_is_found_where_service_and_step_are_right(
    at: At | None, steps: tuple[str, ...], right: bool
) -> None:
    assert found_at(at, "payments", steps) is right


def test_edges_are_scored_with_their_direction() -> None:
    found = scored({("b", "a"), ("a", "c"), ("d", "a")}, {("b", "a"), ("c", "a"), ("c", "d")})
    assert found == Scored(
        right=(("b", "a"),),
        missed=(("c", "a"), ("c", "d")),
        in_vain=(("d", "a"),),
        inverted=(("a", "c"),),
    )
    assert (found.precision, found.recall) == (1 / 3, 1 / 3)
    assert scored((), ()).precision == 1.0


def test_who_failed_and_who_waited_point_to_who_was_down_and_not_to_themselves() -> None:
    reach = Reach("payments", frozenset({"workflow"}), frozenset({"payments", "shipping"}))
    assert measured([reach]) == {
        "fails": {("workflow", "payments")},
        "waits": {("shipping", "payments")},
    }
