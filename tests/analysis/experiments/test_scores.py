"""Precision and recall by hand, and what holds of them whatever the sets are."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.experiments import Sets, outcomes
from analysis.experiments.foretold import by_kind, first_predicted
from analysis.experiments.results import earlier
from analysis.experiments.said import score_line
from analysis.experiments.scores import (
    ALL,
    BOTH,
    EXISTING,
    discovered_late,
    false_positives,
    predicted_as,
    score,
    scores,
)
from analysis.experiments.tables import misses_table, scores_table, touched_table
from tests.analysis.experiments.sample import UNSEEN, baseline, results, with_forecasts

services = st.frozensets(st.sampled_from("abcde"))
pairs = st.lists(st.builds(Sets, services, services), max_size=6)


def sets(predicted: str, actual: str) -> Sets:
    return Sets(frozenset(predicted), frozenset(actual))


def test_micro_pools_and_macro_averages() -> None:
    found = score([sets("ab", "a"), sets("", "c"), sets("cd", "cde")])
    assert (found.hits, found.predicted, found.actual) == (3, 4, 5)
    assert (found.precision, found.recall) == (3 / 4, 3 / 5)
    assert found.macro_precision == (1 / 2 + 1) / 2
    assert found.macro_recall == (1 + 0 + 2 / 3) / 3


def test_nothing_has_no_ratio() -> None:
    found = score([])
    ratios = (found.precision, found.recall, found.macro_precision, found.macro_recall)
    assert ratios == (None, None, None, None)


@settings(max_examples=40)
@given(pairs)
def test_ratios_are_shares_and_whole_only_without_a_miss(found: list[Sets]) -> None:
    scored = score(found)
    for ratio in (scored.precision, scored.recall, scored.macro_precision, scored.macro_recall):
        assert ratio is None or 0 <= ratio <= 1
    in_vain = any(each.false_positives for each in found)
    late = any(each.discovered_late for each in found)
    assert (scored.precision in (None, 1)) == (not in_vain)
    assert (scored.recall in (None, 1)) == (not late)


@settings(max_examples=40)
@given(pairs)
def test_turned_round_precision_is_recall(found: list[Sets]) -> None:
    there, back = score(found), score([Sets(each.actual, each.predicted) for each in found])
    assert (there.precision, there.macro_precision) == (back.recall, back.macro_recall)


@settings(max_examples=40)
@given(pairs)
def test_hits_and_misses_make_up_both_sets(found: list[Sets]) -> None:
    for each in found:
        assert each.hits | each.false_positives == each.predicted
        assert each.hits | each.discovered_late == each.actual


def test_sides_add_up_and_layers_are_apart() -> None:
    found = scores(outcomes(results()))
    for layer in (ALL, EXISTING, "schema", "control"):
        one, other, both = (found[side, layer] for side in ("choreography", "orchestration", BOTH))
        assert both.hits == one.hits + other.hits
        assert both.counted == 20
    assert found[BOTH, EXISTING].actual < found[BOTH, ALL].actual
    assert found[BOTH, "deployment"].precision is None


def test_misses_are_named_with_their_layers() -> None:
    found = outcomes(results())
    [spared] = false_positives(found)
    assert (spared.change, spared.service) == ("take-payment-first", "shipping")
    assert spared.layers == ("control",)
    assert ("expire-unpaid-holds", "payments", ("runtime",)) in {
        (each.change, each.service, each.layers) for each in discovered_late(found)
    }


def test_an_earlier_model_is_held_against_the_same_reality() -> None:
    found = outcomes(results())
    then = predicted_as(found, earlier(baseline()))
    assert [each.sets.actual for each in then] == [each.sets.actual for each in found]
    now, before = scores(found)[BOTH, ALL], scores(then)[BOTH, ALL]
    assert before.actual == now.actual
    assert (before.recall or 0) < (now.recall or 0)


def test_a_score_counts_the_changes_that_were_foretold_exactly() -> None:
    assert score([sets("ab", "a"), sets("c", "c"), sets("", "")]).exact == 2


def test_the_blind_scores_are_said_first_and_the_fitted_ones_as_no_forecast() -> None:
    found = outcomes(results())
    then = predicted_as(found, earlier(baseline()))
    blind, fitted = score_line(found, then).split(". ")
    assert blind.startswith("Predicted blind, 10 changes: recall ")
    assert fitted.startswith("Fitted to these same changes since, and no forecast: recall ")
    for side in ("choreography", "orchestration"):
        assert f"{scores(then)[side, ALL].recall:.2f}" in blind
        assert f"{scores(found)[side, ALL].precision:.2f}" in fitted
    assert score_line(found, then[:4]).startswith("Predicted blind (4 of 20), 10 changes: ")
    assert score_line(found).startswith("Fitted to 10 changes, of which no forecast was kept: rec")


def test_a_forecast_is_said_before_all_else_and_by_its_first_figures() -> None:
    found = outcomes(with_forecasts())
    told, blind, _ = score_line(found, first_predicted(found, earlier(baseline()))).split(". ")
    assert told == (
        "Forecast, 2 changes that the model had never seen: recall 0.40 : 0.25, "
        "precision 1.00 : 0.50, exact 0 : 0 (choreography : orchestration)"
    )
    assert blind.startswith("Predicted blind, 8 changes: ")
    assert score_line(found).startswith(f"{told}. Fitted to 8 changes, ")


def test_a_forecast_is_held_against_who_was_touched_then_and_never_moves() -> None:
    [told, *_] = outcomes(with_forecasts()[-2:])
    changed = replace(told, sets=sets("ordering", "ordering"))
    [first] = first_predicted([changed], {})
    assert first.forecast == told.forecast
    assert (first.sets, changed.sets) == (first.forecast and first.forecast.sets, changed.sets)
    assert first.sets != changed.sets
    assert first_predicted(outcomes(results()), {}) == ()


def test_each_kind_of_changes_has_its_own_outcomes_and_the_forecast_is_first() -> None:
    found = outcomes(with_forecasts())
    forecast, fitted = by_kind(found, first_predicted(found, earlier(baseline())))
    assert (forecast.name, fitted.name) == ("forecast", "fitted")
    assert {each.change for each in forecast.outcomes} == {*UNSEEN}
    assert len(forecast.before) == len(forecast.outcomes) == 4
    assert len(fitted.before) == len(fitted.outcomes) == 16
    assert [kind.name for kind in by_kind(outcomes(results()))] == ["fitted"]


def test_tables_have_the_blind_columns_before_the_fitted_ones() -> None:
    found = outcomes(results())
    then = predicted_as(found, earlier(baseline()))
    for table in (touched_table(found, then), scores_table(found, then)):
        told = [column for column in table.head if column.startswith(("blind: ", "fitted: "))]
        assert told.index("fitted: " + told[0].removeprefix("blind: ")) > 0
        assert all(len(row) == len(table.head) for row in table.rows)
    whats = [row[3].partition(":")[0] for row in misses_table(found, then).rows]
    assert whats == sorted(whats)
    assert set(whats) == {"blind", "fitted"}
    assert len(touched_table(found).head) == len(touched_table(found).rows[0]) == 11


def test_tables_of_a_forecast_call_it_so() -> None:
    found = outcomes(with_forecasts())
    kind = by_kind(found, first_predicted(found, {}))[0]
    table = scores_table(kind.outcomes, kind.before)
    assert table.head[2:8] == (
        "forecast: precision", "forecast: recall", "forecast: exact",
        "since: precision", "since: recall", "since: exact",
    )  # fmt: skip
    assert "never seen" in (table.note or "")
    assert {row[3].partition(":")[0] for row in misses_table(kind.outcomes, kind.before).rows} == {
        "forecast", "since",
    }  # fmt: skip
