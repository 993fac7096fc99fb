"""How a service reacted: hand-made cases of each class, and what is no reaction at all."""

from typing import Any

import pytest

from analysis.breakage.model import (
    DEAD,
    REFUSED,
    SETTLED,
    STARVED,
    STUCK,
    UNAFFECTED,
    WRONG,
    Mutant,
)
from lab.drilling.contracts import Contract
from lab.drilling.evidence import Left
from lab.drilling.judging import Case, judged, twin_of

SERVICES = {"Till": "payments", "Store": "inventory", "Desk": "ordering"}


def left(**parts: Any) -> Left:
    """What a confirmed order leaves of payments and ordering, but for what is said here."""
    found = Left()
    found.handled["payments"] = {("Till", "OrderPlaced")}
    found.handled["ordering"] = {("Desk", "PaymentTaken")}
    found.facts["payments"] = {("payment#§", "amount", "3700")}
    found.facts["ordering"] = {("order#§", "status", '"confirmed"')}
    for name, by_service in parts.items():
        getattr(found, name).update(by_service)
    return found


def case(on: str = "OrderPlaced", function: str = "Desk", **more: Any) -> Case:
    contract = Contract(on, function, "confirmed", {"total": "confirmed"}, {"Till"})
    return Case(Mutant(contract.name, "total", "emptied", "confirmed"), contract, SERVICES, **more)


def reactions(found: Left, *, settled: bool = True, of: Case | None = None) -> Any:
    return judged(of or case(), "o-1", found, twin_of([left(), left()]), settled=settled)


def test_an_order_that_is_like_its_twin_affected_nobody() -> None:
    found = reactions(left())
    assert found.reactions == {"payments": UNAFFECTED, "ordering": UNAFFECTED}
    assert (found.first_hand, found.noticed, found.end) == ((), (), SETTLED)


def test_a_service_whose_facts_differ_went_wrong_and_nobody_noticed() -> None:
    found = reactions(left(facts={"payments": {("payment#§", "amount", "0")}}))
    assert found.reactions["payments"] == WRONG
    assert found.first_hand == ("payments",)
    assert found.silent
    assert "amount is 0, not 3700" in found.why["payments"]


def test_a_service_that_failed_to_the_end_refused_it_and_who_waited_for_it_starved() -> None:
    gone: dict[str, Any] = {"ordering": set(), "payments": set()}
    found = reactions(
        left(
            facts=gone,
            handled={"ordering": set()},
            errors={"payments": {"KeyError in Till"}},
            stumbled_at={"KeyError in Till": 0.0},
        ),
        settled=False,
    )
    assert found.reactions == {"payments": REFUSED, "ordering": STARVED}
    assert (found.first_hand, found.end) == (("payments",), DEAD)
    assert found.noticed == ("KeyError in Till",)
    assert not found.silent


def test_an_error_that_was_got_over_is_noticed_and_refuses_nothing() -> None:
    found = reactions(left(stumbled_at={"InternalServerError in Till": 0.0}))
    assert found.reactions["payments"] == UNAFFECTED
    assert found.noticed == ("InternalServerError in Till",)


def test_who_was_handed_all_of_it_and_did_nothing_went_wrong() -> None:
    found = reactions(
        left(facts={"payments": set(), "ordering": set()}, handled={"ordering": set()}),
        settled=False,
    )
    assert found.reactions == {"payments": WRONG, "ordering": STARVED}
    assert found.end == STUCK
    assert found.silent


def test_an_order_that_goes_no_further_is_lost_and_nobody_is_wrong() -> None:
    nothing: dict[str, Any] = {"payments": set(), "ordering": set()}
    found = reactions(left(facts=nothing, handled=nothing), settled=False)
    assert found.reactions == {"payments": STARVED, "ordering": STARVED}
    assert found.lost
    assert not found.wrong


def test_a_state_on_the_way_is_no_wrong_fact_of_whoever_was_not_reached_again() -> None:
    placed = {"ordering": {("order#§", "status", '"placed"')}}
    found = reactions(left(facts=placed, handled={"ordering": set()}), settled=False)
    assert found.reactions["ordering"] == STARVED


def test_an_answer_of_the_business_is_no_refusal_of_a_message() -> None:
    declined = {
        "errors": {"payments": {"PaymentDeclined in Till"}},
        "stumbled_at": {"PaymentDeclined in Till": 0.0},
        "facts": {"payments": {("payment#§", "status", '"declined"')}},
    }
    known = case("request", "Till", answers=frozenset({"PaymentDeclined in Till"}))
    found = reactions(left(**declined), of=known)
    assert found.reactions["payments"] == WRONG
    assert found.silent
    assert reactions(left(**declined), of=case("request", "Till")).reactions["payments"] == REFUSED


def test_who_went_wrong_on_what_came_after_did_not_on_the_message_itself() -> None:
    more = {("Till", "OrderPlaced"), ("Till", "ShipmentRefused")}
    refunded = {("payment#§", "amount", "3700"), ("payment#§", "status", '"refunded"')}
    found = reactions(left(facts={"payments": refunded}, handled={"payments": more}))
    assert found.reactions["payments"] == WRONG
    assert found.first_hand == ()


def test_what_differs_between_orders_that_met_nothing_is_no_fact() -> None:
    one, other = left(), left()
    one.facts["payments"].add(("payment#§", "at", '"12:00"'))
    other.facts["payments"].add(("payment#§", "at", '"12:01"'))
    mine = left()
    mine.facts["payments"].add(("payment#§", "at", '"12:02"'))
    found = judged(case(), "o-1", mine, twin_of([one, other]), settled=True)
    assert found.reactions["payments"] == UNAFFECTED


MACHINE: dict[str, Any] = {
    "states": {"Flow": ["Pay", "Confirm", "Done"]},
    "asked": {"Flow": {"Till", "Desk"}},
    "asked_in": {"Pay": "Till", "Confirm": "Desk"},
    "asked_last": {"Flow": "Desk"},
}


@pytest.mark.parametrize(
    ("differs", "reaction", "own"),
    [
        ({}, UNAFFECTED, False),
        ({"states": {"Flow": ["Pay"]}, "failed": {"Flow": "States.Runtime"},
          "asked_last": {"Flow": "Till"}}, REFUSED, True),
        ({"states": {"Flow": ["Pay", "Cancel", "Undone"]}}, WRONG, True),
        ({"states": {"Flow": ["Pay", "Confirm"]}, "failed": {"Flow": "KeyError"}}, STARVED, False),
    ],
    ids=["as its twin", "cannot read it", "takes another way", "a later task fails"],
)  # fmt: skip
def test_a_machine_reacts_to_an_answer(differs: Any, reaction: str, own: bool) -> None:
    found = judged(
        case("response", "Till"), "o-1", left(**{**MACHINE, **differs}),
        twin_of([left(**MACHINE)]), settled=True,
    )  # fmt: skip
    assert found.reactions["Flow"] == reaction
    assert found.first_hand == (("Flow",) if own else ())
