"""`ripple other`: five lines first, then the table, the guesses, and one change in each design."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from lab.cli.main import cli


def run(*arguments: str) -> str:
    found = CliRunner().invoke(cli, ["other", *arguments], catch_exceptions=False)
    assert found.exit_code == 0
    return found.output


def test_the_answer_comes_before_the_table_and_claims_no_accuracy() -> None:
    told = run("orchestration")

    head, _, rest = told.partition("\n\n")
    sentences = re.sub(r"\n  +", " ", head).splitlines()
    assert len(sentences) == 5
    assert "8 steps, all asked for by a workflow" in sentences[0]
    assert "No accuracy is claimed for a stranger's other design" in sentences[-1]
    assert "swap-steps" in rest
    assert "What is guessed" in rest


def test_one_change_is_told_in_both_designs_with_its_ways() -> None:
    told = json.loads(
        run("choreography", "--json", "--change", "swap-steps PaymentTaken ShipmentBooked")
    )

    (change,) = told["changes"]
    assert set(change["designs"]["as you are"]["services"]) == {
        "inventory", "ordering", "payments", "shipping"
    }  # fmt: skip
    workflow = change["designs"]["as a workflow"]
    assert set(workflow["services"]) == {"workflow", "shipping"}
    assert workflow["ways"]


def test_a_field_is_told_by_where_its_value_comes_from() -> None:
    told = json.loads(
        run(
            "orchestration", "--json", "--change", "rename-field request:TakePaymentFunction.amount"
        )
    )

    events = told["changes"][0]["designs"]["as events"]
    assert events["change"].endswith("OrderOpened.total")
    assert set(events["services"]) == {"ordering", "payments"}


def test_a_step_that_is_none_is_refused_in_one_sentence() -> None:
    found = CliRunner().invoke(cli, ["other", "choreography", "--orchestrate", "sing a song"])

    assert found.exit_code != 0
    assert "no step" in str(found.exception)


def test_every_design_is_asked_the_same_changes_and_each_value_once() -> None:
    told = json.loads(run("choreography", "--json"))

    rows = {row["operator"]: row for row in told["operators"]}
    assert rows["rename-field"]["places"] == 11
    assert rows["swap-steps"]["places"] == 6
    assert all(len(row["mean_services"]) == 2 for row in told["operators"])
    assert told["boundaries"] is None


def test_weights_are_those_of_compare() -> None:
    told = json.loads(run("choreography", "--json", "--mix", "swap-steps=1"))

    assert told["weights"]["swap-steps"] == 1
    assert told["expected"]["as a workflow"] < told["expected"]["as you are"]


def test_the_mixes_that_no_other_beats_are_told_and_none_is_called_the_best(
    tmp_path: Path,
) -> None:
    machine = tmp_path / "machine.asl.json"
    machine.write_text(json.dumps(TWO_TASKS))

    text = run(str(machine), "--boundary")
    told = json.loads(run(str(machine), "--boundary", "--json"))["boundaries"]

    assert "Where a workflow could end" in text
    assert "none of them is the one to take" in " ".join(text.split())
    assert {tuple(each["asked"]) for each in told["unbeaten"]} <= {(), ("First", "Second")}
    assert told["tried"] == 2


@pytest.mark.slow  # draws
def test_the_designs_are_drawn_as_one_picture(tmp_path: Path) -> None:
    target = tmp_path / "designs.svg"

    text = run("choreography", "--draw", str(target))

    assert "is written" in text
    assert "as a workflow" in target.read_text()


@pytest.mark.parametrize("arguments", [["--draw", "designs.pdf"], ["--mix", "order"]])
def test_what_is_not_written_as_it_must_be_is_refused(arguments: list[str]) -> None:
    found = CliRunner().invoke(cli, ["other", "choreography", *arguments])

    assert found.exit_code == 2


TWO_TASKS = {
    "StartAt": "First",
    "States": {
        "First": {
            "Type": "Task",
            "Resource": "arn:aws:lambda:eu-west-1:123456789012:function:one",
            "Next": "Second",
        },
        "Second": {
            "Type": "Task",
            "Resource": "arn:aws:lambda:eu-west-1:123456789012:function:two",
            "End": True,
        },
    },
}
