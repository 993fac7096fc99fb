"""Roles by the hidden structure, at the edges of each rule."""

import networkx as nx
import pytest

from analysis.measures.refusals import NothingToMeasure
from analysis.measures.roles import ArchitectureKind, Role, core_periphery


def system(nodes: int, *groups: int) -> nx.DiGraph:
    """Cycles of these sizes, and other elements by themselves."""
    graph = nx.empty_graph(nodes, nx.DiGraph)
    first = 0
    for size in groups:
        nx.add_cycle(graph, range(first, first + size))
        first += size
    return graph


@pytest.mark.parametrize(
    ("graph", "architecture"),
    [
        (system(10), ArchitectureKind.HIERARCHICAL),
        (system(100, 3), ArchitectureKind.HIERARCHICAL),
        (system(100, 4), ArchitectureKind.BORDERLINE),
        (system(100, 6), ArchitectureKind.BORDERLINE),
        (system(100, 7), ArchitectureKind.CORE_PERIPHERY),
        (system(100, 6, 4), ArchitectureKind.BORDERLINE),
        (system(100, 5, 4), ArchitectureKind.MULTI_CORE),
        (system(100, 12, 8), ArchitectureKind.CORE_PERIPHERY),
        (system(100, 11, 8), ArchitectureKind.MULTI_CORE),
        (system(100, 3, 3), ArchitectureKind.HIERARCHICAL),
    ],
)
def test_the_kind_of_architecture(graph: nx.DiGraph, architecture: ArchitectureKind) -> None:
    assert core_periphery(graph).architecture is architecture


def test_a_loop_is_no_cyclic_group() -> None:
    found = core_periphery(nx.DiGraph([(1, 1), (1, 2)]))
    assert (found.architecture, found.core) == (ArchitectureKind.HIERARCHICAL, frozenset())


def test_an_orchestrator_is_control_and_a_shared_schema_is_shared() -> None:
    """Two services that lean on each other, what drives them, and what both read."""
    graph = nx.DiGraph()
    nx.add_cycle(graph, ["orders", "stock"])
    graph.add_edges_from([("machine", "orders"), ("machine", "stock")])
    graph.add_edges_from([("orders", "OrderPlaced"), ("stock", "OrderPlaced")])
    graph.add_edge("report", "archive")
    found = core_periphery(graph)
    assert found.architecture is ArchitectureKind.CORE_PERIPHERY
    assert found.core == {"orders", "stock"}
    assert (found.fan_in, found.fan_out) == (3, 3)
    assert found.roles == {
        "orders": Role.CORE,
        "stock": Role.CORE,
        "machine": Role.CONTROL,
        "OrderPlaced": Role.SHARED,
        "report": Role.PERIPHERAL,
        "archive": Role.PERIPHERAL,
    }


def test_without_a_core_the_medians_decide() -> None:
    """Four tasks that read one schema: fan-in 1 1 1 1 5, fan-out 2 2 2 2 1, medians 1 and 2."""
    found = core_periphery(nx.DiGraph([(task, "schema") for task in "abcd"]))
    assert (found.fan_in, found.fan_out) == (1, 2)
    assert found.roles["schema"] is Role.SHARED
    machine = core_periphery(nx.DiGraph([("machine", task) for task in "abcd"]))
    assert machine.roles["machine"] is Role.CONTROL


def test_an_empty_graph_has_no_roles() -> None:
    with pytest.raises(NothingToMeasure, match="without nodes"):
        core_periphery(nx.DiGraph())
