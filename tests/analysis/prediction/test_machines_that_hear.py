"""A machine that events set to work, and one that says them, beside functions that hear."""

from collections.abc import Callable

from analysis.dependency import Dependencies
from analysis.prediction.process import process

Drawn = Callable[..., Dependencies]

SAID_ONCE_CAUGHT = """
    M contains M/Pay
    M contains M/Tell
    M/Pay invokes PayFunction
    M/Pay transitions M/Tell Catch
    M/Tell emits Declined
    Declined reaches ReleaseFunction
    ReleaseFunction emits Released
    Released reaches CloseFunction
    CloseFunction emits Closed
"""


def test_what_a_machine_says_once_it_caught_something_leads_back(drawn: Drawn) -> None:
    steps = process(drawn(SAID_ONCE_CAUGHT)).steps

    assert {id_ for id_, step in steps.items() if step.back} == {"M/Tell", "Released", "Closed"}


STARTED_BY_A_REFUSAL = """
    booking: BookFunction
    paying: PayFunction RefundFunction
    Booker on Paid says Booked|Refused
    PayFunction emits Paid
    Paid reaches Booker
    Booker emits Booked
    Booker emits Refused
    Booked reaches Sender
    Sender emits Sent
    Refused reaches M
    M is state_machine
    M contains M/Refund
    M/Refund invokes RefundFunction
"""


def test_a_machine_that_a_refusal_sets_to_work_is_on_the_way_back(drawn: Drawn) -> None:
    found = process(drawn(STARTED_BY_A_REFUSAL))

    assert [each.id for each in found.steps["Booked"].refusals] == ["Refused"]
    assert found.steps["M/Refund"].back
    assert not found.steps["Sent"].back
