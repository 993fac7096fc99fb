"""A refusal is told by what it leads to, whatever it is called."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.facts import Facts, Lineage
from analysis.prediction import predict
from analysis.prediction.lookup import World
from tests.analysis.prediction.conftest import draw

SAGA = """
    shop emits Shop/Placed
    Shop/Placed reaches bank
    bank emits Bank/Paid
    bank emits Bank/Declined
    Bank/Paid reaches post
    post emits Post/Sent
    post emits Post/Lost
    Post/Lost reaches bank
    bank emits Bank/Returned
    Bank/Returned reaches shop
    Bank/Declined reaches shop
    Post/Sent reaches shop
    shop emits Shop/Cancelled
    shop emits Shop/Done
    bank on Placed says Paid|Declined
    bank on Lost says Returned
    post on Paid says Sent|Lost
    shop on Declined says Cancelled
    shop on Returned says Cancelled
    shop on Sent says Done"""
UNREAD = """
    shop emits Shop/Placed
    Shop/Placed reaches bank
    bank emits Bank/Paid
    bank emits Bank/Declined
    Bank/Paid reaches post
    post emits Post/Sent
    post emits Post/SendingFailed
    Post/SendingFailed reaches bank
    bank emits Bank/Refunded
    Bank/Refunded reaches shop
    Bank/Declined reaches shop
    shop emits Shop/Cancelled
"""
NAMES = ("Placed", "Paid", "Declined", "Sent", "Lost", "Returned", "Cancelled", "Done")


def renamed(text: str, **names: str) -> str:
    return re.sub(r"\w+", lambda word: names.get(word[0], word[0]), text)


def process_of(text: str) -> tuple[dict[str, set[str]], set[str], frozenset[str]]:
    """The refusals of each step, the steps on the way back, and what names alone tell."""
    found = World(draw(text)).process
    refusals = {step.name: {each.name for each in step.refusals} for step in found.steps.values()}
    back = {step.name for step in found.steps.values() if step.back}
    return {step: told for step, told in refusals.items() if told}, back, found.by_name


@given(st.permutations([f"E{number}" for number in range(len(NAMES))]))
def test_code_tells_a_refusal_whatever_all_is_called(new: list[str]) -> None:
    words = dict(zip(NAMES, new, strict=True))
    refusals, back, by_name = process_of(renamed(SAGA, **words))
    assert refusals == {words["Paid"]: {words["Declined"]}, words["Sent"]: {words["Lost"]}}
    assert back == {words["Returned"], words["Cancelled"]}
    assert not by_name


@pytest.mark.parametrize("name", ["OutOfFunds", "CardBlocked", "Kontoleer", "NotEnoughMoney"])
@pytest.mark.parametrize("text", [SAGA, UNREAD])
def test_a_refusal_by_any_name_hits_the_same(name: str, text: str) -> None:
    for pair in ("Placed Paid", "Paid Sent"):
        asked = f"insert-step X --between {pair}"
        as_it_was = predict(draw(text), asked)
        found = predict(draw(renamed(text, Declined=name)), asked)
        assert found.components == as_it_was.components
        said = {each.part: each.reason for each in as_it_was.spared}
        assert {each.part: each.reason.replace(name, "Declined") for each in found.spared} == said


def test_a_success_is_none_for_being_called_so() -> None:
    refusals, back, by_name = process_of(renamed(SAGA, Paid="NotRefused", Sent="NeverCancelled"))
    assert refusals == {"NotRefused": {"Declined"}, "NeverCancelled": {"Lost"}}
    assert (back, by_name) == ({"Returned", "Cancelled"}, frozenset())


def test_what_is_said_beside_a_success_is_no_refusal() -> None:
    text = (
        SAGA.replace("says Paid|", "says Paid+Booked|")
        + """
        bank emits Bank/Booked
        Bank/Booked reaches shop
        shop on Booked says Noted
        shop emits Shop/Noted
    """
    )
    assert process_of(text)[0]["Paid"] == {"Declined"}


def test_an_outcome_that_nobody_hears_refuses_where_code_shows_that_it_is_the_other() -> None:
    text = renamed(SAGA.replace("    Bank/Declined reaches shop\n", ""), Declined="Audited")
    assert process_of(text)[0]["Paid"] == {"Audited"}
    assert "Paid" not in process_of(text.replace("Paid|Audited", "Audited+Paid"))[0]


def test_a_table_or_a_service_of_all_tells_nobody_apart() -> None:
    shared = SAGA + "".join(f"\n    {each} writes Everything" for each in ("shop", "bank", "post"))
    refusals, _, by_name = process_of(shared + "\n    one: shop bank post")
    assert refusals == {"Paid": {"Declined"}, "Sent": {"Lost"}}
    assert not by_name


def test_the_lineage_of_fields_tells_what_leads_to_what_before_a_name_does() -> None:
    text = """
        a emits A/One
        a emits A/Two
        A/One reaches b
        A/Two reaches b
        b emits B/Cancelled
        b emits B/Three
    """
    made = (("One", "Cancelled"), ("One", "Three"), ("Two", "Three"), ("Two", "Cancelled"))
    facts = Facts(lineage=tuple(Lineage(f"B/{of}", "x", f"A/{by}", "x", "b") for by, of in made))
    found = World(draw(text, facts)).process
    assert {(link.before, link.after) for link in found.links} == {
        (f"A/{by}", f"B/{of}") for by, of in made
    }
    assert not found.by_name


def test_who_only_tells_others_does_not_lead_on() -> None:
    text = SAGA + "\n    Bank/Declined reaches mailer\n    Post/Lost reaches mailer"
    assert process_of(text)[0] == {"Paid": {"Declined"}, "Sent": {"Lost"}}


TWO = """
    shop emits Shop/Placed
    Shop/Placed reaches bank
    bank emits Bank/Paid
    bank emits Bank/{refusal}
    Bank/Paid reaches shop
    Bank/{refusal} reaches shop
    bank on Placed says Paid|{refusal}
