"""The dependency graph of a design at one level, layer by layer, always of the same elements."""

from collections.abc import Mapping, Sequence

import networkx as nx

from analysis.comparison.layers import ALL, ROWS, LayerGraphs
from analysis.dependency.model import LAYERS, Dependencies


def graphs_of(design: Dependencies, view: str, teams: Mapping[str, str]) -> LayerGraphs:
    """A graph for each layer and for their union, every one with the elements of all.

    So n is the same in each row of a table, and a layer that says little is not flattered by a
    small n. With ``view`` teams, services are folded into the teams that ``teams`` gives them;
    a service that it does not name is a team of its own.
    """
    from analysis.dependency import to_digraph

    folded = "services" if view == "teams" else view
    into = teams if view == "teams" else {}
    graphs = {
        row: to_digraph(design, layers=LAYERS if row == ALL else (row,), view=folded)
        for row in ROWS
    }
    elements = sorted({into.get(node, node) for graph in graphs.values() for node in graph})
    return {row: _with(elements, graph, into) for row, graph in graphs.items()}


def _with(elements: Sequence[str], graph: nx.DiGraph, into: Mapping[str, str]) -> nx.DiGraph:
    ends = {(into.get(i, i), into.get(j, j)) for i, j in graph.edges()}
    whole = nx.DiGraph()
    whole.add_nodes_from(elements)
    whole.add_edges_from(sorted((i, j) for i, j in ends if i != j))
    return whole
