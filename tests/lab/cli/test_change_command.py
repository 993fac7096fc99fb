"""`ripple change`: what it lists, shows, refuses, and holds against earlier results."""

import copy
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from analysis.experiments.results import BadResults, kept
from lab.cli import change_command, change_report
from lab.cli.main import run
from lab.designs import ROOT
from lab.experiments import experiment
from lab.experiments.earlier import differences, not_compared, read_blind
from lab.experiments.experiment import CHANGES, experiments
from lab.experiments.scoring import _on_base, scored
from lab.experiments.stories import Story

RESULTS: list[dict[str, Any]] = json.loads((CHANGES / "results.json").read_text(encoding="utf-8"))
NAMES = [each.name for each in experiments()]
UNSEEN = [each.name for each in experiments() if each.forecast]
FORECAST = [each for each in RESULTS if each["change"] in UNSEEN]


def told(*arguments: str) -> str:
    result = CliRunner().invoke(change_command.change, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_every_change_has_a_title_and_those_that_were_forecast_come_first() -> None:
    lines = told("list").splitlines()
    heads = [number for number, line in enumerate(lines) if not line.startswith(" ")]
    assert [lines[each].partition(":")[0] for each in heads] == ["Forecast", "Fitted"]
    named = [line.split()[0] for line in lines if line.startswith(" ")]
    assert named == [*UNSEEN, *(name for name in NAMES if name not in UNSEEN)]
    assert heads == [0, 1 + len(UNSEEN)]
    assert all(len(line.split()) > 2 for line in lines)
    wire = json.loads(told("list", "--json"))
    assert [each["change"] for each in wire] == NAMES
    assert [each["change"] for each in wire if each["forecast"]] == UNSEEN


@pytest.mark.slow
def test_a_change_is_shown_with_request_prediction_and_size() -> None:
    output = told("show", "insert-fraud-check")
    assert "customers on our watch list do not get through" in " ".join(output.split())
    assert "fraud (new), workflow" in output
    wire = json.loads(told("show", "insert-fraud-check", "--json"))
    assert wire["sides"]["orchestration"]["predicted"] == ["fraud", "workflow"]
    assert wire["sides"]["choreography"]["own"]["files"] > 0


@pytest.mark.parametrize(
    ("asked", "said", "code"),
    [
        (["show", "insert-fraud-chek"], "did you mean insert-fraud-check?", 1),
        (["run", "nothing-like-it"], "choose one of add-sales-aggregation", 1),
        (["run"], "Name the changes to run, or say --all;", 2),
        (["run", "add-sales-aggregation", "--all"], "or say --all;", 2),
        (["run", "--all", "--against", "/nowhere/results.json"], "results.json is not there", 1),
    ],
)
def test_what_cannot_be_run_is_refused_in_a_sentence(
    asked: list[str], said: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["change", *asked]) == code
    heard = capsys.readouterr()
    assert said in heard.err
    assert "Traceback" not in heard.err
    assert heard.out == ""


def test_a_patch_that_no_longer_applies_is_refused_before_anything_is_deployed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "changes"
    shutil.copytree(CHANGES / "pass-delivery-slot", folder / "pass-delivery-slot")
    patch = folder / "pass-delivery-slot" / "choreography.patch"
    lines = patch.read_text(encoding="utf-8").splitlines(keepends=True)
    first = next(n for n, line in enumerate(lines) if line.startswith("-") and line[1] != "-")
    lines[first] = "-what was never there\n"
    patch.write_text("".join(lines), encoding="utf-8")
    monkeypatch.setattr(experiment, "CHANGES", folder)
    monkeypatch.setattr(
        change_command, "experiment_named", lambda name: experiment._read(folder / name)
    )
    monkeypatch.setattr("lab.experiments.running.open_place", None)  # nobody may get so far
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    assert run(["change", "run", "pass-delivery-slot"]) == 1
    said = capsys.readouterr().err
    assert (
        "pass-delivery-slot/choreography.patch no longer applies: hunk 1 of choreography/" in said
    )
    assert said.count("\n") == 1
    assert list(scratch.iterdir()) == []


def test_results_that_are_as_before_differ_in_nothing() -> None:
    assert differences(RESULTS, copy.deepcopy(RESULTS)) == []
    slower = [{**each, "seconds": 1000} for each in RESULTS]
    assert differences(RESULTS, slower) == []


@pytest.mark.parametrize("key", ["actual", "predicted", "passed", "lines_added"])
def test_a_figure_that_is_not_what_it_was_is_named(key: str) -> None:
    found = copy.deepcopy(RESULTS)
    found[3][key] = "other"
    [line] = differences(RESULTS, found)
    assert line.startswith(f"{found[3]['change']} on {found[3]['side']}: {key} was ")


def test_words_of_one_run_are_no_difference_but_verdicts_are() -> None:
    found = copy.deepcopy(RESULTS)
    steps = found[0]["lockstep"]["single"]
    unit = next(iter(steps))
    steps[unit]["why"] = "an order of another name is stuck"
    assert differences(RESULTS, found) == []
    steps[unit]["safe"] = not steps[unit]["safe"]
    assert len(differences(RESULTS, found)) == 1


def test_what_earlier_results_do_not_tell_is_not_compared_and_that_is_said() -> None:
    earlier = copy.deepcopy(RESULTS)
    assert not_compared(earlier, RESULTS) == []
    for each in earlier:
        del each["reaches"], each["functions"]["changed_by_comments"]
    assert differences(earlier, RESULTS) == []
    assert not_compared(earlier, RESULTS[:2]) == [
        "Not compared, for the earlier results do not tell: reaches, functions.changed_by_comments."
    ]
    earlier[0]["functions"]["added"] = ["other"]
    assert len(differences(earlier, RESULTS)) == 1


def test_a_change_that_is_not_among_the_earlier_is_said() -> None:
    [line] = differences(RESULTS[1:], RESULTS[:1])
    assert "is not among the earlier results" in line


def test_a_file_without_results_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    for text in ("", "{}", "[1]", "\x00"):
        path.write_text(text)
        with pytest.raises(BadResults, match=r"results\.json"):
            kept(path)


def test_results_read_well_on_a_terminal() -> None:
    lines = list(change_report.told(RESULTS))
    assert max(map(len, lines)) <= 120
    for reach in ("edited", "redeployed", "told"):
        assert sum(line.startswith(f"  {reach} ") for line in lines) == len(NAMES)
    table = list(change_report.summary(RESULTS))
    assert len(table) == 4 + len(NAMES)


def test_what_was_predicted_blind_is_said_before_what_the_fitted_model_says() -> None:
    blind = read_blind()
    assert set(blind) == {
        (each["change"], each["side"]) for each in RESULTS if each["change"] not in UNSEEN
    }
    fraud = [each for each in RESULTS if each["change"] == "insert-fraud-check"]
    lines = [" ".join(line.split()) for line in change_report.told(fraud, blind)]
    [first] = [n for n, line in enumerate(lines) if line.startswith("predicted blind")]
    exact = "the same (precision 1.00, recall 1.00)"
    assert lines[first : first + 2] == [
        f"predicted blind also inventory (precision 0.67, recall 1.00) {exact}",
        f"predicted, fitted {exact} {exact}",
    ]
    assert "2/5/2 (3; 2)" in list(change_report.summary(fraud, blind))[3]
    unheard = [each | {"change": "an-eleventh"} for each in fraud]
    told = " ".join(" ".join(change_report.told(unheard, blind)).split())
    assert "predicted blind not kept" in told
    assert "2/5/2 (-; 2)" in list(change_report.summary(unheard, blind))[3]


def test_a_forecast_is_told_by_its_first_figures_and_today_s_prediction_after_it() -> None:
    credit = [each for each in copy.deepcopy(RESULTS) if each["change"] == "check-credit-first"]
    for each in credit:
        each["predicted"] = each["actual"] = ["payments"]
    lines = [" ".join(line.split()) for line in change_report.told(credit, {})]
    [first] = [line for line in lines if line.startswith("forecast")]
    assert first.startswith("forecast not ordering; also inventory (precision ")
    [now] = [line for line in lines if line.startswith("predicted since")]
    assert now.count("the same (precision 1.00, recall 1.00)") == 2
    heading, line = list(change_report.summary(credit))[2:]
    assert heading.startswith("Forecast: ")
    assert " (2; 1)" in line


def test_the_results_keep_the_first_figures_of_each_forecast() -> None:
    assert {each["change"] for each in RESULTS if each.get("forecast")} == {*UNSEEN}
    for each in FORECAST:
        first = json.loads((CHANGES / each["change"] / "forecast.json").read_text("utf-8"))
        [kept] = [told for told in first if told["side"] == each["side"]]
        for key in ("predicted", "actual", "precision", "recall"):
            assert each["forecast"][key] == kept[key]


def test_a_failed_story_is_said_with_its_reason() -> None:
    found = copy.deepcopy(RESULTS[:2])
    found[0]["passed"] = False
    found[0]["stories"]["new"]["failed"] = [{"story": "test_it", "why": "no sale was counted"}]
    text = " ".join(" ".join(change_report.told(found)).split())
    assert "FAILED: test_it: no sale was counted" in text
    assert "FAILED on choreography" in "\n".join(change_report.summary(found))


@pytest.mark.parametrize(
    ("fails", "on_base", "said"),
    [
        (
            True,
            [("failed", "assert 1 == 2")],
            "a new story fails by its assertion: test_it: assert 1 == 2",
        ),
        (
            False,
            [("failed", "KeyError: 'fraud'")],
            "NO NEW STORY FAILS BY ITS ASSERTION (test_it: KeyError: 'fraud')",
        ),
        (False, [("passed", "")], "ALL NEW STORIES PASS"),
        (None, [], "not tried"),
    ],
)
def test_why_a_new_story_fails_without_the_change_is_said(
    fails: bool | None, on_base: list[tuple[str, str]], said: str
) -> None:
    found = copy.deepcopy(RESULTS[:1])
    stories = (Story("a.py::test_it", how, x) for how, x in on_base)
    found[0]["stories"] |= {"fails_on_base": fails, "on_base": list(map(_on_base, stories))}
    text = " ".join(" ".join(change_report.told(found)).split())
    assert f"without the change {said}" in text


def test_what_was_left_out_is_counted() -> None:
    found = copy.deepcopy(RESULTS[:1])
    found[0]["stories"]["old"]["left_out"] = [{"story": "test_it", "why": "much like another"}]
    assert "new pass; 1 left out" in "\n".join(change_report.told(found))


def test_scores_are_shares_of_sets() -> None:
    found = scored({"a", "b", "c"}, {"b", "c", "d", "e"})
    assert (found["precision"], found["recall"]) == (0.6667, 0.5)
    assert (found["false_positives"], found["discovered_late"]) == (["a"], ["d", "e"])
    assert scored((), {"a"})["precision"] is None
    assert scored({"a"}, ())["recall"] is None


def test_every_change_was_measured_on_both_sides_and_passed() -> None:
    assert sorted((each["change"], each["side"]) for each in RESULTS) == sorted(
        (name, side) for name in NAMES for side in ("choreography", "orchestration")
    )
    for each in RESULTS:
        assert each["passed"], (each["change"], each["side"])
        assert each["stories"]["fails_on_base"], (each["change"], each["side"])


def test_the_checkout_is_what_is_copied() -> None:
    assert (ROOT / "changes").is_dir()
