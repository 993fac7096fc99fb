"""Reach of graphs given as arrays: the same counts as networkx, and the same compiled."""

from importlib.util import find_spec

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from analysis.measures.reach import reach_counts
from analysis.measures.reach.components import condense
from analysis.measures.reach.planning import plan
from analysis.measures.reach.sweeping import fan_out_of_components

pytestmark = pytest.mark.slow  # each closes large graphs, compiled too

Edges = tuple[int, NDArray[np.int64], NDArray[np.int64]]

without_numba = pytest.mark.skipif(
    find_spec("numba") is None, reason="numba, of the extra `fast`, is not installed"
)
compiled_once = (pytest.mark.seldom, without_numba)  # which takes seconds in a fresh clone
ways = pytest.mark.parametrize(
    "compiled",
    [pytest.param(False, id="numpy"), pytest.param(True, id="numba", marks=compiled_once)],
)


def graph_of(shape: str, n: int, m: int, seed: int) -> Edges:
    """Random edges: anywhere, to earlier nodes anywhere or nearby, in long chains, in a cycle."""
    generator = np.random.default_rng(seed)
    sources = generator.integers(0, n, m)
    earlier = (generator.random(m) * sources).astype(np.int64)
    if shape == "anywhere":
        return n, sources, generator.integers(0, n, m)
    if shape == "nearby":
        return n, sources, np.maximum(0, sources - generator.integers(0, 1 + n // 20, m))
    if shape == "chains":
        chain = np.arange(1, n)
        return n, np.append(chain, sources), np.append(chain - 1, earlier)
    if shape == "cycle":
        ring = generator.permutation(n)[: n // 3 + 1]
        return n, np.append(sources, ring), np.append(earlier, np.roll(ring, 1))
    return n, sources, earlier


SHAPES = ["anywhere", "earlier", "nearby", "chains", "cycle"]
drawn_graphs = st.builds(
    graph_of, st.sampled_from(SHAPES), st.integers(1, 150), st.integers(0, 300), st.integers(0, 99)
)


def by_networkx(edges: Edges) -> tuple[list[int], list[int]]:
    n, sources, targets = edges
    graph = nx.empty_graph(n, nx.DiGraph)
    graph.add_edges_from(zip(sources.tolist(), targets.tolist(), strict=True))
    fan_out = [len(nx.descendants(graph, node)) + 1 for node in range(n)]
    return fan_out, [len(nx.ancestors(graph, node)) + 1 for node in range(n)]


@ways
@settings(max_examples=30)
@given(edges=drawn_graphs)
def test_counts_are_those_of_networkx(edges: Edges, compiled: bool) -> None:
    counts = reach_counts(*edges, compiled=compiled)
    assert (counts.fan_out.tolist(), counts.fan_in.tolist()) == by_networkx(edges)


@settings(max_examples=30)
@given(edges=drawn_graphs)
def test_little_memory_means_more_blocks_and_the_same_counts(edges: Edges) -> None:
    graph = condense(*edges)
    roomy = fan_out_of_components(graph)
    assert plan(graph, memory=1).words == 1
    assert fan_out_of_components(graph, memory=1).tolist() == roomy.tolist()


@pytest.mark.parametrize("shape", SHAPES)
def test_several_batches_and_blocks(shape: str) -> None:
    edges = graph_of(shape, 1_000, 1_200, seed=5)
    graph = condense(*edges)
    fan_out = fan_out_of_components(graph, memory=1)[graph.component]
    assert fan_out.tolist() == by_networkx(edges)[0]


@pytest.mark.seldom
@without_numba
@pytest.mark.parametrize("shape", SHAPES)
def test_compiled_counts_are_the_same_over_several_blocks(shape: str) -> None:
    edges = graph_of(shape, 9_000, 20_000, seed=3)
    numpy, numba = (reach_counts(*edges, compiled=compiled) for compiled in (False, True))
    assert (numpy.fan_out == numba.fan_out).all()
    assert (numpy.fan_in == numba.fan_in).all()
    assert numpy.fan_out.sum() == numpy.fan_in.sum()


@ways
def test_many_small_cycles_count_all_their_nodes(compiled: bool) -> None:
    """A chain of 3,000 pairs: the k-th pair from the end reaches 2k nodes."""
    pairs = 3_000
    even = 2 * np.arange(pairs)
    sources = np.concatenate([even, even + 1, even[:-1]])
    targets = np.concatenate([even + 1, even, even[1:]])
    counts = reach_counts(2 * pairs, sources, targets, compiled=compiled)
    assert counts.fan_out.tolist() == [2 * (pairs - place // 2) for place in range(2 * pairs)]
    assert counts.fan_in.tolist() == counts.fan_out.tolist()[::-1]


def test_large_graphs_are_compiled_where_numba_is_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        "analysis.measures.reach.counting.find_spec", lambda name: asked.append(name) and None
    )
    assert reach_counts(10_000, [0], [1]).fan_out[0] == 2
    assert asked == []
    assert reach_counts(10_001, [0], [1]).fan_out[0] == 2
    assert asked == ["numba"]


def test_a_graph_of_nothing_and_one_without_edges() -> None:
    assert reach_counts(0, [], []).fan_out.tolist() == []
    assert reach_counts(3, [], []).fan_in.tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    ("sources", "targets", "message"),
    [
        ([0, 1], [1], "2 sources and 1 targets"),
        ([0], [3], "not among the 3"),
        ([-1], [0], "not among the 3"),
        ([0.5], [1], "array of integers"),
        ([[0]], [[1]], "one-dimensional"),
    ],
)
def test_edges_that_are_none(sources: list[float], targets: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        reach_counts(3, sources, targets)
