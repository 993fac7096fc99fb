"""A graph as a Mermaid flowchart, which GitHub renders inside a ``mermaid`` fence."""

import re
from collections.abc import Iterable

from analysis.graph.captions import caption, event_name
from analysis.graph.kinds import KINDS, kind
from analysis.graph.model import GUESSED, Edge, Graph, Node
from analysis.layout.clusters import Cluster, clusters
from analysis.palette import FAINT, INK, PAPER, SERVICE, TONES
from analysis.walking import grouped
from analysis.wording import clipped

LONGEST = 80  # GitHub refuses a chart of over 50,000 characters, and wraps none of the words
# What Mermaid might read as more than text, as a dash or number that begins a list.
CODED = re.compile(
    r"^[\-_.]|(?<=\d)\.(?=\s)"
    r"|[^0-9A-Za-z \-_.,\u00c0-\u024f\u0391-\u1fff\u3040-\u30ff\u4e00-\u9fff]"
)


def to_mermaid(graph: Graph) -> str:
    """The graph as Mermaid text; ids are numbers, and every odd sign an entity code.

    It is a picture, and leaves out what would be said twice: event types that stand on arrows are
    no nodes, and a weak reference is not drawn beside a firm edge. GitHub draws 500 edges at most.
    """
    shown = _shown(graph)
    ids = {node.id: f"n{number}" for number, node in enumerate(shown.nodes)}
    lines = ["flowchart LR", *_inside(clusters(shown), ids, "  ", [0])]
    drawn = _lines(shown)
    lines += [f"  {_edge(edges, ids, graph)}" for edges in drawn]
    lines += _looks(shown, ids)
    faint = [str(number) for number, edges in enumerate(drawn) if edges[0].layer == "weak"]
    if faint:
        lines.append(f"  linkStyle {','.join(faint)} stroke:{FAINT}")
    return "\n".join([*lines, ""])


def _shown(graph: Graph) -> Graph:
    told = {event for edge in graph.flow for event in edge.events}
    nodes = tuple(node for node in graph.nodes if not (node.kind == "event" and node.id in told))
    kept = {node.id for node in nodes}
    events = {node.id for node in nodes if node.kind == "event"}
    edges = tuple(
        edge
        for edge in graph.edges
        if edge.source in kept
        and edge.target in kept
        and (edge.layer != "contract" or not events.isdisjoint((edge.source, edge.target)))
    )
    return Graph(graph.title, nodes, edges)


def _lines(graph: Graph) -> list[list[Edge]]:
    """The edges that one arrow stands for: those of one certainty between the same two nodes."""
    firm = {frozenset((edge.source, edge.target)) for edge in graph.edges if edge.layer != "weak"}
    found = grouped(
        ((edge.source, edge.target, edge.layer == "weak" or edge.certainty in GUESSED), edge)
        for edge in graph.edges
        if edge.relation != "contains"
        and not (edge.layer == "weak" and {edge.source, edge.target} in firm)
    )
    return list(found.values())


def _inside(cluster: Cluster, ids: dict[str, str], indent: str, count: list[int]) -> Iterable[str]:
    for node in cluster.nodes:
        left, right = kind(node.kind).mermaid
        yield f'{indent}{ids[node.id]}{left}"{_text(_words(node))}"{right}'
    for inner in cluster.clusters:
        count[0] += 1
        name = f"s{count[0]}"
        yield f'{indent}subgraph {name}["{_text(inner.name)}"]'
        yield f"{indent}  direction LR"
        yield from _inside(inner, ids, f"{indent}  ", count)
        yield f"{indent}end"
        line, fill = (TONES["flows"].line, PAPER) if inner.node else SERVICE.light
        yield f"{indent}style {name} fill:{fill},stroke:{line},color:{INK}"


def _words(node: Node) -> str:
    return f"? {caption(node)}" if node.unresolved else caption(node)


def _edge(edges: list[Edge], ids: dict[str, str], graph: Graph) -> str:
    first = edges[0]
    relations = ", ".join(edge.relation for edge in edges if edge.relation != "transitions")
    words = [relations, *(label for edge in edges for label in edge.labels)]
    words += sorted({event_name(event, graph) for edge in edges for event in edge.events})
    words += ["switched off"] if all(edge.off for edge in edges) else []
    text = "<br>".join(_text(word) for word in words if word and word != "Next")
    dotted = first.certainty in GUESSED or first.layer == "weak" or bool(first.off)
    arrow = "-.->" if dotted else "-->"
    return f"{ids[first.source]} {arrow}" + (f'|"{text}"| ' if text else " ") + ids[first.target]


def _looks(graph: Graph, ids: dict[str, str]) -> Iterable[str]:
    """One class a kind that occurs; a class's name is the kind's number."""
    by_kind = grouped((kind(node.kind).id, ids[node.id]) for node in graph.nodes)
    outside = [ids[node.id] for node in graph.nodes if node.outside]
    for number, each in enumerate(KINDS.values()):
        if each.id in by_kind:
            tone = TONES[each.family]
            dashes = ",stroke-dasharray:4 3" if each.role == "unknown" else ""
            yield f"  classDef k{number} fill:{tone.fill},stroke:{tone.line},color:{INK}{dashes}"
            yield f"  class {','.join(by_kind[each.id])} k{number}"
    if outside:
        yield "  classDef outside stroke-dasharray:2 3"
        yield f"  class {','.join(outside)} outside"


def _text(text: str) -> str:
    """The text as Mermaid's entity codes wherever a sign may mean something to it."""
    return CODED.sub(_code, clipped(" ".join(text.split()), LONGEST)) or " "


def _code(found: re.Match[str]) -> str:
    sign = ord(found[0])
    allowed = sign >= 0x20 and not 0x7F <= sign < 0xA0 and not 0xD800 <= sign < 0xE000
    return f"#{sign};" if allowed and sign not in (0xFFFE, 0xFFFF) else "�"
