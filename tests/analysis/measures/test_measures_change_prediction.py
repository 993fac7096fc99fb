"""Change prediction: the published example, the definition, and the package that computes it."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from analysis.measures.change_prediction import combine, combined_likelihood, combined_risk
from analysis.measures.refusals import BadLikelihood, NoSuchNode
from analysis.measures.reliability import reliability

# BM-8, from -> to likelihood impact: a change in `from` leads to one in `to`.
BM_8 = """
A C .5 .5   A G .5 .5   B C .5 .5   B E .5 .5   C A .3 .9   C F .6 .9   D C .3 .9   D G .5 .5
E A .2 .7   E H .5 .5   F B .3 .6   F C .2 .7   F E .4 .5   G C .3 .6   G H .5 .5   H B .4 .5
H D .3 .9
"""


@pytest.fixture(scope="module")
def bm_8() -> nx.DiGraph:
    graph = nx.empty_graph("ABCDEFGH", nx.DiGraph)
    for source, target, likelihood, impact in zip(*[iter(BM_8.split())] * 4, strict=True):
        # Whom the change leads to depends on where it began.
        graph.add_edge(target, source, likelihood=float(likelihood), impact=float(impact))
    return graph


@pytest.mark.parametrize(
    ("instigator", "receiver", "risk"),
    [
        ("A", "B", 0.11509268),
        ("A", "C", 0.344083375),
        ("A", "D", 0.0675),
        ("C", "F", 0.54),
        ("C", "B", 0.1407648),
        ("D", "C", 0.350665),
        ("D", "G", 0.266875),
        ("G", "H", 0.2635),
        ("H", "D", 0.27),
    ],
)
def test_bm_8_at_depth_4(bm_8: nx.DiGraph, instigator: str, receiver: str, risk: float) -> None:
    assert combined_risk(bm_8, depth=4).at(receiver, instigator) == pytest.approx(risk, abs=1e-12)


def test_change_prediction_is_no_exact_probability(bm_8: nx.DiGraph) -> None:
    """On BM-8 it is off by up to 0.028, with all simple paths taken in."""
    combined = combined_likelihood(bm_8, depth=7)
    off = max(
        abs(combined.at(receiver, instigator) - chance)
        for instigator in bm_8
        for receiver, chance in reliability(bm_8, instigator).items()
        if receiver != instigator
    )
    assert off == pytest.approx(0.028, abs=5e-4)


def by_definition(
    likelihood: NDArray[np.float64], arrival: NDArray[np.float64], path: list[int], b: int, d: int
) -> float:
    """f of the last element of the path: literally as Clarkson, Simons and Eckert have it."""
    here = path[-1]
    if here == b:
        return float(arrival[b, path[-2]])
    if d == 0:
        return 0.0
    stays = 1.0
    for child in range(len(likelihood)):
        if child not in path and likelihood[child, here] > 0:
            below = by_definition(likelihood, arrival, [*path, child], b, d - 1)
            stays *= 1 - likelihood[child, here] * below
    return 1 - stays


@st.composite
def matrices(draw: st.DrawFn) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    n = draw(st.integers(1, 6))
    generator = np.random.default_rng(draw(st.integers(0, 2**32)))
    filled = generator.random((n, n)) < draw(st.floats(0, 1))
    np.fill_diagonal(filled, val=False)
    likelihood = np.where(filled, generator.random((n, n)), 0.0)
    return likelihood, np.where(filled, generator.uniform(0.05, 1, (n, n)), 0.0)


@settings(max_examples=40)
@given(matrices(), st.integers(1, 6))
def test_the_search_is_the_definition(
    drawn: tuple[NDArray[np.float64], NDArray[np.float64]], depth: int
) -> None:
    likelihood, impact = drawn
    for arrival in (np.ones_like(impact), impact):
        found = combine(likelihood, arrival, depth)
        for a in range(len(likelihood)):
            for b in range(len(likelihood)):
                expected = by_definition(likelihood, arrival, [a], b, depth) if a != b else 0.0
                assert found[b, a] == pytest.approx(expected, abs=1e-12)


@settings(max_examples=40)
@given(matrices(), st.integers(1, 5))
def test_cpm_lib_computes_the_same(
    drawn: tuple[NDArray[np.float64], NDArray[np.float64]], depth: int
) -> None:
    models = pytest.importorskip("cpm.models", reason="cpm-lib is not installed")
    likelihood, impact = drawn
    names = [str(place) for place in range(len(likelihood))]
    # Columns instigate, cpm-lib's default: with rows it swaps start and target.
    chances = models.DSM(likelihood.tolist(), names, instigator="column")
    impacts = models.DSM(impact.tolist(), names, instigator="column")
    combined = combine(likelihood, np.ones_like(likelihood), depth)
    risk = combine(likelihood, impact, depth)
    for a in range(len(names)):
        for b in range(len(names)):
            if a != b:
                tree = models.ChangePropagationTree(a, b, impacts, chances).propagate(depth)
                assert combined[b, a] == pytest.approx(tree.get_probability(), abs=1e-12)
                assert risk[b, a] == pytest.approx(tree.get_risk(), abs=1e-12)


def test_cpm_lib_swaps_start_and_target_when_rows_instigate() -> None:
    """The trap: asked from a to b on a matrix whose rows instigate, it answers from b to a."""
    models = pytest.importorskip("cpm.models", reason="cpm-lib is not installed")
    only_0_to_1 = [[0, 0.5], [0, 0]]
    matrix = models.DSM(only_0_to_1, ["0", "1"], instigator="row")
    tree = models.ChangePropagationTree(0, 1, matrix, matrix).propagate(4)
    assert tree.get_probability() == 0
    assert combine(np.array(only_0_to_1).T, np.ones((2, 2)), 4)[1, 0] == 0.5


def test_a_path_ends_where_it_meets_its_target() -> None:
    """What lies beyond the target, and leads back, adds nothing."""
    likelihood = np.zeros((3, 3))
    likelihood[1, 0] = likelihood[2, 1] = likelihood[1, 2] = 0.5
    assert combine(likelihood, np.ones((3, 3)), 5)[1, 0] == 0.5


@pytest.mark.parametrize("value", [None, "often", -0.1, 1.1, float("nan")])
def test_a_likelihood_is_from_0_to_1(value: object) -> None:
    graph = nx.DiGraph()
    graph.add_edge("reader", "owner", likelihood=value)
    with pytest.raises(BadLikelihood, match="'reader' -> 'owner' needs a likelihood from 0 to 1"):
        combined_likelihood(graph)


def test_a_depth_and_a_node_that_there_is_not(bm_8: nx.DiGraph) -> None:
    with pytest.raises(ValueError, match="a depth of 0"):
        combined_likelihood(bm_8, depth=0)
    with pytest.raises(NoSuchNode, match="'Z'"):
        combined_likelihood(bm_8).at("A", "Z")
    assert combined_likelihood(nx.DiGraph()).values.shape == (0, 0)
