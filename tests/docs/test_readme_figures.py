"""What the README says of the two designs is what the lab computes."""

import re
from pathlib import Path

import pytest

from analysis.dependency import LAYERS, to_digraph
from analysis.experiments import read
from analysis.experiments.foretold import by_kind, first_predicted
from analysis.experiments.results import read_earlier
from analysis.experiments.scores import ALL, scores
from analysis.measures.visibility import propagation_cost
from analysis.palette import DESIGNS
from tests.designs import depended
from tools.findings_prose import WORDS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = {
    "schema": (("schema",), False),
    "control": (("control",), False),
    "runtime": (("runtime",), False),
    "runtime, a topic counted as part of its owner": (("runtime",), True),
    "all together": (LAYERS, False),
}


@pytest.fixture(scope="module", params=["choreography", "orchestration"])
def column(request: pytest.FixtureRequest) -> dict[str, str]:
    """What each layer's cost is in one design."""
    read = depended(request.param)
    graphs = {
        name: to_digraph(read, layers, "services", channels=channels)
        for name, (layers, channels) in SHOWN.items()
    }
    return {"design": request.param} | {
        name: f"{propagation_cost(graph):.3f}" for name, graph in graphs.items()
    }


@pytest.mark.parametrize("layer", SHOWN)
def test_the_table_of_layers_is_true(column: dict[str, str], layer: str) -> None:
    [(choreography, orchestration)] = re.findall(
        rf"^\| {layer} \| ([0-9.]+) \| ([0-9.]+) \|$", README, re.MULTILINE
    )
    stated = {"choreography": choreography, "orchestration": orchestration}
    assert stated[column["design"]] == column[layer]


def test_the_scores_of_the_prediction_are_said_the_forecast_first() -> None:
    measured = read(ROOT / "changes" / "results.json")
    first = first_predicted(measured, read_earlier(ROOT / "changes" / "baseline.json"))
    forecast, fitted = by_kind(measured, first)
    told = [
        " : ".join(f"{getattr(scores(each)[side, ALL], name):.2f}" for side in DESIGNS)
        for each in (forecast.before, fitted.before, fitted.outcomes)
        for name in ("recall", "precision")
    ]
    said = " ".join(README.split())
    found = re.findall(r"recall (\S+ : \S+), precision (\S+ : \S+)\.", said)
    assert [each for pair in found for each in pair] == told
    exact = (scores(forecast.before)[side, ALL] for side in DESIGNS)
    many = WORDS[len({each.change for each in forecast.outcomes})]
    shown = " : ".join(str(each.exact) for each in exact)
    assert f"**Forecast**, {many} changes" in said
    assert f"Exactly foretold: {shown} of {many}." in said
    assert f"**Fitted**, {WORDS[len({each.change for each in fitted.outcomes})]} changes" in said


def test_the_answer_at_the_top_is_that_of_the_findings() -> None:
    findings = " ".join((ROOT / "docs" / "findings.md").read_text(encoding="utf-8").split())
    said = " ".join(README.split())
    fewer = re.search(
        r"choreography touched fewer services in (\w+) of (\w+) changes, orchestration in (\w+), "
        r"and they tied in (\w+)",
        said,
    )
    assert fewer
    some, every, others, same = map(WORDS.index, fewer.groups())
    assert (
        f"choreography in {some}, orchestration in {others}, the same in {same} of {every} changes"
        in findings
    )
    assert f"; {WORDS[every]} real changes are predicted" in said
    even = re.search(r"(\d+ %) by one grouping, .* from (\d+ % to \d+ %)", said)
    assert even
    assert f"the break-even in services touched is {even[1]}" in findings
    assert f"(one change left out: {even[2]}" in findings
