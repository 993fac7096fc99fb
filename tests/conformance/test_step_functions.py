"""What the lab relies on Step Functions for, as AWS documents it."""

from __future__ import annotations

import json

import pytest

from tests.conformance.machines import PASS, machine, wait


def test_a_named_error_reaches_its_own_catch(machines):
    run = machines.ended("catches")
    assert run.status == "SUCCEEDED"
    assert run.entered() == ["Pay", "PaymentDeclined"]
    assert run.output["Error"] == "PaymentDeclined"
    assert json.loads(run.output["Cause"])["errorMessage"] == "too little"


def test_an_error_that_nobody_catches_ends_the_execution_under_its_name(machines):
    run = machines.ended("fails")
    assert (run.status, run.error) == ("FAILED", "PaymentDeclined")
    assert json.loads(run.cause)["errorMessage"] == "too little"


def test_zero_attempts_for_a_name_win_over_a_later_retry_of_all(machines):
    run = machines.ended("never-retries")
    assert run.types.count("TaskScheduled") == 1


def test_retries_wait_no_longer_than_the_maximum_delay(machines):
    run = machines.ended("retries")
    scheduled = [event["timestamp"] for event in run.events if event["type"] == "TaskScheduled"]
    failed = [event["timestamp"] for event in run.events if event["type"] == "TaskFailed"]
    pauses = [
        (next_ - last).total_seconds() for last, next_ in zip(failed, scheduled[1:], strict=False)
    ]
    assert len(pauses) == 2
    # Without the maximum the second pause would be twenty times the first.
    assert all(0.8 < pause < 10 for pause in pauses), pauses


def test_a_failing_branch_cancels_the_others(machines, wiring):
    run = machines.ended("cancels-branches")
    assert run.status == "SUCCEEDED"
    assert run.entered()[-1] == "Broken"
    assert "Mark" not in run.entered()
    assert not [event for event in wiring.printed("TaskFunction", "TASK") if "mark" in event]


def test_a_machine_ends_at_its_timeout(machines):
    run = machines.ended("times-out")
    assert run.status == "TIMED_OUT"
    assert run.types[-1] == "ExecutionTimedOut"
    assert run.seconds < 30, "it lingers for a minute when nothing ends it"


def test_a_task_ends_at_its_timeout_and_can_be_caught(machines):
    run = machines.ended("task-times-out")
    assert run.entered() == ["Work", "Timeout"]
    assert "TaskTimedOut" in run.types
    assert "TaskSucceeded" not in run.types


def test_a_task_without_heartbeat_ends_long_before_its_timeout(machines):
    run = machines.ended("loses-heartbeat")
    assert run.status == "SUCCEEDED"
    assert run.seconds < 30, "the task's own timeout is a minute"
    assert "TaskTimedOut" in run.types


def test_every_event_names_the_one_before_it(machines):
    for name in ("catches", "retries", "cancels-branches"):
        events = machines.ended(name).events
        assert [event["id"] for event in events] == list(range(1, len(events) + 1))
        for event in events[2:]:
            assert 0 < event["previousEventId"] < event["id"]
    events = machines.ended("cancels-branches").events
    both = next(event for event in events if event["type"] == "ParallelStateStarted")
    branches = [event for event in events if event["previousEventId"] == both["id"]]
    assert {event["type"] for event in branches} == {"TaskStateEntered", "WaitStateEntered"}


def test_starting_again_with_the_same_input_is_the_same_execution(machines):
    first = machines.start("lingers", "twice", {"order_id": "o-1"})
    assert machines.start("lingers", "twice", {"order_id": "o-1"}) == first
    with pytest.raises(machines.place.client("stepfunctions").exceptions.ExecutionAlreadyExists):
        machines.start("lingers", "twice", {"order_id": "o-2"})


def test_a_name_is_taken_once_its_execution_ended(machines):
    machines.ended("answers")
    with pytest.raises(machines.place.client("stepfunctions").exceptions.ExecutionAlreadyExists):
        machines.start("answers", "first", {"order_id": "o-1"})


def test_an_updated_definition_is_the_one_that_runs_next(machines):
    assert machines.ended("answers").output == {"was": "o-1"}
    changed = {"StartAt": "Done", "States": {"Done": {"Type": "Pass", "Result": 2, "End": True}}}
    machines.place.client("stepfunctions").update_state_machine(
        stateMachineArn=machines.arns["answers"], definition=json.dumps(changed)
    )
    machines.start("answers", "second", {"order_id": "o-1"})
    assert machines.ended("answers", "second").output == 2


def test_an_execution_goes_on_with_the_definition_it_began_with(machines):
    runs, name = machines.place.client("stepfunctions"), "is-updated"
    made_by = "arn:aws:iam::000000000000:role/any"

    def definition(last: str) -> str:
        return json.dumps(machine(Wait=wait(1, Next=last), **{last: PASS}))

    made = runs.create_state_machine(name=name, definition=definition("Old"), roleArn=made_by)
    machines.arns[name] = made["stateMachineArn"]
    machines.start(name, "first", {})
    runs.update_state_machine(stateMachineArn=made["stateMachineArn"], definition=definition("New"))
    machines.start(name, "second", {})
    assert machines.ended(name, "first").entered() == ["Wait", "Old"]
    assert machines.ended(name, "second").entered() == ["Wait", "New"]
