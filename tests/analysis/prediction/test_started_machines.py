"""A machine's states are joined to what starts it, and what it says to whoever hears it."""

from collections.abc import Callable

import pytest

from analysis.dependency import Dependencies
from analysis.prediction.lookup import World
from analysis.prediction.process import Process

Drawn = Callable[..., Dependencies]


def process_of(system: Dependencies) -> Process:
    return World(system).process


def links(found: Process) -> set[tuple[str, str]]:
    return {(link.before, link.after) for link in found.links if not link.refused}


MACHINE = """
    M contains M/First
    M contains M/Second
    M/First transitions M/Second
    M/First invokes first
    M/Second emits Bus/Done
    Bus/Done reaches listener
"""
STARTED_BY = {
    "a function that hears": """
        shop emits Bus/Placed
        Bus/Placed reaches starter
        starter calls M""",
    "a rule": """
        shop emits Bus/Placed
        Bus/Placed reaches M""",
    "a pipe": """
        P is pipe
        shop emits Bus/Placed
        Bus/Placed reaches P
        P invokes M""",
    "an API behind a rule": """
        A is api
        shop emits Bus/Placed
        Bus/Placed reaches A
        A invokes M""",
}
BEFORE = {"a function that hears": "starter"}


@pytest.mark.parametrize("how", STARTED_BY)
def test_the_first_states_follow_the_event_that_starts_a_machine(drawn: Drawn, how: str) -> None:
    found = process_of(drawn("    M is state_machine" + STARTED_BY[how] + MACHINE))
    before = BEFORE.get(how, "Bus/Placed")
    started = {(before, "M/First"), ("M/First", "M/Second"), ("M/Second", "listener")}
    assert links(found) == started | ({("Bus/Placed", before)} if how in BEFORE else set())
    (link,) = (each for each in found.links if each.after == "M/First")
    assert (link.before, link.waiting) == (before, ("M",))
    assert "Bus/Done" not in found.steps
    assert found.steps["M/Second"].doers == ("M",)


def test_who_starts_a_machine_does_that_and_nothing_of_what_the_machine_does(drawn: Drawn) -> None:
    found = process_of(
        drawn("    M is state_machine" + STARTED_BY["a function that hears"] + MACHINE)
    )
    does = {step.id for step in found.steps.values() if "starter" in step.doers}
    assert does == {"starter"}
    assert ("Bus/Placed", "starter") in links(found)
    assert not {after for before, after in links(found) if before == "starter"} - {"M/First"}


def test_what_a_machine_writes_and_an_outbox_tells_the_machine_does(drawn: Drawn) -> None:
    text = (
        STARTED_BY["a function that hears"]
        + """
        M contains M/Keep
        M/Keep writes Orders
        Orders triggers outbox
        outbox emits Bus/Kept
        Bus/Kept reaches listener"""
    )
    found = process_of(drawn("    M is state_machine" + text))
    assert "Bus/Kept" not in found.steps
    assert ("M/Keep", "listener") in links(found)
    also = process_of(drawn("    M is state_machine" + text + "\n    clerk writes Orders"))
    assert also.steps["Bus/Kept"].doers == ("clerk",)
    assert {("M/Keep", "listener"), ("Bus/Kept", "listener")} <= links(also)


@pytest.mark.parametrize("way", ["queue", "table"])
def test_a_pipe_passes_on_what_is_sent_or_written(drawn: Drawn, way: str) -> None:
    found = process_of(
        drawn(f"""
        M is state_machine
        P is pipe
        shop is function
        S is {way}
        shop {"publishes" if way == "queue" else "writes"} S
        S triggers P
        P invokes M
        M contains M/First
        M/First invokes first
    """)
    )
    assert links(found) == {("shop", "M/First")}


def test_an_api_with_several_ways_on_is_no_way_to_any(drawn: Drawn) -> None:
    text = "    M is state_machine" + STARTED_BY["an API behind a rule"] + "\n A invokes other"
    assert not any(link.after == "M/First" for link in process_of(drawn(text + MACHINE)).links)


NESTED = """
    M is state_machine
    N is state_machine
    M contains M/Before
    M contains M/{state}
    M contains M/After
    M contains M/Undo
    N contains N/One
    N contains N/Two
    M/Before transitions M/{state}
    M/{state} transitions M/After
    M/{state} transitions M/Undo Catch:States.ALL
    N/One transitions N/Two
    M/Before invokes before
    M/{state} invokes N
    M/After invokes after
    M/Undo invokes undo
    N/One invokes one
    N/Two invokes two
"""