"""


@pytest.mark.parametrize(
    "name", ["Declined", "ZahlungAbgelehnt", "PaiementRefusé", "PagoRechazado", "PagamentoNegato"]
)
def test_where_both_outcomes_lead_alike_a_name_decides_and_that_is_said(name: str) -> None:
    refusals, _, by_name = process_of(TWO.format(refusal=name))
    assert (refusals, by_name) == ({"Paid": {name}}, {f"Bank/{name}"})
    found = predict(draw(TWO.format(refusal=name)), "insert-step X --between Placed Paid")
    assert f"That {name} leads back is told by its name alone." in found.notes


@pytest.mark.parametrize(
    ("after", "told"),
    [("Refunded", {"Paid": {"Short"}}), ("Filed", {})],
    ids=["an undo", "something else"],
)
def test_where_an_outcome_is_called_nothing_the_name_of_what_follows_it_decides(
    after: str, told: dict[str, set[str]]
) -> None:
    follows = """
    shop emits Shop/{after}
    shop emits Shop/Noted
    shop on Paid says Noted
    shop on Short says {after}"""
    refusals, _, by_name = process_of((TWO.rstrip() + follows).format(refusal="Short", after=after))
    assert refusals == told
    assert by_name == ({"Bank/Short"} if told else frozenset())


def test_an_undo_is_no_refusal_for_being_followed_by_another() -> None:
    follows = """
    shop emits Shop/Refunded
    shop emits Shop/Noted
    shop on Paid says Noted
    shop on Released says Refunded"""
    text = (TWO.rstrip() + follows).format(refusal="Released")
    assert process_of(text)[0] == {}


def test_where_a_name_says_nothing_either_nothing_is_made_up() -> None:
    assert process_of(TWO.format(refusal="E7"))[0] == {}
