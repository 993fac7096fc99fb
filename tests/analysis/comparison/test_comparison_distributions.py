"""Distributions on five nodes that a reader checks by hand; each number has its list behind it."""

import pytest
from networkx import DiGraph, empty_graph, gnm_random_graph, set_edge_attributes

from analysis.comparison.distribution import Distribution
from analysis.comparison.measured import BY_KEY
from analysis.comparison.structure import structure
from analysis.measures.reliability import reliability

ZAGGL = DiGraph([("1", "2"), ("2", "3"), ("2", "5"), ("3", "4")])  # MISQ 2025: PC 0.52
COORDINATOR = DiGraph([("m", name) for name in "abcd"])


def five_numbers(of: Distribution) -> list[float | None]:
    return [of.least, of.lower, of.median, of.upper, of.most]


def test_who_is_hit_in_a_world_of_five() -> None:
    found = structure(ZAGGL)
    assert found.propagation_cost == 0.52
    assert [(item.subject, item.value) for item in found.hit.items] == [
        ("4", 3),
        ("3", 2),
        ("5", 2),
        ("2", 1),
        ("1", 0),
    ]
    assert five_numbers(found.hit) == [0, 1, 2, 2, 3]
    assert found.hit.mean == pytest.approx(1.6)
    assert found.hit.tally == {0: 1, 1: 1, 2: 2, 3: 1}
    assert five_numbers(found.hit_by) == [0, 0, 1, 3, 4]


def test_a_coordinator_is_hit_by_all_and_hits_none() -> None:
    found = structure(COORDINATOR)
    assert found.propagation_cost == 9 / 25
    assert found.hit.tally == {0: 1, 1: 4}
    assert (found.hit_by.most, found.efferent.most, found.afferent.most) == (4, 4, 1)
    assert found.roles["m"] == "control"
    assert found.instability.tally == {0: 4, 1: 1}


def test_likelihoods_of_a_world_of_five() -> None:
    likelihood = structure(ZAGGL).likelihood
    assert likelihood is not None
    expected = {item.subject: item.value for item in likelihood.expected.items}
    # At one half a step: 4 reaches 3, 2 and 1; 5 and 3 reach 2 and 1; 2 reaches 1.
    assert expected == {"4": 0.875, "3": 0.75, "5": 0.75, "2": 0.5, "1": 0}
    assert expected == {item.subject: item.value for item in likelihood.predicted.items}
    assert likelihood.exact
    assert list(likelihood.by_chance) == [0.1, 0.3, 0.5, 0.7, 0.9]
    assert likelihood.by_chance[0.1] == pytest.approx((0.111 + 0.11 + 0.11 + 0.1) / 5)


@pytest.mark.parametrize("seed", range(4))
def test_expected_others_hit_are_the_sums_of_reliability(seed: int) -> None:
    graph = gnm_random_graph(9, 16, seed=seed, directed=True)
    set_edge_attributes(graph, 0.5, "likelihood")
    likelihood = structure(graph).likelihood
    assert likelihood is not None
    for item in likelihood.expected.items:
        assert item.value + 1 == pytest.approx(sum(reliability(graph, int(item.subject)).values()))


def test_without_dependencies_nobody_is_hit() -> None:
    found = structure(empty_graph(["a", "b"], DiGraph))
    assert found.empty
    assert found.propagation_cost == 0.5
    assert found.hit.tally == {0: 2}
    assert found.instability.median is None
    assert BY_KEY["gini_afferent"].of(found) is None


def test_without_nodes_there_are_no_numbers() -> None:
    found = structure(DiGraph())
    assert found.propagation_cost is None
    assert found.density is None
    assert found.hit.mean is None
    assert five_numbers(found.hit) == [None] * 5
    assert found.likelihood is None


def test_quartiles_are_numpys() -> None:
    numpy = pytest.importorskip("numpy")
    values = [1.0, 2.0, 4.0, 8.0, 8.0, 9.5]
    found = Distribution.of((str(place), value) for place, value in enumerate(values))
    assert five_numbers(found) == pytest.approx(
        list(numpy.quantile(values, [0, 0.25, 0.5, 0.75, 1]))
    )


def test_one_value_is_all_of_its_quartiles() -> None:
    assert five_numbers(Distribution.of([("a", 3)])) == [3] * 5
