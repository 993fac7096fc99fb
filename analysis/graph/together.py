"""Several graphs as one, for formats that hold only one: each node's id under its graph's title."""

from collections.abc import Sequence
from dataclasses import replace

from analysis.graph.model import Edge, Graph, Node


def together(graphs: Sequence[Graph]) -> Graph:
    """The graphs beside one another in one; a single graph is itself."""
    if len(graphs) == 1:
        return graphs[0]
    return Graph.of(
        " and ".join(graph.title for graph in graphs),
        [_node(node, graph.title) for graph in graphs for node in graph.nodes],
        [_edge(edge, graph.title) for graph in graphs for edge in graph.edges],
    )


def _node(node: Node, title: str) -> Node:
    return replace(node, id=f"{title}:{node.id}", stack=node.stack or title)


def _edge(edge: Edge, title: str) -> Edge:
    return replace(
        edge,
        source=f"{title}:{edge.source}",
        target=f"{title}:{edge.target}",
        events=tuple(f"{title}:{event}" for event in edge.events),
    )
