"""What stands inside what: services around their resources, machines around their states."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.graph.model import Graph, Node
from analysis.graph.views import owners


@dataclass
class Box:
    """A service, a stack, or something that contains states; ``node`` is what contains them."""

    id: str
    name: str
    kind: str
    node: Node | None = None
    nodes: list[Node] = field(default_factory=list)
    boxes: list["Box"] = field(default_factory=list)


def boxes(graph: Graph) -> Box:
    """The whole graph as boxes in boxes, everything in order of its id."""
    root = Box("", graph.title, "graph")
    parents = _parents(graph)
    opened = {id_: Box(id_, graph.by_id[id_].name or id_, "machine", graph.by_id[id_])
              for id_ in sorted(set(parents.values()))}  # fmt: skip
    groups: dict[str, Box] = {}
    group_of = _groups(graph)
    for node in graph.nodes:
        home = root
        if node.id in parents:
            home = opened[parents[node.id]]
        elif name := group_of.get(node.id):
            home = groups.setdefault(name, Box(name, name, "service"))
        if node.id in opened:
            home.boxes.append(opened[node.id])
            home = opened[node.id]
        home.nodes.append(node)
    root.boxes = [groups[name] for name in sorted(groups)] + root.boxes
    return root


def _groups(graph: Graph) -> Mapping[str, str]:
    """The service of each node; where no node has one, its stack, if there are several."""
    by_service = owners(graph)
    if by_service:
        return by_service
    inside = {node.id: node.stack for node in graph.nodes if node.stack and not node.outside}
    return inside if len(set(inside.values())) > 1 else {}


def _parents(graph: Graph) -> Mapping[str, str]:
    """Who contains each node; what contains itself, in a circle, contains nothing."""
    parents = {
        edge.target: edge.source
        for edge in reversed(graph.edges)
        if edge.relation == "contains" and {edge.source, edge.target} <= graph.by_id.keys()
    }
    settled: set[str] = set()
    for start in sorted(parents):
        path: dict[str, None] = {}
        here = start
        while here in parents and here not in settled and here not in path:
            path[here] = None
            here = parents[here]
        if here in path:
            del parents[here]
        settled |= path.keys()
    return parents
