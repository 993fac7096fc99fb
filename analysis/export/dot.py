"""A graph as DOT, for Graphviz: services and state machines are clusters."""

import re
from collections.abc import Iterable

from analysis.graph.captions import caption
from analysis.graph.kinds import kind
from analysis.graph.model import GUESSED, Edge, Graph, Node
from analysis.layout.clusters import Cluster, clusters
from analysis.palette import FAINT, INK, PAPER, QUIET_INK, SERVICE, TONES

FIRST = f"""  rankdir=LR; compound=true; fontname="Helvetica"; fontsize=12; labelloc=t;
  node [fontname="Helvetica", fontsize=11, style="filled,rounded"];
  edge [fontname="Helvetica", fontsize=9, color="{QUIET_INK}", fontcolor="{INK}"];"""
CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def to_dot(graph: Graph) -> str:
    """The graph as DOT text; containment is drawn as clusters, not as edges."""
    root = clusters(graph)
    ids = {node.id: f"n{number}" for number, node in enumerate(graph.nodes)}
    lines = [f"digraph {_quoted(graph.title)} {{", f"  label={_quoted(graph.title)};", FIRST]
    lines += _inside(root, ids, "  ", [0])
    lines += [
        _edge(edge, ids)
        for edge in graph.edges
        if edge.relation != "contains" and edge.source in ids and edge.target in ids
    ]
    return "\n".join([*lines, "}", ""])


def _inside(cluster: Cluster, ids: dict[str, str], indent: str, count: list[int]) -> Iterable[str]:
    for node in cluster.nodes:
        yield f"{indent}{_node(node, ids[node.id])}"
    for inner in cluster.clusters:
        count[0] += 1
        line, fill = (TONES["flows"].line, PAPER) if inner.node else SERVICE.light
        look = f'style="rounded,filled"; color="{line}"; fillcolor="{fill}"'
        yield f"{indent}subgraph cluster_{count[0]} {{"
        yield f"{indent}  label={_quoted(inner.name)}; {look};"
        yield from _inside(inner, ids, f"{indent}  ", count)
        yield f"{indent}}}"


def _node(node: Node, id_: str) -> str:
    look = kind(node.kind)
    tone = TONES[look.family]
    line = "filled,dashed" if node.outside or node.unresolved else "filled"
    style = f"{line},rounded" if look.dot == "box" else line
    text = f"? {caption(node)}" if node.unresolved else caption(node)
    return (
        f"{id_} [label={_quoted(text)}, tooltip={_quoted(node.reason or f'{node.kind} {node.id}')},"
        f' shape={look.dot}, style="{style}", color="{tone.line}", fillcolor="{tone.fill}"];'
    )


def _edge(edge: Edge, ids: dict[str, str]) -> str:
    words = [edge.relation if edge.relation != "transitions" else "", *edge.labels]
    words += [event.rpartition("/")[2] for event in edge.events]
    words += ["switched off"] if edge.off else []
    text = "\n".join(word for word in words if word)
    look = ", style=dashed" if edge.certainty in GUESSED else ""
    if edge.layer == "weak" or edge.off:
        look = f', style=dotted, color="{FAINT}"'
    where = str(edge.evidence[0]) if edge.evidence else str(edge)
    return (
        f"  {ids[edge.source]} -> {ids[edge.target]} "
        f"[label={_quoted(text)}, tooltip={_quoted(where)}{look}];"
    )


def _quoted(text: str) -> str:
    """A double-quoted string, in which Graphviz reads backslashes and HTML entities."""
    safe = text.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
    return '"' + CONTROL.sub("\ufffd", safe.replace("\n", "\\n")) + '"'
