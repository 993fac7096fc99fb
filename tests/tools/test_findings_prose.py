"""Prose cannot lie: unknown names, untrue claims and numbers typed by hand are refused."""

import pytest

from analysis.experiments import outcomes
from analysis.experiments.foretold import first_predicted
from analysis.experiments.results import earlier
from analysis.experiments.said import headline
from analysis.experiments.scores import predicted_as
from tests.analysis.experiments.sample import baseline, results, with_forecasts
from tools.findings_facts import Fact, compared, facts, moved
from tools.findings_prose import UntrueProse, filled, names

FACTS: dict[str, Fact] = {
    "files": 9,
    "more.files": 12,
    "mean": 2.5,
    "recall": 1.0,
    "who": ("fraud", "payments"),
    "none": (),
    "names": ("`a`",),
    "nothing": None,
}


def test_facts_are_put_in() -> None:
    said = "{{files}} or {{files in words}} of {{more.files}}; {{ mean }}, {{recall}}; {{who}}."
    assert filled(said, FACTS) == "9 or nine of 12; 2.50, 1.00; fraud and payments.\n"
    assert filled("{{files in Words}}, {{none}}, {{nothing}}", FACTS) == "Nine, none, none\n"


@pytest.mark.parametrize(
    "claim",
    ["files < more.files", "more.files >= 12", "mean = 2.5", "files != mean", "'fraud' in who",
     "'a' in names", "more.files > files", "9 <= files"],
)  # fmt: skip
def test_a_claim_that_holds_leaves_no_trace(claim: str) -> None:
    said = f"One.{{{{claim {claim}}}}}\n{{{{claim {claim}}}}} {{{{claim {claim}}}}}\n\nTwo."
    assert filled(said, FACTS) == "One.\n\nTwo.\n"


@pytest.mark.parametrize(
    ("prose", "says"),
    [
        ("a\n{{claim files > more.files}}", r"Line 2: it is not so that files > more.files \(9 ag"),
        ("{{claim 'shipping' in who}}", "not so"),
        ("{{claim who < files}}", "cannot be compared"),
        ("{{claim files is small}}", "is no claim"),
        ("a\n\n{{flies}}", "Line 3: there is no fact 'flies': did you mean files"),
        ("{{__import__('os')}}", "there is no fact"),
        ("a\nabout 14 files", "Line 2: the number 14 is typed by hand"),
        ("<!-- 3\n4 -->\n5 files", "Line 3: the number 5 "),
    ],
)
def test_what_is_not_so_is_refused(prose: str, says: str) -> None:
    with pytest.raises(UntrueProse, match=says):
        filled(prose, FACTS)


def test_code_links_names_and_comments_may_have_digits() -> None:
    kept = "S3 and `p 4`, [x](0005-a.md)\n1. first\n"
    assert filled("<!-- 12 -->\n" + kept, FACTS) == kept


def test_names_are_found_in_claims_too() -> None:
    assert names("{{files in words}} {{claim mean < 3}} {{claim 'x' in who}}") == [
        "files",
        "mean",
        "who",
    ]


def test_words_follow_the_numbers() -> None:
    assert [compared(1, 2), compared(2, 1), compared(1, 1)] == [
        "fewer than",
        "more than",
        "as many as",
    ]
    assert moved(0.5, 0.75) == "rose from 0.50 to 0.75"
    assert moved(0.75, 0.5) == "fell from 0.75 to 0.50"
    assert moved(1.0, 1.0) == "stayed at 1.00"
    assert moved(None, 1.0) == "cannot be compared"


def test_facts_of_a_run() -> None:
    found = outcomes(results())
    known = facts(found, predicted_as(found, earlier(baseline())))
    assert known["headline"] == headline(found)
    assert headline(found) == (
        "Fewer services touched: choreography in 3, orchestration in 6, the same in 1 of 10 "
        "changes."
    )
    assert known["insert-fraud-check.versus.services_touched"] == "more than"
    assert known["insert-fraud-check.lower.services_touched"] == "orchestration"
    assert known["untouched.choreography.names"] == ("`add-sales-aggregation`",)
    assert known["total.choreography.lost"] == 10
    assert known["even.sequence.services_touched.share"] == "56 %"
    assert known["fitted.moved.choreography.all.recall"] == "rose from 0.68 to 0.82"
    assert str(known["table.touched.fitted"]).startswith(
        "| change | side | edited | redeployed | told |"
    )
    assert not [name for name in known if "forecast" in name]


def test_a_forecast_has_facts_of_its_own() -> None:
    found = outcomes(with_forecasts())
    known = facts(found, first_predicted(found, earlier(baseline())))
    assert (known["forecast.changes"], known["fitted.changes"], known["changes"]) == (2, 8, 10)
    assert known["forecast.first.orchestration.all.precision"] == 0.5
    assert known["forecast.first.orchestration.all.exact"] == 0
    assert known["forecast.since.orchestration.all.exact"] == 2
    assert "blind: " not in str(known["table.scores.forecast"])


def test_a_run_of_one_change_has_facts_too() -> None:
    known = facts(outcomes(results()[:1]))
    assert known["changes"] == 1
    assert known["even.sequence.files"] == "nothing to compare"
    assert known["fitted.first.both.all.recall"] is None
