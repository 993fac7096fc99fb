"""Small systems lifted and lowered: what is kept, what is guessed, what is refused."""

import re
from collections.abc import Callable

import pytest

from analysis.dependency import Dependencies
from analysis.prediction.lookup import World
from analysis.prediction.process import process
from analysis.redesign import NothingToRedesign, Redesigning, lift, lower
from analysis.redesign.alike import Alike
from tests.analysis.prediction.conftest import draw

Drawn = Callable[..., Dependencies]

BY_HAND = """
    orders: PlaceFunction
    stock: ReserveFunction
    PlaceFunction calls ReserveFunction
    ReserveFunction emits Reserved
    Reserved reaches ShipFunction
    ShipFunction emits Shipped
"""


def test_what_hands_on_without_an_event_stays_as_events() -> None:
    business = lift(World(draw(BY_HAND)))

    system = lower(business).system

    carried = {(each.source, each.target, each.relation) for each in system.flow.flow}
    assert ("PlaceFunction", "ReserveFunction", "invokes") in carried
    links = {(each.before, each.after) for each in process(system).links}
    assert links == {("PlaceFunction", "Reserved"), ("Reserved", "Shipped")}


def test_the_same_as_a_workflow_is_asked_for_step_by_step() -> None:
    business = lift(World(draw(BY_HAND)))

    steps = process(lower(business, business.tasks).system)

    doers = {id_: step.doers for id_, step in steps.steps.items()}
    assert [(doers[each.before], doers[each.after]) for each in steps.links] == [
        (("PlaceFunction",), ("ReserveFunction",)),
        (("ReserveFunction",), ("ShipFunction",)),
    ]
    assert {step.decider for step in steps.steps.values()} == {"Workflow"}


DONE_BY_ITSELF = """
    M contains M/Keep
    M contains M/Tell
    M/Keep transitions M/Tell
    M/Tell invokes TellFunction
"""


def test_what_a_machine_does_itself_needs_a_home_and_that_is_said() -> None:
    redesigning = Redesigning(draw(DONE_BY_ITSELF))

    other = redesigning.opposite()

    assert other.name == "as events"
    assert any("Keep is done by M itself" in each for each in other.guesses)
    assert "KeepFunction" in {part.id for part in other.system.parts}


def test_a_system_in_which_nothing_follows_anything_is_refused_in_a_sentence() -> None:
    with pytest.raises(NothingToRedesign, match="no process"):
        lift(World(draw("AloneFunction emits Said")))


def test_a_part_that_is_coordinated_as_today_is_taken_over_as_it_is() -> None:
    system = draw(BY_HAND)
    business = lift(World(system))

    same = lower(business, title=system.title).system

    assert (same.flow, same.facts) == (system.flow, system.facts)


AT_ONCE = """
    orders: PlaceFunction
    stock: ReserveFunction
    payments: ChargeFunction
    post: ShipFunction
    PlaceFunction emits Placed
    Placed reaches ReserveFunction
    Placed reaches ChargeFunction
    ReserveFunction emits Reserved
    ChargeFunction emits Charged
    Reserved reaches ShipFunction
    Charged reaches ShipFunction
    ShipFunction writes ShipTable
    ShipFunction emits Shipped
    ShipFunction on Reserved says Shipped| as note_stock
    ShipFunction on Charged says Shipped| as ship
"""


def test_what_waits_for_two_waits_for_two_branches_of_a_workflow() -> None:
    business = lift(World(draw(AT_ONCE)))

    found = process(lower(business, business.tasks).system)

    waiting = {each.before: each for each in found.links if each.join}
    assert {found.steps[each].doers for each in waiting} == {
        ("ReserveFunction",),
        ("ChargeFunction",),
    }
    assert {found.steps[each.after].doers for each in waiting.values()} == {("ShipFunction",)}
    assert len({each.part for each in waiting.values()}) == 2
    assert len(found.links) == 4


def test_branches_that_are_told_of_by_events_are_waited_for_and_are_branches_again() -> None:
    drawn = World(draw(AT_ONCE))
    business = lift(drawn)
    workflow = lift(World(lower(business, business.tasks).system))

    events = process(lower(workflow).system)

    joined = {(events.steps[e.before].doers, e.join != "") for e in events.links if e.join}
    assert joined == {(("StockFunction",), True), (("PaymentsFunction",), True)}


CAUGHT = """
    M contains M/Keep
    M contains M/Tell
    M contains M/Undo
    M/Keep invokes KeepFunction
    M/Tell invokes TellFunction
    M/Undo invokes UndoFunction
    M/Keep transitions M/Tell
    M/Tell transitions M/Undo Catch:States.ALL
"""


def test_a_catch_of_any_error_is_listed_as_a_guess() -> None:
    guesses = lift(World(draw(CAUGHT))).guesses

    assert any(each.startswith("What a catch of any error catches") for each in guesses)
    assert any("Tell." in each for each in guesses)


def test_how_much_of_a_system_drawing_keeps_is_said() -> None:
    told = Alike(Redesigning(draw(CAUGHT))).drawn_anew

    assert re.search(r"(\d+) of \1 changes answered the same", told)
