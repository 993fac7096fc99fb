"""Which orders meet which fault: only where it can be met, all of it again from the same seed."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from analysis.traces.model import Span, TracedCall, Trigger
from lab.deployment import Function
from lab.drilling import faults
from lab.drilling.faults import (
    AT_ONE_STEP,
    DOWN,
    FAULTS,
    ONCE,
    WHILE,
    Case,
    planned,
    service_down,
    steps_at,
)
from lab.drilling.kinds import KINDS
from lab.drills import FOREVER
from lab.trace import OrderTrace

SERVICES = {"TellFunction": "ordering", "ChargeFunction": "payments", "SendFunction": "shipping"}


def span(function: str, kind: str, event: str, *calls: str) -> Span:
    made = [TracedCall(0, 1, *call.split(":")) for call in calls]
    trigger = Trigger(kind, "a queue", event)
    name = SERVICES[function]
    return Span(event, name, function, "r", 1, 1, 1, "ok", trigger, tuple(made))


TOLD = span("TellFunction", "stream", "INSERT", "sns:Publish")
CHARGED = span("ChargeFunction", "sqs", "Placed", "dynamodb:PutItem", "sns:Publish")
SENT = span("SendFunction", "sqs", "Charged", "dynamodb:GetItem")


@pytest.fixture
def deployment(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    fed = SimpleNamespace(function="TellFunction")
    monkeypatch.setattr(faults, "streams_of", lambda _: [fed])
    functions = {name: Function(name, name, service) for name, service in SERVICES.items()}
    return SimpleNamespace(functions=functions)


def ways(*spans: Span) -> dict[str, OrderTrace]:
    return {kind: OrderTrace(kind, "any", tuple(spans), (), ()) for kind in KINDS}


def met(cases: list[Case], fault: str) -> set[str]:
    return {each.service for each in cases if each.fault == fault}


def test_a_fault_is_met_where_something_is_done_that_it_can_meet(deployment) -> None:
    cases = planned(deployment, ways(TOLD, CHARGED, SENT))
    assert met(cases, DOWN) == {"payments", "shipping"}
    assert met(cases, "its store fails") == {"payments", "shipping"}
    assert met(cases, "its topic is missing") == {"payments"}
    assert met(cases, "dies before its write") == {"payments"}
    assert met(cases, "dies after it said so") == {"ordering", "payments"}


def test_who_follows_a_stream_meets_only_what_passes(deployment) -> None:
    cases = planned(deployment, ways(TOLD, CHARGED))
    assert {x.fault for x in cases if x.service == "ordering"} <= set(ONCE)
    assert not {x.fault for x in cases if x.fault == AT_ONE_STEP and x.service == "ordering"}


def test_every_step_has_one_order_that_is_stuck_there_alone(deployment) -> None:
    cases = planned(deployment, ways(CHARGED, SENT))
    alone = [each for each in cases if each.fault == AT_ONE_STEP]
    assert {(x.service, x.step) for x in alone} == {("payments", "Placed"), ("shipping", "Charged")}
    assert [x.drills[0].on for x in alone if x.step == "Placed"] == ["Placed"]
    assert steps_at(deployment, ways(CHARGED, SENT)[KINDS[0]], "payments") == ["Placed"]


def test_what_lasts_is_told_from_what_passes(deployment) -> None:
    cases = planned(deployment, ways(TOLD, CHARGED, SENT))
    assert {x.fault for x in cases if x.lasts} == {*WHILE, AT_ONE_STEP}


def test_a_seed_places_in_the_same_order_and_a_sample_has_every_fault(deployment) -> None:
    def placed(seed: int, sample: int | None = None) -> list[tuple[str, str, str]]:
        found = planned(deployment, ways(TOLD, CHARGED, SENT), seed=seed, sample=sample)
        return [(x.fault, x.service, x.kind) for x in found]

    assert placed(1) == placed(1)
    assert placed(1) != placed(2)
    few = len(FAULTS) + 1
    assert {fault for fault, _, _ in placed(1, few)} == {*FAULTS, AT_ONE_STEP}
    assert len(placed(1, few)) == few


def test_a_service_that_is_down_runs_none_of_its_functions_and_no_other(deployment) -> None:
    deployment.functions["RefundFunction"] = Function("RefundFunction", "r", "payments")
    drills = service_down(deployment, "payments", rest=5)
    assert [each.function for each in drills] == ["ChargeFunction", "RefundFunction"]
    assert {(each.kind, each.rest, each.times) for each in drills} == {("outage", "5", FOREVER)}
