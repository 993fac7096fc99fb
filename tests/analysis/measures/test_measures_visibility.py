"""Visibility and its sums: the published examples to the digit, and the closure they stand on."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.measures.refusals import NothingToMeasure
from analysis.measures.visibility import (
    propagation_cost,
    reach_density,
    visibility,
    visibility_fan_in,
    visibility_fan_out,
)

ZAGGL = nx.DiGraph([(1, 2), (2, 3), (2, 5), (3, 4)])
MACCORMACK = nx.DiGraph(["AB", "AC", "BD", "CE", "EF"])


@st.composite
def graphs(draw: st.DrawFn, least: int = 1) -> nx.DiGraph:
    """Up to twelve nodes, loops and cycles among their edges."""
    nodes = draw(st.integers(least, 12))
    node = st.integers(0, nodes - 1)
    graph = nx.empty_graph(nodes, nx.DiGraph)
    graph.add_edges_from(draw(st.lists(st.tuples(node, node), max_size=30)))
    return graph


def test_zaggl_2025() -> None:
    assert propagation_cost(ZAGGL) == 13 / 25 == 0.52
    fan_out, fan_in = visibility_fan_out(ZAGGL), visibility_fan_in(ZAGGL)
    assert [fan_out[node] for node in range(1, 6)] == [5, 4, 2, 1, 1]
    assert [fan_in[node] for node in range(1, 6)] == [1, 2, 3, 4, 3]


def test_maccormack_six_elements() -> None:
    fan_out = visibility_fan_out(MACCORMACK)
    assert [fan_out[node] for node in "ABCDEF"] == [6, 2, 3, 1, 2, 1]
    assert propagation_cost(MACCORMACK) == 15 / 36


@pytest.mark.parametrize("n", [1, 2, 5, 70])
def test_bounds_of_propagation_cost(n: int) -> None:
    assert propagation_cost(nx.empty_graph(n, nx.DiGraph)) == 1 / n
    assert propagation_cost(nx.cycle_graph(n, nx.DiGraph)) == 1
    assert propagation_cost(nx.path_graph(n, nx.DiGraph)) == pytest.approx((n + 1) / (2 * n))


def test_a_chain_of_events_and_an_orchestrator_under_their_edge_rules() -> None:
    """The introduction's example: the rule that draws the edges crowns the design."""
    chain = nx.path_graph(5, nx.DiGraph)
    star = nx.DiGraph([("machine", task) for task in "abcde"])
    replies = nx.compose(star, star.reverse())
    costs = [propagation_cost(graph) for graph in (chain, star, replies)]
    assert [round(cost, 3) for cost in costs] == [0.6, 0.306, 1.0]


@given(graphs())
def test_visibility_is_the_reflexive_closure(graph: nx.DiGraph) -> None:
    seen = visibility(graph)
    closure = nx.transitive_closure(graph, reflexive=True)
    assert (seen.values == nx.to_numpy_array(closure, nodelist=list(seen.nodes), dtype=bool)).all()
    assert (seen.values @ seen.values == seen.values).all()


@given(graphs())
def test_fan_in_and_fan_out_are_the_sums_of_visibility(graph: nx.DiGraph) -> None:
    seen = visibility(graph)
    fan_out, fan_in = visibility_fan_out(graph), visibility_fan_in(graph)
    assert [fan_out[node] for node in seen.nodes] == seen.values.sum(axis=1).tolist()
    assert [fan_in[node] for node in seen.nodes] == seen.values.sum(axis=0).tolist()
    assert sum(fan_in.values()) == sum(fan_out.values())
    for component in nx.strongly_connected_components(graph):
        assert len({(fan_in[node], fan_out[node]) for node in component}) == 1


@given(graphs(least=2))
def test_reach_density_is_propagation_cost_without_the_diagonal(graph: nx.DiGraph) -> None:
    n = len(graph)
    pairs = sum(len(nx.descendants(graph, node)) for node in graph)
    assert reach_density(graph) == pytest.approx(pairs / (n * (n - 1)))
    assert propagation_cost(graph) == pytest.approx((pairs + n) / n**2)


def test_the_two_are_not_the_same_number() -> None:
    assert reach_density(ZAGGL) == 0.4


def test_a_reachability_matrix_printed_as_final_is_held_against_its_closure() -> None:
    """Printed ones need not be closed: here one of two steps that must give a third is missing."""
    printed = np.array([[1, 1, 0], [0, 1, 1], [0, 0, 1]], dtype=bool)
    closed = visibility(nx.from_numpy_array(printed, create_using=nx.DiGraph)).values
    assert (int(printed.sum()), int(closed.sum())) == (5, 6)


def test_an_empty_graph_has_no_cost() -> None:
    with pytest.raises(NothingToMeasure, match="without nodes"):
        propagation_cost(nx.DiGraph())
    with pytest.raises(NothingToMeasure, match="two nodes"):
        reach_density(nx.empty_graph(1, nx.DiGraph))
    assert visibility(nx.DiGraph()).values.shape == (0, 0)
    assert visibility_fan_in(nx.DiGraph()) == {}
