"""The graph of a system: its model, and its JSON."""

from analysis.graph.model import (
    CERTAINTIES,
    CONTRACT,
    FLOW,
    RELATIONS,
    WEAK,
    Edge,
    Evidence,
    Graph,
    Node,
)
from analysis.graph.wire import to_json, to_wire

__all__ = [
    "CERTAINTIES",
    "CONTRACT",
    "FLOW",
    "RELATIONS",
    "WEAK",
    "Edge",
    "Evidence",
    "Graph",
    "Node",
    "to_json",
    "to_wire",
]
