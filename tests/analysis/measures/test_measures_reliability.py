"""Reliability: exact against every possible world, sampled against exact."""

from itertools import product
from math import prod

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.measures.refusals import BadLikelihood, NoSuchNode, TooManyCases
from analysis.measures.reliability import reliability
from analysis.measures.sampled_reliability import sampled_reliability

chances = st.one_of(st.floats(0.01, 0.99), st.sampled_from([0.0, 1.0]))


@st.composite
def worlds(draw: st.DrawFn) -> nx.DiGraph:
    """Up to six nodes and ten edges."""
    nodes = draw(st.integers(1, 6))
    pairs = [(i, j) for i in range(nodes) for j in range(nodes)]
    graph = nx.empty_graph(nodes, nx.DiGraph)
    for i, j in draw(st.lists(st.sampled_from(pairs), max_size=10, unique=True)):
        graph.add_edge(i, j, likelihood=draw(chances))
    return graph


def enumerated(graph: nx.DiGraph, instigator: int) -> dict[int, float]:
    """The probability of each world, added to all whom the change reaches in it."""
    total = dict.fromkeys(graph, 0.0)
    edges = list(graph.edges(data="likelihood"))
    for passing in product((False, True), repeat=len(edges)):
        weight = prod(
            p if passes else 1 - p for passes, (_, _, p) in zip(passing, edges, strict=True)
        )
        world = nx.empty_graph(graph.nodes, nx.DiGraph)
        world.add_edges_from(
            (j, i) for passes, (i, j, _) in zip(passing, edges, strict=True) if passes
        )
        for node in nx.descendants(world, instigator) | {instigator}:
            total[node] += weight
    return total


@settings(max_examples=25)
@given(worlds())
def test_exact_is_the_sum_over_all_worlds(graph: nx.DiGraph) -> None:
    assert reliability(graph, 0) == pytest.approx(enumerated(graph, 0), abs=1e-12)


def with_chance(edges: list[tuple[object, object]], chance: float) -> nx.DiGraph:
    graph = nx.DiGraph(edges)
    nx.set_edge_attributes(graph, chance, "likelihood")
    return graph


def test_forty_services_between_an_event_and_a_report() -> None:
    """80 edges, far too many worlds, and a closed form."""
    edges: list[tuple[object, object]] = []
    for service in range(40):
        edges += [(service, "event"), ("report", service)]
    found = reliability(with_chance(edges, 0.1), "event", most_cases=1_000)
    assert found["report"] == pytest.approx(1 - (1 - 0.01) ** 40, abs=1e-12)


def test_what_takes_too_long_is_refused_with_the_other_way() -> None:
    graph = with_chance(list(nx.complete_graph(9, nx.DiGraph).edges()), 0.3)
    with pytest.raises(TooManyCases, match="72 edges takes more than 50 cases: estimate it"):
        reliability(graph, 0, most_cases=50)


@settings(max_examples=15)
@given(worlds())
def test_samples_agree_within_their_error(graph: nx.DiGraph) -> None:
    exact = reliability(graph, 0)
    sampled = sampled_reliability(graph, 0, samples=4096)
    for node, estimate in sampled.items():
        # Six of the true errors: by chance once in some hundred million.
        error = (exact[node] * (1 - exact[node]) / 4096) ** 0.5
        assert abs(estimate.probability - exact[node]) <= 6 * error + 1e-9


def test_a_change_goes_on_in_the_few_samples_that_it_reached() -> None:
    graph = with_chance([("b", "a")], 0.01)
    graph.add_edge("c", "b", likelihood=1.0)
    found = sampled_reliability(graph, "a")
    assert 0.005 < found["c"].probability == found["b"].probability < 0.015


def test_the_standard_error_is_that_of_a_share() -> None:
    found = sampled_reliability(with_chance([("b", "a")], 0.5), "a", samples=1000)
    assert found["a"].probability == 1
    assert found["a"].standard_error == 0
    share = found["b"].probability
    assert share * 1024 == int(share * 1024)  # 1,000 is rounded up to whole words
    assert found["b"].standard_error == pytest.approx((share * (1 - share) / 1024) ** 0.5)


def test_a_seed_repeats_and_another_does_not() -> None:
    graph = with_chance([("b", "a"), ("c", "b")], 0.5)
    first = sampled_reliability(graph, "a", samples=640, seed=1)
    assert sampled_reliability(graph, "a", samples=640, seed=1) == first
    assert sampled_reliability(graph, "a", samples=640, seed=2) != first


def test_bad_questions() -> None:
    graph = with_chance([("b", "a")], 0.5)
    with pytest.raises(NoSuchNode, match="'z'"):
        reliability(graph, "z")
    with pytest.raises(NoSuchNode, match="'z'"):
        sampled_reliability(graph, "z")
    with pytest.raises(ValueError, match="0 samples"):
        sampled_reliability(graph, "a", samples=0)
    with pytest.raises(BadLikelihood, match="has None"):
        reliability(nx.DiGraph([("b", "a")]), "a")
