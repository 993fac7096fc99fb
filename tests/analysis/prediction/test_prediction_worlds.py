"""Who is hit in systems small enough to see it at a glance."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from analysis.dependency import Dependencies
from analysis.facts import Contract, Facts, Field, Lineage, Read
from analysis.prediction import CannotApply, applicable, predict
from analysis.prediction.changes import UnknownName
from analysis.prediction.impact import to_wire

Drawn = Callable[..., Dependencies]

DOER, OWNER = "the doer asks", "the owner asks first"
SAGA = """
    shop emits Shop/OrderPlaced
    Shop/OrderPlaced reaches bank
    bank emits Bank/Paid
    bank emits Bank/PaymentDeclined
    Bank/Paid reaches post
    post emits Post/Sent
    post emits Post/SendingFailed
    Post/SendingFailed reaches bank
    bank emits Bank/Refunded
    Bank/Refunded reaches shop
    Bank/PaymentDeclined reaches shop
    shop emits Shop/OrderCancelled
    shop writes Orders
    bank writes Accounts
"""


def hit(system: Dependencies, asked: str, way: str = "") -> set[str]:
    """Who must change by the recommended way, or by the one of that name."""
    found = predict(system, asked).ways
    (wanted,) = [each for each in found if each.way.name == way] if way else found[:1]
    return set(wanted.components)


def test_names_tell_refusals_where_no_code_does(drawn: Drawn) -> None:
    system = drawn(SAGA)
    assert hit(system, "insert-step X --between OrderPlaced Paid", DOER) == {"X", "bank"}
    assert hit(system, "insert-step X --between Paid Sent", DOER) == {"X", "post"}


def test_who_can_refuse_in_its_own_name_spares_whoever_undoes(drawn: Drawn) -> None:
    found = predict(drawn(SAGA), "insert-step X --between OrderPlaced Paid")
    (found,) = [each for each in found.ways if each.way.name == DOER]
    [shop] = [each for each in found.spared if each.part == "shop"]
    assert shop.reason == "taking PaymentDeclined as before, which bank says also when X refuses"
    assert found.notes == (
        "That PaymentDeclined, Refunded, SendingFailed lead back is told by their names alone.",
    )


def test_where_another_waits_than_who_refuses_whoever_undoes_must_hear_more(drawn: Drawn) -> None:
    system = drawn(SAGA + "    Shop/OrderPlaced reaches teller\n    teller emits Bank/Paid")
    assert hit(system, "insert-step X --between OrderPlaced Paid", DOER) == {
        "X",
        "bank",
        "teller",
    }


def test_a_gate_that_cannot_refuse_hits_who_waits_alone(drawn: Drawn) -> None:
    assert hit(drawn(SAGA), "insert-step X --between Paid Sent --can-refuse no") == {"X", "post"}


def test_a_compensated_step_is_undone_before_what_came_before_it(drawn: Drawn) -> None:
    asked = "add-compensated-step X --between OrderPlaced Paid --can-refuse no"
    found = predict(drawn(SAGA), asked)
    assert set(found.components) == {"X", "shop"}
    assert "only once X is undone" in str(found)
    asked = "add-compensated-step X --between OrderPlaced Paid"
    assert hit(drawn(SAGA), asked, OWNER) == {"X", "shop"}


def test_who_asks_for_a_compensated_step_has_it_undone_and_nobody_else_knows(drawn: Drawn) -> None:
    asked = "add-compensated-step X --between OrderPlaced Paid"
    assert hit(drawn(SAGA), asked, DOER) == {"X", "bank"}


def test_whoever_hears_the_refusal_is_spared_be_it_one_or_many(drawn: Drawn) -> None:
    system = drawn("""
        shop emits Shop/OrderPlaced
        Shop/OrderPlaced reaches bank
        bank emits Bank/Paid
        Bank/Paid reaches post
        post emits Post/Sent
        post emits Post/SendingRefused
        Post/SendingRefused reaches bank
        Post/SendingRefused reaches shop
        shop emits Shop/OrderCancelled
        bank emits Bank/Refunded
    """)
    assert hit(system, "insert-step X --between Paid Sent") == {"X", "post"}


def test_of_two_steps_at_once_the_second_tells_how_both_ended(drawn: Drawn) -> None:
    text = SAGA + "    post writes Parcels"
    assert hit(drawn(text), "parallel-steps Paid Sent") == {"post", "shop"}
    found = predict(drawn(text), "parallel-steps Paid Sent")
    assert "which must be once Sent is undone" in str(found)
    assert hit(drawn(SAGA), "parallel-steps Paid Sent") == {"post"}


def test_what_ends_by_itself_hits_who_holds_it_and_who_comes_too_late(drawn: Drawn) -> None:
    found = predict(drawn(SAGA), "expire-step Paid Sent")
    assert (found.starting, found.candidates) == (("bank",), ("post",))


def test_a_person_is_asked_by_the_service_of_the_step(drawn: Drawn) -> None:
    found = predict(drawn(PIPELINE_BY_MACHINE), "wait-for-person --at Pack")
    assert found.services == ("M", "boxes")


def test_who_served_a_removed_step_alone_goes_with_it(drawn: Drawn) -> None:
    assert hit(drawn(PIPELINE_BY_MACHINE), "remove-step Pack") == {"M", "pack"}
    shared = PIPELINE_BY_MACHINE + "    M/Send invokes pack"
    assert hit(drawn(shared), "remove-step Pack") == {"M"}


def test_of_a_long_way_back_each_undoes_its_own(drawn: Drawn) -> None:
    system = drawn("""
        a emits A/Done
        A/Done reaches b
        b emits B/Done
        B/Done reaches c
        c emits C/Done
        c emits C/Refused
        C/Refused reaches b
        b emits B/Undone
        B/Undone reaches a
        a emits A/Undone
        A/Undone reaches ledger
    """)
    assert hit(system, "remove-step A/Done") == {"a", "b", "ledger"}


def test_what_no_refusal_undoes_so_far_needs_no_undo(drawn: Drawn) -> None:
    system = drawn(PIPELINE + "    c emits C/ThirdFailed")
    assert hit(system, "insert-step X --between First Second", DOER) == {"X", "b"}
    assert hit(system, "insert-step X --between First Second", OWNER) == {"X", "a"}


def test_code_tells_which_event_leads_to_which(drawn: Drawn) -> None:
    text = """
        a emits A/One
        a emits A/Two
        A/One reaches b
        A/Two reaches b
        b emits B/Three
        b emits B/Four
    """
    assert hit(drawn(text), "swap-steps One Four")
    with pytest.raises(CannotApply, match="right after One comes Three"):
        predict(drawn(text + "b on One says Three\nb on Two says Four"), "swap-steps One Four")


PIPELINE = """
    a emits A/First
    A/First reaches b
    b emits B/Second
    B/Second reaches c
    c emits C/Third
    a writes Kept
    b writes Kept
