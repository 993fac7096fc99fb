"""What the experiments measured, asked for by name."""

from pathlib import Path
from typing import Any

import pytest

import analysis
from analysis.api.results import Results

CHANGES = Path(__file__).resolve().parents[3] / "changes"


@pytest.fixture(scope="module")
def measured() -> Results:
    return analysis.results(CHANGES / "results.json", before=str(CHANGES / "baseline.json"))


def test_what_was_touched_is_as_measured_and_only_the_prediction_was_another_before(
    measured: Results,
) -> None:
    assert measured.before is not None
    assert measured.before.touched == measured.touched
    assert [each.sets.predicted for each in measured.before] != [
        each.sets.predicted for each in measured
    ]
    assert len(measured.table().rows) == len(measured) == 2 * len(measured.changes)


def test_how_far_a_change_goes_is_asked_for_by_change_and_design(measured: Results) -> None:
    for at, found in measured.reaches.items():
        assert found is not None
        assert {*found.edited} == measured.touched[at] <= {*found.redeployed}


def test_totals_add_up(measured: Results) -> None:
    (row,) = measured.totals("files").rows
    by_hand = [
        sum(each.counts["files"] for each in measured if each.side == design)
        for design in ("choreography", "orchestration")
    ]
    assert list(row[1:]) == by_hand
    assert len(measured.totals().rows) > 5


def test_who_names_everybody_forgets_nobody(measured: Results) -> None:
    everybody = measured.everybody()
    assert everybody.forgotten == ()
    assert everybody.score("choreography").recall == 1
    assert everybody.in_vain


def test_a_guess_is_scored_as_a_prediction_is(measured: Results) -> None:
    change = measured.changes[0]
    real = {side: measured.touched[change, side] for side in ("choreography", "orchestration")}
    guessed = measured.guessed({change: real})
    assert (guessed.in_vain, guessed.forgotten) == ((), ())
    assert "you" in measured.held_against({"you": guessed}).to_markdown()
    assert measured.reveal({"you": guessed}, change).figure.axes


def test_both_readings_have_their_break_even(measured: Results) -> None:
    for reading in ("sequence", "kinds"):
        even, between = (
            measured.break_even("services_touched", reading),
            measured.break_even_range("services_touched", reading),
        )
        assert even.turn is not None
        assert between is None or between[0] <= even.turn.share <= between[1]


@pytest.mark.parametrize("picture", ["touched", "break-even"])
def test_they_are_drawn(measured: Results, picture: str) -> None:
    assert analysis.plot(measured, picture=picture).figure.axes


@pytest.mark.parametrize("guess", [["sales"], {"insert-fraud-check": {"choreography": "x"}}])
def test_a_guess_of_another_form_is_refused(measured: Results, guess: Any) -> None:
    with pytest.raises(analysis.Refused, match="it wants by change and by design"):
        measured.guessed(guess)


def test_who_foretold_what_is_given_by_name(measured: Results) -> None:
    others: Any = [measured]
    with pytest.raises(analysis.Refused, match="results by who foretold them"):
        measured.held_against(others)


def test_a_name_that_is_none_is_refused_with_the_nearest(measured: Results) -> None:
    for ask in (
        lambda: measured.fewer("service_touched"),
        lambda: measured.totals("line"),
        lambda: measured.score("choreografy"),
        lambda: measured.break_even("lines", "sequences"),
        lambda: measured.reveal({}, "insert-fraud-chek"),
    ):
        with pytest.raises(analysis.Refused, match="did you mean"):
            ask()
