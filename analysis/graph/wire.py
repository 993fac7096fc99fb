"""A graph as JSON and back: the same graph, and the same bytes each time."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from analysis.graph.model import CERTAINTIES, RELATIONS, Edge, Evidence, Graph, Node
from analysis.refusals import BadGraphFile

FORMAT = "ripple-graph/1"


def to_wire(graph: Graph) -> dict[str, Any]:
    """The graph as plain JSON values; flow, contracts and weak references are kept apart."""
    return {
        "format": FORMAT,
        "title": graph.title,
        "nodes": [_node(node) for node in graph.nodes],
        "edges": [_edge(edge) for edge in graph.flow],
        "contracts": [_edge(edge) for edge in graph.contracts],
        "weak": [_edge(edge) for edge in graph.weak],
        "unresolved": [_unresolved(node) for node in graph.unresolved],
    }


def to_json(graph: Graph) -> str:
    """The graph as JSON text, with a final newline."""
    return json.dumps(to_wire(graph), indent=1, ensure_ascii=False) + "\n"


def from_json(text: str, *, name: str = "the graph") -> Graph:
    """The graph that `to_json` wrote.

    Raises:
        BadGraphFile: it is no such text; ``name`` says which file.
    """
    try:
        return from_wire(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadGraphFile(
            f"{name} is no graph that `ripple graph --format json` wrote ({_short(error)}); "
            "write it again."
        ) from None


def from_wire(wire: Mapping[str, Any]) -> Graph:
    """The graph of the plain JSON values that `to_wire` gave."""
    if wire["format"] != FORMAT:
        raise ValueError(f"its format is {wire['format']!r}, not {FORMAT!r}")
    listed = (*wire["edges"], *wire["contracts"], *wire["weak"])
    return Graph.of(
        str(wire["title"]), map(_read_node, wire["nodes"]), [_read_edge(each) for each in listed]
    )


def _node(node: Node) -> dict[str, Any]:
    wire: dict[str, Any] = {"id": node.id, "kind": node.kind, "name": node.name}
    for part in ("type", "stack", "service", "team", "reason"):
        if value := getattr(node, part):
            wire[part] = value
    if node.outside:
        wire["outside"] = True
    if node.evidence:
        wire["evidence"] = _evidence(node.evidence)
    if node.attributes:
        wire["attributes"] = dict(node.attributes)
    return wire


def _edge(edge: Edge) -> dict[str, Any]:
    wire: dict[str, Any] = {
        "source": edge.source,
        "target": edge.target,
        "relation": edge.relation,
        "certainty": edge.certainty,
    }
    if edge.label:
        wire["label"] = edge.label
    if edge.events:
        wire["events"] = list(edge.events)
    wire["evidence"] = _evidence(edge.evidence)
    return wire


def _evidence(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    return [
        {"file": each.file, "line": each.line, "fragment": each.fragment}
        | ({"span": each.span} if each.span else {})
        for each in evidence
    ]


def _unresolved(node: Node) -> dict[str, Any]:
    where = node.evidence[0] if node.evidence else Evidence("")
    return {
        "id": node.id,
        "reason": node.reason,
        "file": where.file,
        "line": where.line,
        "fragment": where.fragment,
    }


def _read_node(wire: Mapping[str, Any]) -> Node:
    texts = {part: str(wire.get(part, "")) for part in ("type", "stack", "service", "team")}
    return Node(
        id=str(wire["id"]),
        kind=str(wire["kind"]),
        name=str(wire["name"]),
        outside=bool(wire.get("outside", False)),
        reason=str(wire.get("reason", "")),
        evidence=_read_evidence(wire),
        attributes=dict(wire.get("attributes", {})),
        **texts,
    )


def _read_edge(wire: Mapping[str, Any]) -> Edge:
    relation, certainty = str(wire["relation"]), str(wire["certainty"])
    if relation not in RELATIONS:
        raise ValueError(f"it has a relation {relation!r}")
    if certainty not in CERTAINTIES:
        raise ValueError(f"it has a certainty {certainty!r}")
    return Edge(
        source=str(wire["source"]),
        target=str(wire["target"]),
        relation=relation,
        certainty=certainty,
        label=str(wire.get("label", "")),
        events=tuple(map(str, wire.get("events", ()))),
        evidence=_read_evidence(wire),
    )


def _read_evidence(wire: Mapping[str, Any]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(
            file=str(each["file"]),
            line=int(each["line"]),
            fragment=str(each["fragment"]),
            span=str(each.get("span", "")),
        )
        for each in wire.get("evidence", ())
    )


def _short(error: Exception) -> str:
    text = " ".join(str(error).split())[:120]
    return f"no {text}" if isinstance(error, KeyError) else text