"""


def test_what_nothing_could_refuse_so_far_must_learn_to_be_undone(drawn: Drawn) -> None:
    found = predict(drawn(PIPELINE), "insert-step X --between Second Third")
    assert set(found.components) == {"X", "b", "a"}  # b asks, and takes back what it did
    (found,) = [each for each in found.ways if each.way.name == DOER]
    assert set(found.components) == {"X", "c", "b", "a"}
    (a,) = (each for each in found.hits if each.part == "a")
    assert [hop.target for hop in a.causes[0].path] == ["b", "a"]


def test_who_keeps_nothing_has_nothing_to_undo(drawn: Drawn) -> None:
    text = PIPELINE.replace("b writes Kept", "")
    assert hit(drawn(text), "insert-step X --between Second Third", DOER) == {"X", "c", "a"}


def test_not_being_neighbours_is_said_with_who_is(drawn: Drawn) -> None:
    system = drawn(PIPELINE)
    with pytest.raises(CannotApply, match="right after First comes Second"):
        predict(system, "swap-steps First Third")
    with pytest.raises(CannotApply, match="First runs before Second"):
        predict(system, "swap-steps Second First")
    with pytest.raises(CannotApply, match="right after Third nothing comes"):
        predict(system, "swap-steps Third First")


def test_who_announces_nothing_is_a_step_too(drawn: Drawn) -> None:
    system = drawn("""
        shop emits Shop/OrderPlaced
        Shop/OrderPlaced reaches MailFunction
    """)
    assert hit(system, "insert-step X --between OrderPlaced Mail --can-refuse no") == {
        "X",
        "MailFunction",
    }


def test_an_outbox_announces_what_another_did(drawn: Drawn) -> None:
    system = drawn("""
        intake writes Orders
        Orders triggers outbox
        outbox emits Shop/OrderPlaced
        Shop/OrderPlaced reaches bank
        bank emits Bank/Paid
    """)
    assert predict(system, "swap-steps OrderPlaced Paid").starting == ("intake", "bank")


OUTBOX = """
    intake writes Orders
    clerk writes Orders
    Orders triggers outbox
    outbox emits Shop/OrderPlaced
    outbox emits Shop/OrderClosed
    Shop/OrderPlaced reaches bank
    bank emits Bank/Paid
    Bank/Paid reaches clerk
