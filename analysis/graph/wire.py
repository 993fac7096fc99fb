"""A graph as JSON and back: the same graph, and the same bytes each time."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from analysis.graph.model import CERTAINTIES, RELATIONS, Edge, Evidence, Graph, Node
from analysis.plain_values import Record, from_plain, to_plain
from analysis.refusals import BadGraphFile

FORMAT = "ripple-graph/1"
EDGE_SPARSE = ("label", "events", "span")
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


def from_json(text: str, *, name: str = "the graph") -> Graph:
    """The graph that `to_json` wrote.

    Raises:
        BadGraphFile: it is no such text; ``name`` says which file.
    """
    return parsed(text, from_wire, f"{name} is no graph that `ripple graph --format json` wrote")


def parsed(text: str, read: Callable[[Any], Record], otherwise: str) -> Record:
    """What a JSON text says, as ``read`` makes a record of it; ``otherwise`` begins the refusal.

    Raises:
        BadGraphFile: it says something else.
    """
    try:
        return read(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        why = " ".join(str(error).split())[:120]
        why = f"no {why}" if isinstance(error, KeyError) else why
        raise BadGraphFile(f"{otherwise} ({why}); write it again.") from None


def from_wire(wire: Mapping[str, Any]) -> Graph:
    """The graph of the plain JSON values that `to_wire` gave."""
    if wire["format"] != FORMAT:
        raise ValueError(f"its format is {wire['format']!r}, not {FORMAT!r}")
    listed = (*wire["edges"], *wire["contracts"], *wire["weak"])
    nodes = [from_plain(Node, each, NODE_SPARSE) for each in wire["nodes"]]
    remarks = map(str, wire.get("remarks", ()))
    return Graph.of(str(wire["title"]), nodes, map(_read_edge, listed), remarks)


def _unresolved(node: Node) -> dict[str, Any]:
    where = node.evidence[0] if node.evidence else Evidence("")
    return {
        "id": node.id,
        "reason": node.reason,
        "file": where.file,
        "line": where.line,
        "fragment": where.fragment,
    }


def _read_edge(wire: Mapping[str, Any]) -> Edge:
    edge = from_plain(Edge, wire, (*EDGE_SPARSE, "evidence"))
    if edge.relation not in RELATIONS:
        raise ValueError(f"it has a relation {edge.relation!r}")
    if edge.certainty not in CERTAINTIES:
        raise ValueError(f"it has a certainty {edge.certainty!r}")
    return edge
