"""What the README says of the two designs is what the lab computes."""

import re
from pathlib import Path

import pytest

from analysis.dependency import LAYERS, to_digraph
from analysis.experiments import read
from analysis.experiments.results import read_earlier
from analysis.experiments.scores import ALL, predicted_as, scores
from analysis.measures.visibility import propagation_cost
from analysis.palette import DESIGNS
from tests.designs import depended

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


def test_the_scores_of_the_prediction_are_said_blind_first() -> None:
    measured = read(ROOT / "changes" / "results.json")
    blind = predicted_as(measured, read_earlier(ROOT / "changes" / "baseline.json"))
    told = [
        " : ".join(f"{getattr(scores(each)[side, ALL], name):.2f}" for side in DESIGNS)
        for each in (blind, measured)
        for name in ("recall", "precision")
    ]
    found = re.findall(r"recall (\S+ : \S+), precision (\S+ : \S+)\.", " ".join(README.split()))
    assert [each for pair in found for each in pair] == told


def test_the_answer_at_the_top_is_that_of_the_findings() -> None:
    findings = " ".join((ROOT / "docs" / "findings.md").read_text(encoding="utf-8").split())
    numbers = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
    fewer = re.search(
        r"choreography touched fewer services in (\w+) of ten changes, orchestration in (\w+), "
        r"and they tied in (\w+)",
        " ".join(README.split()),
    )
    assert fewer
    some, others, same = (numbers[each] for each in fewer.groups())
    assert f"choreography in {some}, orchestration in {others}, the same in {same}" in findings
    even = re.search(r"(\d+ %) by one grouping, .* from (\d+ % to \d+ %)", " ".join(README.split()))
    assert even
    assert f"the break-even in services touched is {even[1]}" in findings
    assert f"(one change left out: {even[2]}, none in" in findings