"""


def test_an_outbox_that_tells_of_ends_too_begins_with_who_hears_nothing(drawn: Drawn) -> None:
    system = drawn(OUTBOX)
    assert predict(system, "swap-steps OrderPlaced Paid").starting == ("intake", "bank")
    assert predict(system, "swap-steps Paid OrderClosed").starting == ("bank", "clerk")


def test_whoever_hears_nothing_begins_and_not_whoever_says_the_same_later(drawn: Drawn) -> None:
    system = drawn("""
        shop emits Shop/OrderPlaced
        desk emits Shop/OrderPlaced
        Shop/OrderPlaced reaches bank
        bank emits Bank/Paid
        Bank/Paid reaches desk
        desk emits Desk/Ticked
        desk on Paid says Ticked
    """)
    assert predict(system, "swap-steps OrderPlaced Paid").starting == ("shop", "bank")


def test_no_field_is_made_of_what_comes_after_it(drawn: Drawn) -> None:
    def event(id_: str, owner: str) -> Contract:
        return Contract(id_, "event", id_.rpartition("/")[2], (owner,), (Field("order_id"),))

    told = Facts(
        (event("Shop/OrderPlaced", "outbox"), event("Bank/Paid", "bank")),
        (Read("post", "Shop/OrderPlaced", (Field("order_id"),)),),
        (Lineage("Shop/OrderPlaced", "order_id", "Bank/Paid", "order_id", "clerk"),),
    )
    system = drawn(OUTBOX + "    Shop/OrderPlaced reaches post", told)
    assert hit(system, "rename-field Paid.order_id") == {"bank", "clerk"}


def test_events_that_lead_round_in_circles_come_to_an_end(drawn: Drawn) -> None:
    system = drawn("""
        a emits A/Ping
        A/Ping reaches b
        b emits B/Pong
        B/Pong reaches a
    """)
    for change in applicable(system):
        assert predict(system, change).components


MACHINE = """
    M contains M/Take
    M contains M/Choice
    M contains M/Pack
    M contains M/Both
    M/Both contains M/Left
    M/Both contains M/Right
    M contains M/Send
    M contains M/Give_back
    M/Take invokes take
    M/Pack invokes pack
    M/Left invokes left
    M/Right invokes right
    M/Send invokes send
    M/Give_back invokes give
    M/Take transitions M/Choice
    M/Choice transitions M/Pack Choice
    M/Choice transitions M/Both Default
    M/Pack transitions M/Send
    M/Both transitions M/Send
    M/Send transitions M/Give_back Catch
    take writes Stock
    give writes Stock
    pack writes Boxes
"""


PIPELINE_BY_MACHINE = """
    M contains M/Pack
    M contains M/Send
    M/Pack invokes pack
    M/Send invokes send
    M/Pack transitions M/Send
    pack writes Boxes
    boxes: pack
