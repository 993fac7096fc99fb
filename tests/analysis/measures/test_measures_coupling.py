"""Coupling of services, and how unevenly it is spread."""

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.measures.coupling import (
    coupling,
    density,
    gini,
    interdependent_pairs,
)
from analysis.measures.refusals import BadValue, NothingToMeasure
from analysis.measures.structural_coupling import structural_couplings

SHOP = nx.DiGraph(
    [("orders", "stock"), ("orders", "payments"), ("stock", "orders"), ("report", "orders")]
)
SHOP.add_node("legacy")
SHOP.add_edge("orders", "orders")


def test_instability_is_the_share_of_coupling_that_goes_out() -> None:
    found = coupling(SHOP)
    assert (found["orders"].afferent, found["orders"].efferent) == (2, 2)
    assert {node: one.instability for node, one in found.items()} == {
        "orders": 0.5,
        "stock": 0.5,
        "payments": 0.0,
        "report": 1.0,
        "legacy": None,
    }


def test_criticality_is_importance_times_dependence() -> None:
    found = coupling(SHOP)
    told = {node: (one.afferent, one.efferent, one.criticality) for node, one in found.items()}
    assert told == {
        "orders": (2, 2, 4),
        "stock": (1, 1, 1),
        "payments": (1, 0, 0),
        "report": (0, 1, 0),
        "legacy": (0, 0, 0),
    }


def test_interdependence_is_of_pairs_not_of_longer_cycles() -> None:
    assert interdependent_pairs(SHOP) == 1
    assert interdependent_pairs(nx.cycle_graph(3, nx.DiGraph)) == 0
    assert interdependent_pairs(nx.complete_graph(4, nx.DiGraph)) == 6


def test_density_leaves_loops_out() -> None:
    assert density(SHOP) == 4 / 20
    assert density(nx.complete_graph(5, nx.DiGraph)) == 1
    with pytest.raises(NothingToMeasure):
        density(nx.empty_graph(1, nx.DiGraph))


@given(st.lists(st.integers(0, 50), min_size=1, max_size=12))
def test_gini_is_the_mean_difference_over_twice_the_mean(values: list[int]) -> None:
    n, total = len(values), sum(values)
    if total == 0:
        assert gini(values) is None
    else:
        differences = sum(abs(one - other) for one in values for other in values)
        assert gini(values) == pytest.approx(differences / (2 * n * total))


def test_gini_of_nothing_is_nothing() -> None:
    assert gini([]) is None


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf")])
def test_gini_refuses_debts_and_what_is_no_number(value: float) -> None:
    for values in ([3, value], [value, 3]):
        with pytest.raises(BadValue, match=f"with {value} among"):
            gini(values)


OPEN_LOYALTY = nx.DiGraph([("nginx", "php"), ("php", "db"), ("php", "elk"), ("php", "mail")])
PETCLINIC = nx.DiGraph(
    [
        (service, server)
        for service in ("visits", "discovery", "hystrix", "gateway", "customers", "admin", "vets")
        for server in ("config", "discovery")
        if service != server
    ]
)


@pytest.mark.parametrize(
    ("graph", "service", "other", "published"),
    [
        # From SC.csv of each system, github.com/clowee/Structural-Coupling-for-Microservices.
        (OPEN_LOYALTY, "php", "mail", 0.8333333333333334),
        (OPEN_LOYALTY, "db", "php", 0.6666666666666667),
        (OPEN_LOYALTY, "elk", "php", 0.6666666666666667),
        (OPEN_LOYALTY, "php", "nginx", 0.6666666666666667),
        (PETCLINIC, "config", "gateway", 0.5),
        (PETCLINIC, "hystrix", "config", 0.75),
        (PETCLINIC, "customers", "discovery", 0.75),
        (PETCLINIC, "config", "discovery", 0.5),
    ],
)
def test_structural_coupling_as_published(
    graph: nx.DiGraph, service: str, other: str, published: float
) -> None:
    found = structural_couplings(graph)[service, other]
    assert found == pytest.approx(published, abs=1e-12)


def test_structural_coupling_of_a_mutual_pair() -> None:
    """By the formula: deg 2, in 1, max_out 1."""
    both = nx.DiGraph([("a", "b"), ("b", "a")])
    assert structural_couplings(both)["a", "b"] == pytest.approx(1 - (1 / 2) * (2 / 3) * (2 / 1))


def test_structural_coupling_of_what_no_edge_joins() -> None:
    found = structural_couplings(SHOP)
    assert len(found) == 6
    assert found.keys().isdisjoint([("legacy", "orders"), ("orders", "orders")])
