"""The layouts of one graph that its page can switch between, and what its boxes say."""

import re
import unicodedata
from collections.abc import Container, Mapping, Sequence
from typing import Any

from analysis.graph import Edge, Graph, Node
from analysis.graph.kinds import with_trait
from analysis.graph.readings import LAYERS
from analysis.layout.clusters import Cluster, clusters, holders
from analysis.layout.layering import Pair
from analysis.page.nesting import Placement, arranged
from analysis.plain_text import visible
from analysis.walking import grouped
from analysis.wording import clipped

LINE = 22  # signs on a line of a box
PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^A-Z\s/_.:-]+|[\s/_.:-]+")


def label(node: Node) -> str:
    """The short name of a node: its id without what the drawing shows otherwise."""
    if node.kind in ("state", "event", "activity") or node.outside or node.unresolved:
        return node.name or node.id.partition("/")[2] or node.id
    return node.id.rpartition(":")[2] or node.name or node.id


def label_of(event: str) -> str:
    """The short name of an event type by its id."""
    return event.rpartition("/")[2]


def lines(node: Node) -> tuple[str, ...]:
    """The label on one line or two, cut where words end; what does not fit gives way to dots."""
    text = visible(label(node))
    if len(text) <= LINE:
        return (text,)
    first = ""
    for part in PART.findall(text[: LINE + 1]):
        if len(first + part) > LINE:
            break
        first += part
    first = first if len(first) > LINE // 3 else text[:LINE]
    rest = text[len(first) :].strip()
    return (first.strip(), clipped(rest, LINE))


def size(node: Node) -> tuple[float, float]:
    """Width and height of a node's box."""
    texts = lines(node)
    widest = max(*(8.1 * _breadth(each) for each in texts), 5.6 * len(node.kind) + 20, 40)
    return (round(widest / 8) * 8 + 32.0, 46.0 if len(texts) == 1 else 60.0)


def _breadth(text: str) -> float:
    return sum(2.0 if unicodedata.east_asian_width(each) in "WF" else 1.0 for each in text)


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


def variants(graph: Graph, hidden: Container[str] = ()) -> dict[str, Any]:
    """Layouts by name: machines ``open`` or ``shut``, event types as ``nodes`` or on ``arrows``.

    A layout that would equal another is left out; the page then takes the other. Nodes that are
    ``hidden`` are in none.
    """
    held = holders(graph)
    machines = [True, False] if held else [False]
    events = [False, True] if any(node.kind == "event" for node in graph.nodes) else [False]
    return {
        f"{'open' if opened else 'shut'}-{'nodes' if typed else 'arrows'}": _layout(
            graph,
            [
                at
                for at, node in enumerate(graph.nodes)
                if node.id not in hidden
                and (opened or node.id not in held)
                and (typed or node.kind != "event")
            ],
            held,
        )
        for opened in machines
        for typed in events
    }


def _layout(graph: Graph, shown: Sequence[int], held: Mapping[str, str]) -> dict[str, Any]:
    sizes = {at: size(graph.nodes[at]) for at in shown}
    pairs = _pairs(graph, shown, held)
    words = {pair: _words(edges) for pair, edges in pairs.items()}
    return _plain(arranged(tree(graph, shown, held), sizes, list(pairs), words))


def _pairs(graph: Graph, shown: Sequence[int], held: Mapping[str, str]) -> dict[Pair, list[Edge]]:
    """Which boxes are joined, each hidden end replaced by the box that holds it, and by what."""
    index = {graph.nodes[at].id: at for at in shown}

    def seen(each: str) -> int:
        for _ in range(200):
            if each in index or each not in held:
                break
            each = held[each]
        return index.get(each, -1)

    joined = grouped(
        ((seen(edge.source), seen(edge.target)), edge)
        for edge in (*graph.flow, *graph.contracts)
        if not (edge.relation == "contains" and held.get(edge.target) == edge.source)
    )
    return {(a, b): edges for (a, b), edges in sorted(joined.items()) if a != b and min(a, b) >= 0}


def _words(edges: Sequence[Edge]) -> tuple[float, float]:
    """The size of what is written on a line: event types, and labels but Next and layers."""
    texts = {label_of(event) for edge in edges for event in edge.events}
    texts |= {label[:40] for edge in edges for label in edge.labels}
    texts -= {"Next", *LAYERS}
    wide = max((6.0 * min(len(text), 28) for text in texts), default=0.0)
    return (wide, 12.0 * min(len(texts), 3))


def _plain(arranged: Placement) -> dict[str, Any]:
    return {
        "boxes": {str(at): [round(each) for each in box] for at, box in arranged.boxes.items()},
        "groups": [_group(item, box) for item, box in arranged.groups],
        "routes": [
            [*pair, *(round(each) for point in curve.points for each in point)]
            for pair, curve in sorted(arranged.routes.items())
        ],
        "size": [round(each) for each in arranged.size],
    }


def _group(item: Cluster, box: Sequence[float]) -> list[Any]:
    return [visible(item.id), item.kind, item.at, *(round(each) for each in box)]