"""


@pytest.mark.parametrize(
    "pair",
    ["Take Pack", "Take Left", "Take Right", "Pack Send", "Left Send", "Right Send"],
)
def test_neighbours_are_found_over_choices_and_into_branches(drawn: Drawn, pair: str) -> None:
    assert hit(drawn(MACHINE), f"insert-step X --between {pair} --can-refuse no") == {"X", "M"}


def test_branches_are_no_neighbours(drawn: Drawn) -> None:
    with pytest.raises(CannotApply, match="not neighbours"):
        predict(drawn(MACHINE), "swap-steps Left Right")


def test_a_workflow_takes_a_new_consumer_on(drawn: Drawn) -> None:
    assert hit(drawn(MACHINE), "add-consumer Pack audit") == {"audit", "M"}
    assert hit(drawn(MACHINE), "add-consumer Send/Refused audit") == {"audit", "M"}


def test_an_event_where_there_is_none_is_refused_with_what_there_is(drawn: Drawn) -> None:
    with pytest.raises(CannotApply, match=r"no event 'OrderPlaced'.*where no step publishes any"):
        predict(drawn(MACHINE), "add-consumer OrderPlaced")


def facts(*fields: str, reads: tuple[str, ...] | None = None) -> Facts:
    said = tuple(map(Field, fields))
    return Facts(
        (Contract("Shop/OrderPlaced", "event", "OrderPlaced", ("shop",), said),),
        (() if reads is None else (Read("bank", "Shop/OrderPlaced", tuple(map(Field, reads))),)),
    )


def test_a_field_hits_who_reads_it_or_may(drawn: Drawn) -> None:
    told = facts("order_id", "total", reads=("total",))
    assert hit(drawn(SAGA, told), "rename-field OrderPlaced.total") == {"shop", "bank"}
    assert hit(drawn(SAGA, told), "rename-field OrderPlaced.order_id") == {"shop"}
    found = predict(drawn(SAGA, facts("order_id")), "rename-field OrderPlaced.order_id")
    assert set(found.components) == {"shop", "bank"}
    assert "not known what it reads" in str(found)


def test_who_reads_something_else_is_said_to_take_that_and_nothing_more(drawn: Drawn) -> None:
    told = facts("order_id", "total", reads=("total",))
    paid = Contract("Bank/Paid", "event", "Paid", ("bank",), (Field("order_id"),))
    more = (*told.reads, Read("post", "Bank/Paid", (Field("order_id"),)))
    system = drawn(SAGA, replace(told, contracts=(*told.contracts, paid), reads=more))
    found = predict(system, "rename-field OrderPlaced.order_id")
    assert {each.part: each.reason for each in found.spared if "but of it" in each.reason} == {
        "bank": "taking OrderPlaced, but of it reading total"
    }


def test_who_hands_a_field_on_whole_need_not_know_what_is_in_it(drawn: Drawn) -> None:
    told = facts("lines", "lines.sku", reads=("lines",))
    assert hit(drawn(SAGA, told), "rename-field OrderPlaced.lines.sku") == {"shop"}
    assert hit(drawn(SAGA, told), "rename-field OrderPlaced.lines") == {"shop", "bank"}


CHAIN = """
    s emits S/Made
    S/Made reaches m
    m emits M/Moved
    M/Moved reaches t
