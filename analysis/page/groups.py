"""Which box stands in which: states in their machine, resources in their service."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analysis.graph import Edge, Graph, Node

DEEP = 12  # states nested deeper than this are drawn in their ancestor


@dataclass(frozen=True)
class Item:
    """A box with the boxes in it; ``node`` is -1 for a service, which is no node of its own."""

    title: str
    kind: str
    node: int = -1
    inside: list["Item"] = field(default_factory=list)


def holders(graph: Graph) -> dict[str, str]:
    """For each state the machine or state that contains it; never in a circle."""
    held: dict[str, str] = {}
    for edge in graph.edges:
        known = edge.relation == "contains" and edge.target in graph.by_id
        if known and edge.target not in held and edge.target not in _above(held, edge.source):
            held[edge.target] = edge.source
    return {each: holder for each, holder in held.items() if holder in graph.by_id}


def tree(graph: Graph, shown: Sequence[int], held: Mapping[str, str]) -> Item:
    """The nodes shown, as boxes in boxes: services hold resources, machines hold states."""
    items = {at: Item(graph.nodes[at].id, graph.nodes[at].kind, at) for at in shown}
    index = {graph.nodes[at].id: at for at in shown}
    owners = _owners(graph, shown)
    root = Item(graph.title, "system")
    services: dict[str, Item] = {}
    for at, item in items.items():
        above = [each for each in _above(held, graph.nodes[at].id) if each in index][1:]
        if above:
            items[index[above[-DEEP] if len(above) >= DEEP else above[0]]].inside.append(item)
        elif name := owners.get(at, ""):
            if name not in services:
                services[name] = Item(name, "group")
                root.inside.append(services[name])
            services[name].inside.append(item)
        else:
            root.inside.append(item)
    return root


def _above(held: Mapping[str, str], each: str) -> list[str]:
    """The node and all that hold it, from the inside out."""
    chain = [each]
    while (each := held.get(each, "")) and len(chain) <= 200:
        chain.append(each)
    return chain


def _owners(graph: Graph, shown: Sequence[int]) -> dict[int, str]:
    """Whose group each node stands in: its service; failing that its only neighbours' service."""
    part = "service" if any(graph.nodes[at].service for at in shown) else "stack"
    owners = {at: name for at in shown if (name := _owner(graph.nodes[at], part))}
    index = {graph.nodes[at].id: at for at in shown}
    near: dict[int, set[str]] = {}
    for edge in graph.edges:
        for one, other in _both_ways(edge, index):
            if other not in owners and one in owners and _adopted(graph.nodes[other]):
                near.setdefault(other, set()).add(owners[one])
    for at, names in near.items():
        if len(names) == 1:
            owners[at] = next(iter(names))
    return owners if len(set(owners.values())) > 1 or part == "service" else {}


def _owner(node: Node, part: str) -> str:
    if node.kind in ("service", "team"):
        return node.team if node.kind == "service" else ""
    return str(getattr(node, part))


def _adopted(node: Node) -> bool:
    return node.unresolved or node.kind in ("event", "rule", "schedule")


def _both_ways(edge: Edge, index: Mapping[str, int]) -> list[tuple[int, int]]:
    if edge.source not in index or edge.target not in index:
        return []
    one, other = index[edge.source], index[edge.target]
    return [(one, other), (other, one)]
