"""The layouts of one graph that its page can switch between."""

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.graph import Edge, Graph
from analysis.layout.clusters import Cluster, holders
from analysis.layout.layering import Pair
from analysis.page import labels
from analysis.page.groups import tree
from analysis.page.nesting import Placement, arranged
from analysis.plain_text import visible
from analysis.walking import grouped

Positions = Mapping[str, tuple[float, float]]


def variants(graph: Graph, positions: Positions | None = None) -> dict[str, Any]:
    """Layouts by name: machines ``open`` or ``shut``, event types as ``nodes`` or on ``arrows``.

    A layout that would equal another is left out; the page then takes the other.
    """
    held = holders(graph)
    machines = [True, False] if held else [False]
    events = [False, True] if any(node.kind == "event" for node in graph.nodes) else [False]
    return {
        f"{'open' if opened else 'shut'}-{'nodes' if typed else 'arrows'}": _layout(
            graph, _shown(graph, held, opened=opened, typed=typed), held, positions
        )
        for opened in machines
        for typed in events
    }


def _shown(graph: Graph, held: Mapping[str, str], *, opened: bool, typed: bool) -> list[int]:
    return [
        at
        for at, node in enumerate(graph.nodes)
        if (opened or node.id not in held) and (typed or node.kind != "event")
    ]


def _layout(
    graph: Graph, shown: Sequence[int], held: Mapping[str, str], positions: Positions | None
) -> dict[str, Any]:
    sizes = {at: labels.size(graph.nodes[at]) for at in shown}
    if positions is not None:
        return _given(graph, sizes, positions)
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
    """The size of what is written on a line: event types, and labels other than Next."""
    texts = {labels.label_of(event) for edge in edges for event in edge.events}
    texts |= {edge.label[:40] for edge in edges if edge.label and edge.relation == "transitions"}
    texts -= {"Next"}
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


def _given(
    graph: Graph, sizes: Mapping[int, tuple[float, float]], positions: Positions
) -> dict[str, Any]:
    """Boxes about the places given; what has none stands in a row above."""
    boxes, spare = {}, 0.0
    for at, (width, height) in sizes.items():
        place = positions.get(graph.nodes[at].id)
        if place is None:
            place = (spare + width / 2, -120.0)
            spare += width + 16
        boxes[str(at)] = [
            round(place[0] - width / 2),
            round(place[1] - height / 2),
            round(width),
            round(height),
        ]
    left, top = (min((box[i] for box in boxes.values()), default=0) for i in (0, 1))
    for box in boxes.values():
        box[0], box[1] = box[0] - left, box[1] - top
    far = [max((box[i] + box[i + 2] for box in boxes.values()), default=0) for i in (0, 1)]
    return {"boxes": boxes, "groups": [], "routes": [], "size": far}
