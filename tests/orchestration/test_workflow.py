"""The workflow: one forward path, and every refusal undone in reverse."""

import json
from pathlib import Path
from typing import Any

import pytest

from orchestration import workflow
from orchestration.workflow import render

STATES: dict[str, dict[str, Any]] = json.loads(render())["States"]
TASKS = {name: state for name, state in STATES.items() if state["Type"] == "Task"}

each_task = pytest.mark.parametrize("task", TASKS.values(), ids=list(TASKS))


def path(start: str) -> list[str]:
    steps = [start]
    while "Next" in STATES[steps[-1]]:
        steps.append(STATES[steps[-1]]["Next"])
    return steps


def test_an_order_that_nobody_refuses_is_confirmed() -> None:
    forward = ["Open order", "Reserve stock", "Take payment", "Book shipment", "Confirm order"]
    assert path(json.loads(render())["StartAt"]) == [*forward, "Order confirmed"]


@pytest.mark.parametrize(
    ("step", "refusal", "undone"),
    [
        ("Reserve stock", "OutOfStock", []),
        ("Take payment", "PaymentDeclined", ["Release stock"]),
        ("Book shipment", "NoCarrier", ["Refund payment", "Release stock"]),
    ],
)
def test_a_refusal_is_undone_in_reverse(step: str, refusal: str, undone: list[str]) -> None:
    [catch] = STATES[step]["Catch"]
    assert catch["ErrorEquals"] == [refusal]
    assert catch["ResultPath"] == "$.refusal"
    assert path(catch["Next"]) == [*undone, "Cancel order", "Order cancelled"]


@each_task
def test_a_refusal_is_an_answer_and_never_retried(task: dict[str, Any]) -> None:
    first = task["Retry"][0]
    for catch in task.get("Catch", []):
        assert first == {"ErrorEquals": catch["ErrorEquals"], "MaxAttempts": 0}


@each_task
def test_every_other_fault_is_retried_with_back_off_and_jitter(task: dict[str, Any]) -> None:
    busy, last = task["Retry"][-2:]
    assert "Lambda.TooManyRequestsException" in busy["ErrorEquals"]
    assert last["ErrorEquals"] == ["States.ALL"]
    for retry in (busy, last):
        assert retry["BackoffRate"] > 1
        assert retry["JitterStrategy"] == "FULL"
        assert retry["MaxDelaySeconds"] >= retry["IntervalSeconds"]


@each_task
def test_every_task_has_a_timeout_longer_than_its_function(task: dict[str, Any]) -> None:
    assert task["TimeoutSeconds"] > 15


def test_a_stale_rendering_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert workflow.main(["--check"]) == 0
    stale = tmp_path / "workflow.asl.json"
    stale.write_text(workflow.render().replace("NoCarrier", "NoCarriers"))
    monkeypatch.setattr(workflow, "RENDERED", stale)
    assert workflow.main(["--check"]) == 1
    assert "stale" in capsys.readouterr().err
    assert workflow.main([]) == 0
    assert stale.read_text() == workflow.render()
