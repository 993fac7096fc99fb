"""A graph as GraphML that yEd and Gephi open: all of the graph, and the same bytes each time.

Written without a library, for exactness: networkx knows neither which labels and colours Gephi and
yEd take, nor how to carry a sign that XML forbids.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from xml.sax.saxutils import escape, quoteattr

from analysis.graph.captions import caption
from analysis.graph.kinds import kind
from analysis.graph.model import GUESSED, Edge, Evidence, Graph, Node
from analysis.palette import QUIET_INK, TONES

TEXTS = ("kind", "name", "type", "stack", "service", "team", "reason")
NODE_KEYS = {"label": "string", **dict.fromkeys(TEXTS, "string"), "outside": "boolean"}
NODE_KEYS |= {"evidence": "string", "attributes": "string", "color": "string"}
NODE_KEYS |= dict.fromkeys("rgb", "int")
EDGE_KEYS = dict.fromkeys(
    ("label", "relation", "certainty", "transition", "layer", "events", "evidence", "off"), "string"
)
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml">
"""
# What XML forbids or normalizes away, and the sign that we escape with.
UNSAFE = re.compile(
    r"[^\n\u0020-\u005b\u005d-\u007e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)


def to_graphml(graph: Graph) -> str:
    r"""The graph as GraphML text; a sign that XML forbids is written ``\u{1f}``."""
    lines = [HEAD + '<key id="title" for="graph" attr.name="title" attr.type="string"/>']
    for domain, keys in (("node", NODE_KEYS), ("edge", EDGE_KEYS)):
        for name, type_ in keys.items():
            lines.append(
                f'<key id="{domain}_{name}" for="{domain}" attr.name="{name}" attr.type="{type_}"/>'
            )
    lines.append('<key id="node_graphics" for="node" yfiles.type="nodegraphics"/>')
    lines.append('<key id="edge_graphics" for="edge" yfiles.type="edgegraphics"/>')
    lines.append('<graph id="G" edgedefault="directed">')
    lines.append(_datum("title", _safe(graph.title)))
    for node in graph.nodes:
        lines += _node_lines(node)
    for number, edge in enumerate(graph.edges):
        lines += _edge_lines(number, edge)
    return "\n".join([*lines, "</graph>", "</graphml>", ""])


def _node_lines(node: Node) -> Iterable[str]:
    tone = TONES[kind(node.kind).family]
    red, green, blue = (int(tone.line[at : at + 2], 16) for at in (1, 3, 5))
    texts = {name: _safe(getattr(node, name)) for name in TEXTS}
    label = _safe(caption(node))
    yield f"<node id={_quoted(node.id)}>"
    data = {"label": label, **texts, "outside": "true" if node.outside else ""}
    data["evidence"] = _evidence(node.evidence)
    data["attributes"] = json.dumps(dict(node.attributes)) if node.attributes else ""
    data |= {"color": tone.line, "r": str(red), "g": str(green), "b": str(blue)}
    for name, value in data.items():
        if value:
            yield _datum(f"node_{name}", value)
    line = "dashed" if node.outside or node.unresolved else "line"
    yield (
        f'<data key="node_graphics"><y:ShapeNode><y:Geometry height="36" '
        f'width="{max(60, 7 * len(label) + 16)}"/><y:Fill color="{tone.fill}"/>'
        f'<y:BorderStyle color="{tone.line}" type="{line}" width="1.5"/>'
        f"<y:NodeLabel>{escape(label)}</y:NodeLabel>"
        f'<y:Shape type="roundrectangle"/></y:ShapeNode></data>'
    )
    yield "</node>"


def _edge_lines(number: int, edge: Edge) -> Iterable[str]:
    label = _safe(f"{edge.relation}: {edge.label}" if edge.label else edge.relation)
    data = {"label": label, "relation": _safe(edge.relation), "certainty": _safe(edge.certainty)}
    data |= {"transition": _safe(edge.label), "layer": edge.layer, "off": _safe(edge.off)}
    data["events"] = json.dumps(edge.events) if edge.events else ""
    data["evidence"] = _evidence(edge.evidence)
    yield f'<edge id="e{number}" source={_quoted(edge.source)} target={_quoted(edge.target)}>'
    for name, value in data.items():
        if value:
            yield _datum(f"edge_{name}", value)
    line = "line" if edge.certainty not in GUESSED and edge.layer != "weak" else "dashed"
    yield (
        f'<data key="edge_graphics"><y:PolyLineEdge><y:LineStyle color="{QUIET_INK}" type="{line}" '
        f'width="1"/><y:Arrows source="none" target="standard"/>'
        f"<y:EdgeLabel>{escape(label)}</y:EdgeLabel></y:PolyLineEdge></data>"
    )
    yield "</edge>"


def _evidence(evidence: Iterable[Evidence]) -> str:
    listed = [asdict(each) for each in evidence]
    return json.dumps(listed) if listed else ""


def _datum(key: str, value: str) -> str:
    return f'<data key="{key}">{escape(value)}</data>'


def _quoted(text: str) -> str:
    return quoteattr(_safe(text))


def _safe(text: str) -> str:
    return UNSAFE.sub(
        lambda found: "\\\\" if found[0] == "\\" else f"\\u{{{ord(found[0]):x}}}", text
    )
