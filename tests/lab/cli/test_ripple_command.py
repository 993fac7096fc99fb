"""`ripple impact`: who must change and who need not, as text and JSON; refusals."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from lab.cli.commands import COMMANDS
from lab.cli.ripple_command import impact

pytestmark = pytest.mark.slow  # each reads both designs with their code

GATE = "insert-step 'fraud check' --between 'reserve stock' 'take payment'"
TOTAL = "rename-field OrderPlaced.total"


def told(*arguments: object) -> Result:
    return CliRunner().invoke(impact, [str(each) for each in arguments])


def refused(*arguments: object) -> str:
    result = told(*arguments)
    assert result.exit_code != 0
    return str(result.exception) if result.exit_code == 1 else result.output


def wire(*arguments: object) -> Any:
    return json.loads(told(*arguments, "--json").output)


def test_it_tells_who_must_change_by_which_path_and_who_need_not() -> None:
    output = told("choreography", "--change", TOTAL).output
    assert output.startswith(f"choreography: {TOTAL}\n")
    assert "2 components must change: AnnounceOrderFunction, PaymentsFunction." in output
    assert "choreography/payments/reads.py:20" in output
    assert "ShippingFunction: taking OrderPlaced, but of it reading country" in output


def test_both_designs_are_told_one_after_the_other() -> None:
    output = told("both", "--change", GATE, "--view", "services").output
    assert "choreography: insert-step" in output
    assert "2 services must change: fraud check, payments." in output
    assert "orchestration: insert-step" in output
    assert "2 services must change: fraud check, workflow." in output


def test_several_changes_are_told_in_order() -> None:
    found = wire("choreography", "--change", TOTAL, "--change", GATE)
    assert [each["change"] for each in found["impacts"]] == [TOTAL, GATE]


def test_its_json_has_sets_paths_and_evidence() -> None:
    found = wire("choreography", "--change", TOTAL)
    assert found["format"] == "ripple-impact/1"
    assert found["starting"] == ["AnnounceOrderFunction"]
    assert found["candidates"] == ["PaymentsFunction"]
    assert found["services"] == ["ordering", "payments"]
    (hop,) = found["must_change"][1]["causes"][0]["path"]
    assert (hop["from"], hop["to"], hop["layer"]) == (
        "OrderingTopic/OrderPlaced.total",
        "PaymentsFunction",
        "schema",
    )
    assert hop["evidence"][0]["file"] == "choreography/payments/reads.py"
    assert {each["part"] for each in found["need_not"]} >= {"ShippingFunction", "InventoryFunction"}


def test_teams_are_the_users(tmp_path: Path) -> None:
    teams = tmp_path / "teams.yaml"
    teams.write_text("shop: [ordering, inventory]\nmoney: [payments]\n", encoding="utf-8")
    asked = ["choreography", "--change", GATE, "--teams", teams]
    assert wire(*asked)["teams"] == ["fraud check", "money"]
    assert "2 teams must change: fraud check, money." in told(*asked, "--view", "teams").output


def test_without_a_change_it_offers_every_operator_with_an_example_that_works() -> None:
    for title, offers in wire("both").items():
        assert len(offers) == 14
        asked = [word for offer in offers for word in ("--change", offer["example"])]
        assert all("must_change" in each for each in wire(title, *asked)["impacts"])
    output = told("choreography").output
    assert "rename-field CONTRACT.FIELD [NEW]" in output


def test_one_design_may_refuse_while_the_other_answers() -> None:
    result = told("both", "--change", "add-consumer OrderPlaced audit")
    assert result.exit_code == 0
    assert "There is no event 'OrderPlaced' in orchestration" in result.output
    found = wire("both", "--change", "add-consumer OrderPlaced audit")["impacts"]
    assert found[0]["candidates"] == []
    assert "There is no event" in found[1]["refused"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("rename-field OrderPlaced.totl", "no field 'totl' in OrderPlaced: did you mean total?"),
        ("add-consumer OrderPlacd", "did you mean OrderPlaced"),
        ("paint it red", "There is no operator 'paint'"),
    ],
)
def test_what_cannot_be_predicted_is_refused_in_a_sentence(asked: str, said: str) -> None:
    sentence = refused("choreography", "--change", asked)
    assert said in sentence
    assert "\n" not in sentence
    assert sentence[-1] in ".?"


def test_it_reads_templates_of_any_origin(tmp_path: Path) -> None:
    path = tmp_path / "world.asl.json"
    machine = {
        "StartAt": "A",
        "States": {
            "A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Next": "B"},
            "B": {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "End": True},
        },
    }
    path.write_text(json.dumps(machine), encoding="utf-8")
    found = wire(path, "--change", "swap-steps A B")
    assert len(found["starting"]) == 1
    assert found["candidates"] == []


def test_an_empty_template_has_nothing_to_change(tmp_path: Path) -> None:
    path = tmp_path / "world.yaml"
    path.write_text("Resources: {}\n", encoding="utf-8")
    assert told(path).output.count("nothing here that it applies to") == 14
    assert "which has no step at all." in refused(path, "--change", "remove-step A")


def test_names_from_a_template_steer_no_terminal(tmp_path: Path) -> None:
    path = tmp_path / "world.asl.json"
    states = {
        "A\u001b[2J": {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "End": True}
    }
    machine = {"StartAt": "A\u001b[2J", "States": states}
    path.write_text(json.dumps(machine), encoding="utf-8")
    for asked in ([], ["--change", "wait-for-person --at A[2J"]):
        assert "\u001b" not in told(path, *asked).output


def test_designs_take_no_parameters() -> None:
    assert "a design needs none" in refused("choreography", "--parameter", "A=b")


def test_its_summary_is_what_help_would_say() -> None:
    (entry,) = [each for each in COMMANDS if each.name == "impact"]
    assert entry.load().get_short_help_str(limit=100) == entry.summary


def test_it_needs_no_drawing() -> None:
    code = (
        "import sys; from lab.cli.ripple_command import impact;"
        f"impact(['choreography', '--change', {TOTAL!r}], standalone_mode=False);"
        "print({'networkx', 'matplotlib', 'numpy'} & sys.modules.keys(), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "set()"
