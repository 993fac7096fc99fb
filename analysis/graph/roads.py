"""Channels that are a platform's: roads on which messages pass from who says to who hears them."""

from collections.abc import Iterator, Mapping

from analysis.graph.model import CERTAINTIES, Edge, Graph
from analysis.walking import grouped

_ROADS = ("bus", "topic")
_ONWARD = ("routes", "delivers")


def without_roads(graph: Graph, owners: Mapping[str, str]) -> Graph:
    """The graph with an edge from each publisher to each next hop, in place of those by a road.

    A road is a bus or topic on which its owner publishes nothing. Where the events of both edges
    are known, they are joined by what they have in common.
    """
    live = [edge for edge in graph.edges if not edge.off]
    ways = grouped((edge.target, edge) for edge in live if edge.relation == "publishes")
    onward = grouped(
        (edge.source, edge) for edge in live if edge.relation in ("routes", "delivers")
    )
    roads = {
        node.id
        for node in graph.nodes
        if node.kind in _ROADS and _is_road(node.id, owners, ways[node.id], onward[node.id])
    }
    if not roads:
        return graph
    taken = {edge.key for road in roads for edge in (*ways[road], *onward[road])}
    joined = [each for road in roads for each in _joined(ways[road], onward[road])]
    edges = [edge for edge in graph.edges if edge.key not in taken]
    found = {edge.key: edge for edge in joined} | {edge.key: edge for edge in edges}
    return Graph.of(graph.title, graph.nodes, found.values(), graph.remarks)


def _is_road(id_: str, owners: Mapping[str, str], ways: list[Edge], onward: list[Edge]) -> bool:
    owner = owners.get(id_)
    said_by = {owners.get(edge.source, edge.source) for edge in ways}
    return bool(ways and onward) and owner is not None and owner not in said_by


def _joined(ways: list[Edge], onward: list[Edge]) -> Iterator[Edge]:
    for way in ways:
        for further in onward:
            events = {*way.events} & {*further.events}
            if events or not (way.events and further.events):
                yield Edge(
                    way.source,
                    further.target,
                    "publishes",
                    certainty=max(way.certainty, further.certainty, key=CERTAINTIES.index),
                    events=tuple(sorted(events or {*way.events, *further.events})),
                    evidence=(*way.evidence, *further.evidence),
                )
