"""Which group each node of a page stands in, and which box in which."""

from collections.abc import Mapping, Sequence

from analysis.graph import Edge, Graph, Node
from analysis.graph.kinds import with_trait
from analysis.layout.clusters import Cluster, clusters

ADOPTED = with_trait("adopted")
DEEP = 12  # states nested deeper than this are drawn in their ancestor


def tree(graph: Graph, shown: Sequence[int], held: Mapping[str, str]) -> Cluster:
    """The nodes shown, as boxes in boxes: services hold resources, machines hold states."""
    drawn = {graph.nodes[at].id for at in shown}
    near = {each: _holder(each, held, drawn) for each in held if each in drawn}
    return clusters(graph, held=near, groups=_owners(graph, shown), shown=shown)


def _holder(each: str, held: Mapping[str, str], drawn: set[str]) -> str:
    """The innermost box that holds it, of those not nested too deep; "" where none is drawn."""
    above = []
    while each := held.get(each, ""):
        if each in drawn:
            above.append(each)
    return above[max(0, len(above) - DEEP)] if above else ""


def _owners(graph: Graph, shown: Sequence[int]) -> dict[str, str]:
    """Whose group each node stands in: its service; failing that its only neighbours' service."""
    part = "service" if any(graph.nodes[at].service for at in shown) else "stack"
    nodes = {graph.nodes[at].id: graph.nodes[at] for at in shown}
    owners = {id_: name for id_, node in nodes.items() if (name := _owner(node, part))}
    near: dict[str, set[str]] = {}
    for edge in graph.edges:
        for one, other in _both_ways(edge, nodes):
            if other not in owners and one in owners and _adopted(nodes[other]):
                near.setdefault(other, set()).add(owners[one])
    for id_, names in near.items():
        if len(names) == 1:
            owners[id_] = next(iter(names))
    return owners if len(set(owners.values())) > 1 or part == "service" else {}


def _owner(node: Node, part: str) -> str:
    if node.kind in ("service", "team"):
        return node.team if node.kind == "service" else ""
    return str(getattr(node, part))


def _adopted(node: Node) -> bool:
    return node.unresolved or node.kind in ADOPTED


def _both_ways(edge: Edge, nodes: Mapping[str, Node]) -> list[tuple[str, str]]:
    if edge.source not in nodes or edge.target not in nodes:
        return []
    return [(edge.source, edge.target), (edge.target, edge.source)]
