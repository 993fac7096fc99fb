"""A step that waits for all of several others is told apart from one that any of them sets off."""

from collections.abc import Callable

import pytest

from analysis.dependency import Dependencies
from analysis.prediction import predict
from analysis.prediction.lookup import World

Drawn = Callable[..., Dependencies]


def hit(system: Dependencies, asked: str) -> set[str]:
    return set(predict(system, asked).components)


def joins(system: Dependencies, after: str) -> dict[str, tuple[str, str]]:
    """Of each step before this one, what they are awaited for together, and as which part."""
    links = World(system).process.before(after)
    return {link.before: (link.join, link.part) for link in links}


BRANCHES = """
    M contains M/Both
    M contains M/Last
    M/Both contains M/Left
    M/Both contains M/Choice
    M/Both contains M/Right
    M/Both contains M/Other
    M/Choice transitions M/Right Choice
    M/Choice transitions M/Other Default
    M/Both transitions M/Last
    M/Left invokes left
    M/Right invokes right
    M/Other invokes other
    M/Last invokes last
"""


def test_the_end_of_branches_waits_for_each_of_them_by_one_of_its_ways(drawn: Drawn) -> None:
    assert joins(drawn(BRANCHES), "M/Last") == {
        "M/Left": ("M/Both", "M/Left"),
        "M/Right": ("M/Both", "M/Choice"),
        "M/Other": ("M/Both", "M/Choice"),
    }


def test_what_several_choices_come_to_waits_for_none_of_the_others(drawn: Drawn) -> None:
    system = drawn("""
        M contains M/Choice
        M contains M/Left
        M contains M/Right
        M contains M/Last
        M/Choice transitions M/Left Choice
        M/Choice transitions M/Right Default
        M/Left transitions M/Last
        M/Right transitions M/Last
        M/Left invokes left
        M/Right invokes right
        M/Last invokes last
    """)
    assert joins(system, "M/Last") == {"M/Left": ("", ""), "M/Right": ("", "")}


TWO_EVENTS = """
    shop emits Bus/Placed
    Bus/Placed reaches bank
    Bus/Placed reaches depot
    bank emits Bus/Paid
    depot emits Bus/Packed
    Bus/Paid reaches post
    Bus/Packed reaches post
    post emits Bus/Sent
    post writes Parcels
"""
AWAITED = """
    post on Paid says Sent|
    post on Packed says Sent| as note
"""
EITHER = """
    post on Paid says Sent
    post on Packed says Sent
"""
AT_ONCE = """
    post on Paid says Sent|Sent
    post on Packed says Sent|Sent as note
"""


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (AWAITED, {"bank", "post"}),
        (EITHER, {"bank"}),
        (AT_ONCE, {"bank"}),
        ("", {"bank", "post"}),
    ],
    ids=["remembers and waits", "one deed on either", "each acts at once", "no code"],
)
def test_who_waited_for_a_removed_step_alone_or_with_another_must_change(
    drawn: Drawn, code: str, expected: set[str]
) -> None:
    assert hit(drawn(TWO_EVENTS + code), "remove-step Paid") == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [(AWAITED, {"X", "bank", "depot"}), (EITHER, {"X", "bank"})],
    ids=["both are done", "the other is none of this"],
)
def test_what_was_awaited_too_is_undone_too_when_the_new_step_refuses(
    drawn: Drawn, code: str, expected: set[str]
) -> None:
    keeping = "    bank writes Accounts\n    depot writes Boxes\n"
    system = drawn(TWO_EVENTS + code + keeping)
    ways = predict(system, "insert-step X --between Paid Sent").ways
    (owner,) = (each for each in ways if each.way.name == "the owner asks first")
    assert set(owner.components) == expected


def test_who_keeps_nothing_cannot_wait_for_a_second_event(drawn: Drawn) -> None:
    text = TWO_EVENTS.replace("    post writes Parcels\n", "")
    found = predict(drawn(text), "remove-step Paid")
    assert found.components == ("bank",)
    spared = {each.part: each.reason for each in found.spared}
    assert spared["post"] == "set to work by Packed without Paid too"


def test_an_alternative_that_comes_of_something_else_is_none(drawn: Drawn) -> None:
    """What led to the removed step has to lead on."""
    elsewhere = TWO_EVENTS.replace("Bus/Placed reaches depot", "clerk calls depot")
    assert hit(drawn(elsewhere + EITHER), "remove-step Paid") == {"bank", "post"}


def test_a_machine_is_started_by_any_event_that_it_hears(drawn: Drawn) -> None:
    text = TWO_EVENTS.replace("reaches post", "reaches M").split("    post emits")[0]
    machine = """
    M is state_machine
    M contains M/First
    M/First invokes first
    """
    assert hit(drawn(machine + text), "remove-step Paid") == {"bank"}


def test_what_two_states_say_is_heard_without_one_of_them(drawn: Drawn) -> None:
    system = drawn("""
        M is state_machine
        M contains M/Choice
        M contains M/Good
        M contains M/Better
        M/Choice transitions M/Good Choice
        M/Choice transitions M/Better Default
        M/Good emits Bus/Done
        M/Better emits Bus/Done
        Bus/Done reaches listener
    """)
    assert hit(system, "remove-step Good") == {"M"}


def test_a_machine_waits_for_its_token_however_it_was_asked(drawn: Drawn) -> None:
    system = drawn("""
        M is state_machine
        Q is queue
        M contains M/Ask
        M contains M/Then
        M/Ask transitions M/Then
        M/Ask publishes Q
        Q triggers person
        person calls_back M
        M/Then invokes then
    """)
    assert joins(system, "M/Then") == {"M/Ask": ("M/Ask", "M/Ask"), "person": ("M/Ask", "person")}
    assert hit(system, "remove-step person") == {"person", "M"}
