"""The dependency graph of a design at one level, layer by layer, always of the same elements."""

from collections.abc import Mapping, Sequence

import networkx as nx

from analysis.comparison.layers import ALL, CHANNELS_OWNED, ROWS, LayerGraphs
from analysis.dependency import to_digraph
from analysis.dependency.model import LAYERS, Dependencies

OWNED = ("runtime", ALL)
"""The layers that a second edge rule changes: that a channel is part of its service."""


def graphs_of(design: Dependencies, view: str, teams: Mapping[str, str]) -> LayerGraphs:
    """A graph for each layer and for their union, every one with the elements of all.

    So n is the same in each row of a table, and a layer that says little is not flattered by a
    small n. Where elements are owned (services, teams), the layers of `OWNED` come twice: by
    RIPPLE.md's rule, under which publisher and subscriber do not meet at a channel, and by the
    rule that to subscribe to a channel is to depend on the service that owns it.
    """
    found = {row: _graph(design, row, view, teams, channels=False) for row in ROWS}
    if view in ("services", "teams"):
        for row in OWNED:
            found[owned(row)] = _graph(design, row, view, teams, channels=True)
    elements = sorted({node for graph in found.values() for node in graph})
    return {row: _of(elements, graph) for row, graph in found.items()}


def owned(row: str) -> str:
    """The name of a layer's row in which channels belong to their services."""
    return f"{row}{CHANNELS_OWNED}"


def _graph(
    design: Dependencies, row: str, view: str, teams: Mapping[str, str], *, channels: bool
) -> nx.DiGraph:
    layers = LAYERS if row == ALL else (row,)
    return to_digraph(design, layers, view, teams=teams, channels=channels)


def _of(elements: Sequence[str], graph: nx.DiGraph) -> nx.DiGraph:
    whole = nx.DiGraph()
    whole.add_nodes_from(elements)
    whole.add_edges_from(sorted(graph.edges()))
    return whole
