"""A reader's guess: refused where it names nothing, else held against reality as a prediction."""

from types import SimpleNamespace
from typing import Any

import pytest
from matplotlib.figure import Figure

from analysis.experiments import Outcome, outcomes
from analysis.experiments.guesses import (
    REALITY,
    BadGuess,
    columns,
    everybody,
    guessed,
    lines,
    requests,
    score_table,
)
from analysis.experiments.pictures.revealed import revealed
from tests.analysis.experiments.sample import results

FRAUD = "insert-fraud-check"
FORGOT = {"choreography": {"fraud", "payments", "shipping"}, "orchestration": {"fraud", "workflow"}}


def found() -> tuple[Outcome, ...]:
    return outcomes(results())


def words(figure: Figure) -> list[str]:
    return [text.get_text() for ax in figure.axes for text in ax.texts]


def test_a_guess_takes_the_place_of_the_prediction() -> None:
    one, other = guessed(found(), {FRAUD: FORGOT})
    assert (one.change, one.side) == (FRAUD, "choreography")
    assert one.sets.hits == {"fraud", "payments"}
    assert one.sets.false_positives == {"shipping"}
    assert one.sets.discovered_late == {"inventory"}
    assert other.sets.predicted == other.sets.actual


def test_nobody_is_a_guess() -> None:
    [one, _] = guessed(
        found(), {FRAUD: {side: set() for side in ("choreography", "orchestration")}}
    )
    assert one.sets.discovered_late == one.sets.actual


@pytest.mark.parametrize(
    ("change", "guess", "said"),
    [
        ("insert-fraud", FORGOT, "no change 'insert-fraud': did you mean 'insert-fraud-check'?"),
        (FRAUD, {"choreography": {"fraud"}}, "nothing of orchestration: an empty set is nobody"),
        (FRAUD, FORGOT | {"events": set()}, "no design 'events': choose of choreography"),
        (
            FRAUD,
            FORGOT | {"orchestration": {"workfow"}},
            "orchestration has no service 'workfow': did you mean 'workflow'?",
        ),
        (FRAUD, FORGOT | {"choreography": {"workflow"}}, "choreography has no service 'workflow'"),
        (FRAUD, FORGOT | {"choreography": {"sales"}}, "choose of fraud, inventory, ordering"),
        (FRAUD, FORGOT | {"choreography": {7, "fraud"}}, "choreography has no service 7"),
    ],
)
def test_a_guess_at_what_is_not_there_is_refused(
    change: str, guess: dict[str, set[Any]], said: str
) -> None:
    with pytest.raises(BadGuess) as refused:
        guessed(found(), {change: guess})
    assert said in str(refused.value)


def test_new_services_stand_last_and_only_where_they_are_brought() -> None:
    assert columns(found(), FRAUD, "choreography")[-1] == "fraud"
    assert columns(found(), FRAUD, "orchestration")[-2:] == ("workflow", "fraud")
    assert "fraud" not in columns(found(), "take-payment-first", "choreography")


def test_reality_is_the_last_line_of_each_side() -> None:
    mine = guessed(found(), {FRAUD: FORGOT})
    told = lines(FRAUD, found(), {"you": mine, "predicted": found()})
    assert [each.who for each in told] == ["you", "you", "predicted", "predicted", *[REALITY] * 2]
    assert {each.sets.predicted == each.sets.actual for each in told[-2:]} == {True}


def test_whoever_names_everybody_forgets_nobody() -> None:
    mine = guessed(found(), everybody(found()))
    assert len(mine) == 20
    assert not any(each.sets.discovered_late for each in mine)
    rows = {(who, side): rest for who, side, *rest in score_table({"everybody": mine}).rows}
    assert rows["everybody", "both"][4] == "1.00"


def test_the_scores_of_a_guess_by_hand() -> None:
    mine = guessed(found(), {FRAUD: FORGOT})
    [one, other, both] = score_table({"you": mine}).rows
    assert one == ("you", "choreography", "2", "3", "3", "0.67", "0.67", "0 of 1")
    assert other == ("you", "orchestration", "2", "2", "2", "1.00", "1.00", "1 of 1")
    assert both == ("you", "both", "4", "5", "5", "0.80", "0.80", "1 of 2")


def test_requests_are_quoted_in_one_piece() -> None:
    asked = SimpleNamespace(title="Sales", request="Every product,\nevery day.")
    assert requests(asked, asked).count("\n\n") == 1
    assert requests(asked) == "> **Sales**\n>\n> Every product, every day."


@pytest.mark.slow
def test_every_guess_is_drawn_above_how_it_was() -> None:
    mine = guessed(found(), {FRAUD: FORGOT})
    said = words(revealed(found(), {"you": mine, "predicted": found()}, FRAUD))
    assert [said.count(each) for each in ("you", "predicted", REALITY)] == [1, 1, 1]
    # Named in vain by one, and drawn once; forgotten by one, and drawn for all three.
    choreography = [each for each in said if each in ("shipping", "inventory")]
    assert (choreography.count("shipping"), choreography.count("inventory")) == (1, 3)
