"""What the README says of the two designs is what the lab computes."""

import re
from pathlib import Path

import pytest

from analysis.dependency import LAYERS, depend, to_digraph
from analysis.measures.visibility import propagation_cost

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
    read = depend([ROOT / request.param / "template.yaml"])
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
