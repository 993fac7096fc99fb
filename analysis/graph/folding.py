"""A graph of many parts with fewer: states in their machine, what is missing together as one."""

from collections.abc import Mapping

from analysis.graph.captions import caption
from analysis.graph.model import Graph, Node
from analysis.graph.views import merged, outermost
from analysis.walking import grouped

MANY = 100  # parts; in so large a system states stay in their machine until it is opened
FEW = 2  # so many are named one by one
UNREAD = "resource"  # the kind of what is of no type that is read


def folded(graph: Graph) -> Graph:
    """The graph as it can be overlooked: in a large system without states, the rest `together`."""
    return _into(without_states(graph) if len(graph.nodes) >= MANY else graph)


def without_states(graph: Graph) -> Graph:
    """The graph with each state machine as one node, whose calls have the names of its states."""
    tops = outermost(graph.edges)
    kept = [node for node in graph.nodes if node.id not in tops]
    return Graph.of(graph.title, kept, merged(graph, tops), graph.remarks)


def _into(graph: Graph) -> Graph:
    groups = together(graph)
    if not groups:
        return graph
    kept = [node for node in graph.nodes if node.id not in groups]
    edges = merged(graph, {id_: node.id for id_, node in groups.items()})
    new = {node.id: node for node in groups.values()}
    return Graph.of(graph.title, [*kept, *new.values()], edges, graph.remarks)


def together(graph: Graph) -> Mapping[str, Node]:
    """By id of what is missing, or not read, like others: the node that stands for all of them.

    Missing alike is what the same parts lead to, or, where none does, what has one reason; not
    read alike are resources of one type and service that nothing flows to or from.
    """
    near: dict[str, set[str]] = {}
    for edge in graph.edges:
        if edge.layer != "weak":
            near.setdefault(edge.source, set()).add(edge.target)
            near.setdefault(edge.target, set()).add(edge.source)
    alike = grouped(
        (
            (node.kind, node.type, node.service, *(sorted(near.get(node.id, ())) or [node.reason])),
            node,
        )
        for node in graph.nodes
        if node.unresolved or (node.kind == UNREAD and node.id not in near)
    )
    groups = [(_group(members), members) for members in alike.values() if len(members) > FEW]
    return {node.id: group for group, members in groups for node in members}


def _group(members: list[Node]) -> Node:
    first = members[0]
    names = {caption(node).rpartition("/")[2] for node in members}
    shared = first.type.rpartition("::")[2] or min(names)
    alike = first.type or len(names) == 1
    said = f"{shared} ({len(members)})" if alike else f"{len(members)} {first.kind}"
    return Node(
        f"{first.id}:{said}",
        first.kind,
        said,
        first.type,
        service=first.service,
        reason="; ".join(dict.fromkeys(node.reason for node in members)),
        evidence=first.evidence,
    )
