"""`ripple other`: five lines first, then the table, the guesses, and one change in each design."""

import json
import re

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
    assert "8 of 8 steps asked for by a workflow" in sentences[0]
    assert "no accuracy is claimed" in sentences[-1]
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
