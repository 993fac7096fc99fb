"""`ripple graph --reading dependency` and the layered reading follow one table of rules."""

from functools import cache
from pathlib import Path

import pytest

from analysis.dependency.parts import homes
from analysis.dependency.reading import dependencies
from analysis.extract import extract
from analysis.facts import Facts
from analysis.graph import Graph
from analysis.graph.readings import dependency, layers
from tests.designs import extracted

ROOT = Path(__file__).parents[3]
SYSTEMS = (
    "choreography",
    "orchestration",
    "samples/bike-rentals.yaml",
    "samples/sales-figures.yaml",
)


@cache
def graph_of(system: str) -> Graph:
    return extract([ROOT / system]) if system.endswith(".yaml") else extracted(system)


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("layer", ["schema", "control", "runtime", "data"])
def test_drawn_and_measured_dependencies_are_the_same(system: str, layer: str) -> None:
    """But for states, which are drawn and count as their machine; requests are not drawn."""
    graph = graph_of(system)
    home = homes(graph)
    ends = [
        (home.get(edge.source), home.get(edge.target))
        for edge in dependency(graph).edges
        if layer in layers(edge)
    ]
    drawn = {(one, other) for one, other in ends if one and other and one != other}
    measured = {
        (edge.source, edge.target)
        for edge in dependencies(graph, Facts()).layer(layer)
        if not {edge.source.partition(":")[0], edge.target.partition(":")[0]}
        & {"request", "response"}
    }
    assert measured == drawn
