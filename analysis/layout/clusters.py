"""What stands inside what: services around their resources, machines around their states."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property

from analysis.graph.model import Graph, Node
from analysis.graph.views import owners
from analysis.records import dataclass


@dataclass(frozen=True)
class Cluster:
    """A node with what it contains, or a group with what it owns; the whole graph is one too.

    ``node`` is None for a group, and ``at``, the node's place in the graph, is then -1. A group may
    be ``outlined`` by a line alone, around groups.
    """

    name: str
    node: Node | None = None
    at: int = -1
    inside: list["Cluster"] = field(default_factory=list)
    outlined: bool = False

    @property
    def kind(self) -> str:
        """The node's kind, or ``group``."""
        return self.node.kind if self.node else "group"

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes that stand here and contain nothing, and what contains them, by id."""
        own = [each.node for each in (self, *self.inside) if each.node and each.is_drawn_in(self)]
        return tuple(sorted(own, key=lambda node: node.id))

    @cached_property
    def clusters(self) -> tuple["Cluster", ...]:
        """Groups by name, then what contains something, by id."""
        held = [each for each in self.inside if each.inside]
        return tuple(sorted(held, key=lambda each: (each.node is not None, each.id)))

    @property
    def id(self) -> str:
        """The node's id, or the group's name."""
        return self.node.id if self.node else self.name

    def is_drawn_in(self, frame: "Cluster") -> bool:
        """Whether its card stands in the frame: what contains something stands in its own."""
        return self is frame or not self.inside

    def __iter__(self) -> Iterator["Cluster"]:
        """The cluster and all in it that contain something, from the outside in."""
        yield self
        for each in self.clusters:
            yield from each


def clusters(
    graph: Graph,
    *,
    held: Mapping[str, str] | None = None,
    groups: Mapping[str, str] | None = None,
    shown: Sequence[int] | None = None,
) -> Cluster:
    """The whole graph as one cluster, or the nodes ``shown`` of it, in their order.

    ``held`` and ``groups`` say by node id what contains it (see `holders`) and whose it is.
    """
    shown = range(len(graph.nodes)) if shown is None else shown
    held = holders(graph) if held is None else held
    groups = groups_of(graph) if groups is None else groups
    root = Cluster(graph.title)
    drawn = [(at, graph.nodes[at]) for at in shown]
    made = {node.id: Cluster(node.name or node.id, node, at) for at, node in drawn}
    by_name: dict[str, Cluster] = {}
    for id_, cluster in made.items():
        home = root
        if held.get(id_) in made:
            home = made[held[id_]]
        elif name := groups.get(id_):
            if name not in by_name:
                by_name[name] = Cluster(name)
                root.inside.append(by_name[name])
            home = by_name[name]
        home.inside.append(cluster)
    return root


def groups_of(graph: Graph) -> Mapping[str, str]:
    """The service of each node; where no node has one, its stack, if there are several."""
    by_service = owners(graph)
    if by_service:
        return by_service
    inside = {node.id: node.stack for node in graph.nodes if node.stack and not node.outside}
    return inside if len(set(inside.values())) > 1 else {}


def holders(graph: Graph) -> dict[str, str]:
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
