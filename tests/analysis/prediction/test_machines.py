"""Processes that a state machine decides: who does a deed, what refuses it, what undoes it."""

from collections.abc import Callable

import pytest

from analysis.dependency import Dependencies
from analysis.prediction import predict
from analysis.prediction.lookup import World
from analysis.prediction.undoing import undo_of

Drawn = Callable[..., Dependencies]


def hit(system: Dependencies, asked: str) -> set[str]:
    return set(predict(system, asked).components)


BY_ITSELF = """
    M contains M/Look
    M contains M/Keep
    M contains M/Tell
    M contains M/Pay
    M/Look transitions M/Keep
    M/Keep transitions M/Tell
    M/Tell transitions M/Pay
    M/Look invokes ext:rekognition/detectLabels
    M/Keep writes Orders
    M/Tell emits Bus/Told
    M/Pay invokes pay
"""


def test_what_a_machine_calls_of_the_platform_it_does_itself(drawn: Drawn) -> None:
    steps = World(drawn(BY_ITSELF)).process.steps
    doers = {step.name: step.doers for step in steps.values()}
    assert doers == {"Look": ("M",), "Keep": ("M",), "Tell": ("M",), "Pay": ("pay",)}


@pytest.mark.parametrize("step", ["Look", "Keep", "Tell"])
def test_where_a_machine_does_a_step_itself_only_the_machine_must_change(
    drawn: Drawn, step: str
) -> None:
    assert hit(drawn(BY_ITSELF), f"remove-step {step}") == {"M"}
    assert hit(drawn(BY_ITSELF), f"wait-for-person --at {step}") >= {"M"}


def test_what_a_machine_keeps_itself_it_undoes_itself(drawn: Drawn) -> None:
    found = predict(drawn(BY_ITSELF), "insert-step X --between Keep Tell")
    assert found.components == ("X", "M")
    assert "must have Keep undone when X refuses" in str(found)


def test_who_is_outside_cannot_be_asked_to_change(drawn: Drawn) -> None:
    asked = BY_ITSELF.replace("invokes pay", "invokes ext:function/pay")
    assert hit(drawn(asked), "remove-step Pay") == {"M"}


@pytest.mark.parametrize("errors", ["States.ALL", "States.TaskFailed", "Lost,States.Timeout"])
def test_whatever_is_caught_is_a_refusal_by_that_name(drawn: Drawn, errors: str) -> None:
    system = drawn(f"""
        M contains M/Take
        M contains M/Send
        M contains M/Give_back
        M/Take transitions M/Send
        M/Send transitions M/Give_back Catch:{errors}
        M/Take invokes take
        M/Send invokes send
        M/Give_back invokes give
        take writes Stock
        give writes Stock
    """)
    process = World(system).process
    assert [each.name for each in process.steps["M/Send"].refusals] == errors.split(",")
    assert [link.on for link in process.on_refusal("M/Send")] == [errors.replace(",", ", ")]
    found = predict(system, "insert-step X --between Take Send")
    assert found.components == ("X", "M")
    first, _, _ = errors.partition(",")
    assert hit(system, f"add-consumer M/Send/{first} audit") == {"audit", "M"}


def test_an_error_is_caught_once_and_no_further_out(drawn: Drawn) -> None:
    process = World(
        drawn("""
        M contains M/All
        M contains M/Outer
        M/All contains M/Try
        M/All contains M/Inner
        M/Try transitions M/Inner Catch:States.ALL
        M/All transitions M/Outer Catch:Lost
        M/Try invokes try
        M/Inner invokes inner
        M/Outer invokes outer
    """)
    ).process
    assert [link.after for link in process.on_refusal("M/Try")] == ["M/Inner"]
    assert [link.after for link in process.on_refusal("M/Inner")] == ["M/Outer"]


def test_an_answer_that_has_the_machine_fail_is_a_refusal(drawn: Drawn) -> None:
    process = World(
        drawn("""
        M contains M/All
        M contains M/Outer
        M contains M/Last
        M/All contains M/Check
        M/All contains M/Choice
        M/All contains M/Fail
        M/Check transitions M/Choice
        M/Choice transitions M/Fail Choice
        M/All transitions M/Outer Catch:States.ALL
        M/All transitions M/Last
        M/Check invokes check
        M/Outer invokes outer
        M/Last invokes last
    """)
    ).process
    assert [each.name for each in process.steps["M/Check"].refusals] == ["States.ALL"]
    assert {link.after for link in process.on_refusal("M/Check")} == {"M/Outer"}
    assert not process.after("M/Check")


