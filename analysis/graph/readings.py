"""Two readings of one graph: flow (who sends to whom) and dependency (who must know whom).

In the dependency reading an edge X to Y says that a change in Y may force a change in X: a change
travels against it. `rules` has the table and `waiting` who waits for whom; `analysis.dependency`
reads the same further, down to fields.
"""

from collections.abc import Iterable
from dataclasses import replace

from analysis.graph.model import Edge, Graph
from analysis.graph.rules import LAYERS, RULES, Rule, rule
from analysis.graph.views import merge
from analysis.graph.waiting import Fed, waits
from analysis.walking import grouped

__all__ = ["LAYERS", "READINGS", "RULES", "Rule", "dependency", "layers", "reading", "rule"]

READINGS = ("flow", "dependency")


def reading(graph: Graph, name: str) -> Graph:
    """The graph in the reading of that name, one of `READINGS`."""
    return dependency(graph) if name == "dependency" else graph


def dependency(graph: Graph) -> Graph:
    """Who must know whom; the label of each edge is its layers, joined by ``+``.

    Fold into services after reading, not before: who waits for whom is seen among functions.
    """
    fed = Fed(graph)
    same = grouped((edge.key, edge) for edge in (*_turned(graph, fed), *waits(graph, fed)))
    return Graph.of(graph.title, graph.nodes, map(merge, same.values()), graph.remarks)


def layers(edge: Edge) -> tuple[str, ...]:
    """The layers of an edge of the dependency reading."""
    return tuple(part for part in edge.label.split("+") if part in LAYERS)


def _turned(graph: Graph, fed: Fed) -> Iterable[Edge]:
    for edge in graph.edges:
        says = rule(graph, edge)
        label = "+".join(says.layers)
        if says.direction == "along":
            yield replace(edge, label=label)
        elif says.direction == "against":
            # Whoever works off the queue reads the event; the queue itself reads nothing.
            readers = fed.by(edge.target) if edge.relation == "reaches" else ()
            for reader in readers or (edge.target,):
                yield replace(edge, source=reader, target=edge.source, label=label)
