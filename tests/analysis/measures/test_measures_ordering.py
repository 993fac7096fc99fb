"""A design structure matrix is lower block triangular, and families stay together."""

import random

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from analysis.measures.ordering import matrix_order

edges = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25)


@given(edges)
def test_marks_outside_the_blocks_are_below_the_diagonal(drawn: list[tuple[int, int]]) -> None:
    graph = nx.DiGraph(drawn)
    found = matrix_order(graph)
    block_of = {node: place for place, block in enumerate(found.blocks) for node in block}
    assert sorted(found.nodes) == sorted(graph)
    assert all(block_of[i] >= block_of[j] for i, j in graph.edges())
    assert {frozenset(block) for block in found.blocks} == {
        frozenset(component) for component in nx.strongly_connected_components(graph)
    }


@given(edges, st.randoms(use_true_random=False))
def test_the_order_does_not_hang_on_how_the_graph_was_built(
    drawn: list[tuple[int, int]], shuffler: random.Random
) -> None:
    shuffled = list(drawn)
    shuffler.shuffle(shuffled)
    assert matrix_order(nx.DiGraph(drawn)) == matrix_order(nx.DiGraph(shuffled))


def test_families_stay_together() -> None:
    """Two chains that nothing joins are not shuffled into each other."""
    graph = nx.DiGraph([("c", "a"), ("e", "c"), ("d", "b"), ("f", "d")])
    assert matrix_order(graph).nodes == ("a", "c", "e", "b", "d", "f")


def test_in_a_cycle_whoever_bears_most_comes_first() -> None:
    """Only the hub's own leaning on a is above the diagonal."""
    graph = nx.DiGraph([("a", "b"), ("a", "hub"), ("b", "hub"), ("hub", "a")])
    assert matrix_order(graph).blocks == (("hub", "b", "a"),)


def test_a_cycle_has_one_mark_above_the_diagonal() -> None:
    graph = nx.DiGraph([(i, (i + 1) % 7) for i in range(7)])
    nodes = matrix_order(graph).nodes
    place = {node: index for index, node in enumerate(nodes)}
    assert sum(place[i] < place[j] for i, j in graph.edges()) == 1


def test_nothing_has_an_order_too() -> None:
    assert matrix_order(nx.DiGraph()).nodes == ()
