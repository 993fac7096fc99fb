"""A reconciliation as JSON, and its reasons counted."""

from collections import Counter
from typing import Any

from analysis.graph import Edge
from analysis.graph.wire import EDGE_SPARSE
from analysis.plain_values import to_plain
from analysis.reconcile.model import Reconciliation, Reconciliations, Undeclared

FORMAT = "ripple-reconciliation/1"


def to_wire(found: Reconciliation | Reconciliations) -> dict[str, Any]:
    """It as plain JSON values; of several scenarios, each is under its name as well."""
    if isinstance(found, Reconciliations):
        each = {name: to_wire(one) for name, one in found.by_scenario.items()}
        return to_wire(found.total) | {"by_scenario": each}
    return {
        "format": FORMAT,
        "title": found.title,
        "scenarios": list(found.scenarios),
        "counts": {
            "declared": len(found.exercised) + len(found.unexercised),
            "exercised": len(found.exercised),
            "unexercised": len(found.unexercised),
            "undeclared": len(found.undeclared),
            "from_outside": len(found.from_outside),
        },
        "exercised": [
            _edge(each.edge) | {"scenarios": list(each.scenarios), "seen": _evidence(each.seen)}
            for each in found.exercised
        ],
        "unexercised": [
            _edge(each.edge) | {"reason": each.reason, "evidence": _evidence(each.edge)}
            for each in found.unexercised
        ],
        "undeclared": [_seen(each) for each in found.undeclared],
        "from_outside": [_seen(each) for each in found.from_outside],
    }


def reasons(found: Reconciliation) -> Counter[str]:
    """How many declared edges were not exercised for which reason."""
    return Counter(each.reason for each in found.unexercised)


def _edge(edge: Edge) -> dict[str, Any]:
    keys = ("source", "target", "relation", "certainty", *(["label"] if edge.label else []))
    return {key: getattr(edge, key) for key in keys}


def _seen(each: Undeclared) -> dict[str, Any]:
    return _edge(each.edge) | {
        "reason": each.reason,
        "scenarios": list(each.scenarios),
        "evidence": _evidence(each.edge),
    }


def _evidence(edge: Edge) -> Any:
    return to_plain(edge.evidence, EDGE_SPARSE)
