"""What the model said of changes that it had never seen, and what came of it: kept as it was."""

import hashlib
import json
from pathlib import Path

import pytest

from analysis.experiments import Sets
from analysis.experiments.scores import score
from lab.experiments.experiment import CHANGES

SEALS = dict(
    reversed(line.split("  ")) for line in (CHANGES / "forecasts.sha256").read_text().splitlines()
)
FIRST = (
    "check-credit-first",
    "insure-parcels",
    "retry-carriers-longer",
    "ship-before-charging",
    "tax-by-country",
    "tell-the-customer",
    "wrap-gifts",
)
"""The first that were forecast, and scored before the model was mended on any of them."""


def kept() -> dict[str, Path]:
    return {path.relative_to(CHANGES).as_posix(): path for path in CHANGES.glob("*/forecast.json")}


def first(side: str) -> list[Sets]:
    told = [json.loads((CHANGES / name / "forecast.json").read_text("utf-8")) for name in FIRST]
    return [
        Sets(frozenset(each["predicted"]), frozenset(each["actual"]))
        for results in told
        for each in results
        if each["side"] == side
    ]


def test_a_forecast_is_sealed_and_never_written_again() -> None:
    found = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in kept().items()}
    assert found == SEALS


@pytest.mark.parametrize(
    ("side", "precision", "recall", "exact"),
    [("choreography", 0.75, 0.86, 3), ("orchestration", 0.93, 1.0, 6)],
)
def test_the_first_forecast_scored_what_it_scored(
    side: str, precision: float, recall: float, exact: int
) -> None:
    sets = first(side)
    assert len(sets) == len(FIRST)
    found = score(sets)
    assert found.precision == pytest.approx(precision, abs=0.005)
    assert found.recall == pytest.approx(recall, abs=0.005)
    assert sum(each.predicted == each.actual for each in sets) == exact
