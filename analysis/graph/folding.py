"""A graph of many parts with fewer: states in their machine, what is missing together as one."""

from collections.abc import Mapping

from analysis.graph.captions import caption
from analysis.graph.model import UNRESOLVED, Graph, Node
from analysis.graph.views import merged, outermost
from analysis.walking import grouped

MANY = 100  # parts; in so large a system states stay in their machine until it is opened
FEW = 2  # so many are named one by one


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
    """By id of what is unresolved like others: the node that stands for all of them.

    Alike are those that the same parts lead to, or, where none does, those of one reason.
    """
    missing = {node.id: node for node in graph.unresolved}
    ends = [(edge.source, edge.target) for edge in graph.edges]
    ends += [(target, source) for source, target in ends]
    near = grouped((one, other) for one, other in ends if one in missing)
    alike = grouped(
        (tuple(sorted({*near.get(id_, ())})) or node.reason, node) for id_, node in missing.items()
    )
    return {
        node.id: group
        for members in alike.values()
        if len(members) > FEW
        for group in [_group(members)]
        for node in members
    }


def _group(members: list[Node]) -> Node:
    names = {caption(node).rpartition("/")[2] for node in members}
    said = f"{min(names)} ({len(members)})" if len(names) == 1 else f"{len(members)} unresolved"
    return Node(
        f"{UNRESOLVED}:together/{members[0].id}",
        UNRESOLVED,
        said,
        service=members[0].service if len({node.service for node in members}) == 1 else "",
        reason="; ".join(dict.fromkeys(node.reason for node in members)),
        evidence=members[0].evidence,
    )
