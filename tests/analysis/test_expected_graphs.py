"""The declared graph of each design is what a person wrote down, edge by edge."""

from pathlib import Path

import pytest

from analysis.graph import Edge, Graph
from tests.designs import extracted

ROOT = Path(__file__).resolve().parents[2]
EXPECTED = Path(__file__).parent / "expected"
SIDES = ("choreography", "orchestration")


@pytest.fixture(scope="module", params=SIDES)
def side(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def graph(side: str) -> Graph:
    return extracted(side)


def line(edge: Edge) -> str:
    return f"{edge} ({edge.label})" if edge.label else str(edge)


def test_the_graph_is_what_was_written_down(side: str, graph: Graph) -> None:
    text = (EXPECTED / f"{side}.txt").read_text(encoding="utf-8")
    expected = [each for each in text.splitlines() if each and not each.startswith("#")]
    assert len(expected) == len(set(expected))
    assert sorted(map(line, (*graph.flow, *graph.contracts))) == sorted(expected)


def test_nothing_is_unresolved_or_outside(graph: Graph) -> None:
    assert [node.id for node in graph.nodes if node.unresolved or node.outside] == []


def test_every_edge_shows_its_line(graph: Graph) -> None:
    for edge in graph.edges:
        for evidence in edge.evidence:
            lines = Path(evidence.file).read_text(encoding="utf-8").splitlines()
            assert evidence.fragment, edge
            assert evidence.fragment in lines[evidence.line - 1], edge
        assert edge.evidence, edge


def test_every_resource_has_its_owner(graph: Graph) -> None:
    kinds = ("state", "event")
    assert {n.id for n in graph.nodes if not n.service and n.kind not in kinds} == set()


def test_permissions_are_inferred_and_wiring_is_declared(graph: Graph) -> None:
    wired = ("routes", "delivers", "triggers", "redrives", "contains", "transitions", "invokes")
    for edge in graph.flow:
        if edge.relation in wired:
            assert edge.certainty == "declared", edge