def test_a_machine_that_is_waited_for_comes_before_what_its_caller_goes_on_to(drawn: Drawn) -> None:
    found = process_of(drawn(NESTED.format(state="Run")))
    assert links(found) == {
        ("M/Before", "M/Run"),
        ("M/Run", "N/One"),
        ("N/One", "N/Two"),
        ("N/Two", "M/After"),
    }
    assert [link.after for link in found.on_refusal("N/One")] == ["M/Undo"]
    assert found.steps["M/Run"].doers == ("M",)
    assert not found.steps["N/Two"].back


def test_a_machine_that_is_only_started_leads_back_nowhere(drawn: Drawn) -> None:
    found = process_of(drawn(NESTED.format(state="Start")))
    assert links(found) == {
        ("M/Before", "M/Start"),
        ("M/Start", "N/One"),
        ("M/Start", "M/After"),
        ("N/One", "N/Two"),
    }
    assert not found.on_refusal("N/One")


def test_a_machine_run_on_the_way_back_is_on_the_way_back(drawn: Drawn) -> None:
    text = NESTED.format(state="Run").replace("M/Undo invokes undo", "M/Undo invokes O")
    more = """    O is state_machine
    O contains O/Last
    O/Last invokes last
"""
    found = process_of(drawn(more + text))
    assert {step.id for step in found.steps.values() if step.back} == {"M/Undo", "O/Last"}


def test_a_machine_that_starts_itself_again_is_on_its_way_forward(drawn: Drawn) -> None:
    found = process_of(
        drawn("""
        M is state_machine
        M contains M/Work
        M contains M/Start
        M/Work transitions M/Start
        M/Work invokes work
        M/Start invokes M
    """)
    )
    assert links(found) == {("M/Work", "M/Start"), ("M/Start", "M/Work")}
    assert not any(step.back for step in found.steps.values())


def test_a_task_that_starts_a_machine_is_followed_by_it(drawn: Drawn) -> None:
    text = NESTED.format(state="Start").replace("M/Start invokes N", "M/Start invokes starter")
    found = process_of(drawn(text + "    starter calls N"))
    assert ("M/Start", "N/One") in links(found)


def test_who_brings_the_token_back_has_the_machine_go_on(drawn: Drawn) -> None:
    found = process_of(
        drawn("""
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
    )
    assert links(found) == {("M/Ask", "person"), ("person", "M/Then"), ("M/Ask", "M/Then")}
    assert found.link("M/Ask", "M/Then") is None  # the person is between them


def test_every_state_that_says_an_event_leads_to_who_hears_it(drawn: Drawn) -> None:
    text = MACHINE.replace("M/First invokes first", "M/First emits Bus/Done")
    found = process_of(drawn(text + "    other emits Bus/Done"))
    for before in ("M/First", "M/Second", "Bus/Done"):
        assert (before, "listener") in links(found)
    assert found.steps["Bus/Done"].doers == ("other",)


OUTCOMES = """
    M is state_machine
    shop emits Bus/Placed
    Bus/Placed reaches M
    M contains M/Check
    M contains M/Choice
    M contains M/Good
    M contains M/Bad
    M/Check transitions M/Choice
    M/Choice transitions M/Good Choice
    M/Choice transitions M/Bad Default
    M/Check invokes check
    M/Good emits Bus/Good
    M/Bad emits Bus/Bad
    Bus/Good reaches ship
    ship emits Bus/Shipped
    Bus/Bad reaches shop
    shop emits Bus/Cancelled
    shop on Bad says Cancelled
"""


def test_of_two_outcomes_of_a_machine_the_one_that_only_leads_back_refuses(drawn: Drawn) -> None:
    found = process_of(drawn(OUTCOMES))
    assert [each.name for each in found.steps["M/Good"].refusals] == ["Bad"]
    assert found.steps["M/Bad"].back
    assert {link.after for link in found.on_refusal("M/Bad")} == {"Bus/Cancelled"}
    assert "Bus/Cancelled" in found.way_back("M/Good")


def test_what_one_execution_says_beside_another_thing_is_no_refusal_of_it(drawn: Drawn) -> None:
    one_after_the_other = OUTCOMES.replace("M/Choice transitions M/Bad Default", "").replace(
        "M/Bad emits", "M/Good transitions M/Bad\n    M/Bad emits"
    )
    assert not process_of(drawn(one_after_the_other)).steps["M/Good"].refusals


def test_what_two_branches_say_at_once_is_no_refusal(drawn: Drawn) -> None:
    side_by_side = OUTCOMES.replace("M/Choice", "M/Both").replace(
        "M contains M/Good\n    M contains M/Bad",
        "M/Both contains M/Good\n    M/Both contains M/Bad",
    )
    text = side_by_side.replace("    M/Both transitions M/Good Choice\n", "")
    text = text.replace("    M/Both transitions M/Bad Default\n", "")
    assert not process_of(drawn(text)).steps["M/Good"].refusals
