"""A graph as JSON: the same bytes each time."""

import json
from typing import Any

from analysis.graph.model import Evidence, Graph, Node
from analysis.plain_values import to_plain

FORMAT = "ripple-graph/1"
EDGE_SPARSE = ("label", "events", "span", "off")
NODE_SPARSE = (
    "type", "stack", "service", "team", "reason", "outside", "evidence", "attributes", "span",
)  # fmt: skip
"""What is left out of an edge, or of a node, where it is empty."""


def to_wire(graph: Graph) -> dict[str, Any]:
    """The graph as plain JSON values; flow, contracts and weak references are kept apart."""
    return {
        "format": FORMAT,
        "title": graph.title,
        "nodes": [to_plain(node, NODE_SPARSE) for node in graph.nodes],
        "edges": [to_plain(edge, EDGE_SPARSE) for edge in graph.flow],
        "contracts": [to_plain(edge, EDGE_SPARSE) for edge in graph.contracts],
        "weak": [to_plain(edge, EDGE_SPARSE) for edge in graph.weak],
        "unresolved": [_unresolved(node) for node in graph.unresolved],
        **({"remarks": list(graph.remarks)} if graph.remarks else {}),
    }


def to_json(graph: Graph) -> str:
    """The graph as JSON text, with a final newline."""
    return json.dumps(to_wire(graph), indent=1, ensure_ascii=False) + "\n"


def _unresolved(node: Node) -> dict[str, Any]:
    where = node.evidence[0] if node.evidence else Evidence("")
    return {
        "id": node.id,
        "reason": node.reason,
        "file": where.file,
        "line": where.line,
        "fragment": where.fragment,
    }