def test_who_catches_all_of_its_own_is_refused_by_what_comes_of_its_answer(drawn: Drawn) -> None:
    process = World(
        drawn("""
        M contains M/All
        M contains M/Outer
        M/All contains M/Check
        M/All contains M/Mend
        M/All contains M/Choice
        M/All contains M/Fail
        M/Check transitions M/Mend Catch:States.ALL
        M/Check transitions M/Choice
        M/Choice transitions M/Fail Choice
        M/All transitions M/Outer Catch:Late
        M/Check invokes check
        M/Mend invokes mend
        M/Outer invokes outer
    """)
    ).process
    told = {link.after: link.on for link in process.on_refusal("M/Check")}
    assert told == {"M/Mend": "States.ALL", "M/Outer": "Late"}


def test_what_goes_on_whether_or_not_an_error_is_caught_is_both(drawn: Drawn) -> None:
    process = World(
        drawn("""
        M contains M/Try
        M contains M/Go_on
        M/Try transitions M/Go_on Next, Catch
        M/Try invokes try
        M/Go_on invokes go
    """)
    ).process
    assert [link.after for link in process.after("M/Try")] == ["M/Go_on"]
    assert [link.after for link in process.on_refusal("M/Try")] == ["M/Go_on"]


SAGA_OF_OWN = """
    M contains M/Fly
    M contains M/Drive
    M contains M/Charge
    M contains M/Unfly
    M contains M/Undrive
    M contains M/Uncharge
    M/Fly transitions M/Drive
    M/Drive transitions M/Charge
    M/Fly transitions M/Unfly Catch:States.ALL
    M/Drive transitions M/Undrive Catch:States.ALL
    M/Charge transitions M/Uncharge Catch:States.ALL
    M/Uncharge transitions M/Undrive
    M/Undrive transitions M/Unfly
    M/Fly invokes fly
    M/Drive invokes drive
    M/Charge invokes charge
    M/Unfly invokes unfly
    M/Undrive invokes undrive
    M/Uncharge invokes uncharge
    fly writes Trips
    drive writes Trips
    charge writes Trips
    unfly writes Trips
    undrive writes Trips
    uncharge writes Trips
"""


def test_where_each_refusal_undoes_its_own_step_first(drawn: Drawn) -> None:
    world = World(drawn(SAGA_OF_OWN))
    undone = {step.name: undo_of(world, step) for step in world.ordered if not step.back}
    assert {name: each and each.name for name, each in undone.items()} == {
        "Fly": "Unfly",
        "Drive": "Undrive",
        "Charge": "Uncharge",
    }
    assert hit(world.system, "swap-steps Drive Charge") == {"M"}
    assert hit(world.system, "remove-step Drive") == {"M", "drive", "undrive"}


def test_nothing_undoes_an_undo(drawn: Drawn) -> None:
    more = """    M contains M/Shout
    M/Shout invokes shout
    M/Uncharge transitions M/Shout Catch:States.ALL"""
    text = SAGA_OF_OWN + more
    assert hit(drawn(text), "swap-steps Uncharge Undrive") == {"M"}


CAUGHT = """
    M contains M/Take
    M contains M/Send
    M contains M/Last
    M contains M/Caught
    M/Take transitions M/Send
    M/Send transitions M/Last
    M/Send transitions M/Caught Catch:States.ALL
    M/Take invokes take
    M/Send invokes send
    M/Last invokes last
    take writes Stock
"""


@pytest.mark.parametrize(
    ("caught", "gone"),
    [
        ("M/Caught publishes Topic", set()),
        ("M/Caught reads Orders", set()),
        ("M/Caught invokes mend\n mend writes Stock\n M/Caught transitions M/Last", set()),
        ("M/Caught invokes tell\n tell publishes Topic", set()),
        ("M/Caught invokes give\n give writes Stock", {"give"}),
    ],
    ids=["tells", "looks up", "mends and goes on", "has somebody told", "undoes"],
)
def test_what_is_done_on_an_error_undoes_only_if_it_keeps_something_and_goes_back(
    drawn: Drawn, caught: str, gone: set[str]
) -> None:
    system = drawn(CAUGHT + f"    {caught}")
    assert hit(system, "remove-step Take") == {"M", "take"} | gone