"""


def told_of(*contracts: str) -> Facts:
    return Facts(
        tuple(
            Contract(id_, "event", id_[2:], (id_[0].lower(),), (Field(path),))
            for id_, _, path in (each.partition(".") for each in contracts)
        )
    )


def test_an_event_that_says_what_it_is_about_spares_who_is_between(drawn: Drawn) -> None:
    found = predict(
        drawn(CHAIN, told_of("S/Made.order_id", "M/Moved.order_id")),
        "new-field f --from s --for t",
    )
    assert found.components == ("s", "t")
    assert any("m would carry it too" in note for note in found.notes)


def test_without_identity_whoever_is_between_must_carry_it(drawn: Drawn) -> None:
    found = predict(
        drawn(CHAIN, told_of("S/Made.colour", "M/Moved.colour")), "new-field f --from s --for t"
    )
    assert (set(found.starting), found.candidates) == ({"s", "t"}, ("m",))


def test_of_two_ways_as_short_the_one_forward_carries_though_it_begins_later(
    drawn: Drawn,
) -> None:
    system = drawn(
        """
        first emits T/Begun
        T/Begun reaches early
        early emits A/Made
        A/Made reaches first
        first emits T/Noted
        first on Made says Noted
        A/Made reaches late
        late emits A/Closed
        A/Closed reaches last
        last emits T/Done
        one: early late
        other: first last
        """,
        Facts(
            tuple(
                Contract(f"A/{name}", "event", name, (owner,), (Field("order_id"),))
                for name, owner in (("Made", "early"), ("Closed", "late"))
            )
        ),
    )
    assert predict(system, "new-field f --from one --for other").components == ("late", "last")


def test_what_nothing_could_carry_cannot_be_asked(drawn: Drawn) -> None:
    with pytest.raises(CannotApply, match="nothing there could carry f"):
        predict(drawn(MACHINE + "    x calls y"), "new-field f --from x --for take")


def test_a_service_has_its_own_facts_already(drawn: Drawn) -> None:
    system = drawn(CHAIN + "    one: s t")
    with pytest.raises(CannotApply, match="has f already"):
        predict(system, "new-field f --from one --for one")


@pytest.mark.parametrize(
    "asked",
    [
        "add-consumer OrderPlaced",
        "insert-step X --between A B",
        "swap-steps A B",
        "remove-step A",
        "rename-field A.b",
        "new-field f --from a --for b",
        "wait-for-person --at A",
        "change-retry A",
    ],
)
def test_an_empty_system_has_nothing_and_says_so(drawn: Drawn, asked: str) -> None:
    system = drawn("")
    assert applicable(system) == ()
    with pytest.raises(UnknownName, match=r"at all\.$"):
        predict(system, asked)


def test_where_no_service_is_named_a_component_stands_for_itself(drawn: Drawn) -> None:
    found = predict(drawn(PIPELINE), "insert-step X --between First Second --can-refuse no")
    assert found.services == ("X", "b")
    assert found.untouched == ("a", "c")


def test_a_value_that_comes_after_all_that_its_reader_does_is_worth_a_word(drawn: Drawn) -> None:
    late = predict(drawn(PIPELINE), "new-field weight --from c --for a")
    assert any("a has done its part when c knows weight" in each for each in late.notes)
    early = predict(drawn(SAGA), "new-field weight --from shop --for bank")
    assert not any("has done its part" in each for each in early.notes)


def test_services_and_teams_fold(drawn: Drawn) -> None:
    system = drawn(PIPELINE + "    front: a\n    back: b c")
    found = predict(system, "swap-steps First Second")
    assert found.services == ("front", "back")
    assert found.teams({"front": "us", "back": "us"}) == ("us",)
    assert to_wire(found, {"front": "us", "back": "us"})["teams"] == ["us"]
    assert to_wire(found)["teams"] == ["front", "back"]


def test_whatever_can_be_asked_is_predicted(drawn: Drawn) -> None:
    for text in (SAGA, PIPELINE, MACHINE, CHAIN):
        system = drawn(text)
        for change in applicable(system):
            assert predict(system, change).change == change


def test_a_prediction_reads_well_in_a_notebook(drawn: Drawn) -> None:
    found = predict(drawn(PIPELINE), "insert-step X --between First Second --can-refuse no")
    assert repr(found) == (
        "<world: insert-step X --between First Second --can-refuse no: X, b must change>"
    )
    assert (
        str(found)
        == """\
world: insert-step X --between First Second --can-refuse no

  2 components must change: X, b. 2 need not.

  X: new
    runs once First is done, before Second

  b: control layer
    waits for First in order to say Second, and must wait for X
      world:2  A/First reaches b

  Need not change
    a, c: not waiting for First or Second

  Way 1 of 4, recommended: the listeners wait
    X hears First, and b waits for what X says of it.
    Why first: a safe order of deployment, then the fewest that know each other
    Deploy: X, then b; safe at every step: b once all is worked off that was said before \
X listened
    Under way: that First is done, said before X listened, is never followed by X's word, so what \
waits for it stays
    Contracts: new: what X says, that it is done
    Costs later: X → a (hears First); b → X (waits for it)

  Other ways (--way N shows one whole)
    2  the doer asks: 1 existing service edited (b), a safe order
    3  the owner asks first: 1 existing service edited (a), a safe order
    4  the newcomer stands between: 1 existing service edited (b), no safe order
"""
    )


def test_a_service_that_must_offer_an_undo_is_not_a_new_one(drawn: Drawn) -> None:
    system = drawn(PIPELINE_BY_MACHINE)
    found = predict(system, "insert-step X --between Pack Send")
    assert "undo of Pack (boxes): new" in found.to_text()
    assert "boxes: a new part" in found.to_text("services")
    assert "X: new" in found.to_text("services")
