"""A graph as a Mermaid flowchart, which GitHub renders inside a ``mermaid`` fence."""

import re
from collections.abc import Iterable

from analysis.export.boxes import Box, boxes
from analysis.export.palette import PAINTS, caption, known, paint
from analysis.graph.model import Edge, Graph, Node

LONGEST = 80  # GitHub refuses a chart of over 50,000 characters, and wraps none of the words
# What Mermaid might read as more than text, as a dash or number that begins a list.
CODED = re.compile(
    r"^[\-_.]|(?<=\d)\.(?=\s)"
    r"|[^0-9A-Za-z \-_.,\u00c0-\u024f\u0391-\u1fff\u3040-\u30ff\u4e00-\u9fff]"
)


def to_mermaid(graph: Graph) -> str:
    """The graph as Mermaid text; ids are numbers, and every odd sign an entity code."""
    ids = {node.id: f"n{number}" for number, node in enumerate(graph.nodes)}
    lines = ["flowchart LR", *_inside(boxes(graph), ids, "  ", [0])]
    drawn = [
        edge
        for edge in graph.edges
        if edge.relation != "contains" and edge.source in ids and edge.target in ids
    ]
    lines += [f"  {_edge(edge, ids)}" for edge in drawn]
    lines += _looks(graph, ids)
    faint = [str(number) for number, edge in enumerate(drawn) if edge.layer == "weak"]
    if faint:
        lines.append(f"  linkStyle {','.join(faint)} stroke:#B8C2CA")
    return "\n".join([*lines, ""])


def _inside(box: Box, ids: dict[str, str], indent: str, count: list[int]) -> Iterable[str]:
    for node in box.nodes:
        left, right = paint(node.kind).mermaid
        yield f'{indent}{ids[node.id]}{left}"{_text(_words(node))}"{right}'
    for inner in box.boxes:
        count[0] += 1
        yield f'{indent}subgraph s{count[0]}["{_text(inner.name)}"]'
        yield f"{indent}  direction LR"
        yield from _inside(inner, ids, f"{indent}  ", count)
        yield f"{indent}end"


def _words(node: Node) -> str:
    return f"? {caption(node)}" if node.unresolved else caption(node)


def _edge(edge: Edge, ids: dict[str, str]) -> str:
    words = [edge.relation if edge.relation != "transitions" else "", edge.label]
    words += [event.rpartition("/")[2] for event in edge.events]
    text = "<br>".join(_text(word) for word in words if word and word != "Next")
    faint = edge.certainty == "inferred" or edge.layer == "weak"
    arrow = "-.->" if faint else "-->"
    return f"{ids[edge.source]} {arrow}" + (f'|"{text}"| ' if text else " ") + ids[edge.target]


def _looks(graph: Graph, ids: dict[str, str]) -> Iterable[str]:
    """One class a kind that occurs; a class's name is the kind's number."""
    by_kind: dict[str, list[str]] = {}
    for node in graph.nodes:
        by_kind.setdefault(known(node.kind), []).append(ids[node.id])
    outside = [ids[node.id] for node in graph.nodes if node.outside]
    for number, kind in enumerate(PAINTS):
        if kind in by_kind:
            look = PAINTS[kind]
            dashes = ",stroke-dasharray:4 3" if kind == "unresolved" else ""
            yield (
                f"  classDef k{number} fill:{look.fill},stroke:{look.line},color:#1F2933{dashes}"
            )
            yield f"  class {','.join(by_kind[kind])} k{number}"
    if outside:
        yield "  classDef outside stroke-dasharray:2 3"
        yield f"  class {','.join(outside)} outside"


def _text(text: str) -> str:
    """The text as Mermaid's entity codes wherever a sign may mean something to it."""
    one_line = " ".join(text.split())
    short = one_line if len(one_line) <= LONGEST else f"{one_line[: LONGEST - 1]}…"
    return CODED.sub(_code, short) or " "


def _code(found: re.Match[str]) -> str:
    sign = ord(found[0])
    allowed = sign >= 0x20 and not 0x7F <= sign < 0xA0 and not 0xD800 <= sign < 0xE000
    return f"#{sign};" if allowed and sign not in (0xFFFE, 0xFFFF) else "�"
