"""A reconciliation as JSON and as a table to read."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from analysis.graph import Edge
from analysis.reconcile.model import Reconciliation, Reconciliations, Undeclared
from analysis.reconcile.reasons import WEAK

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


def to_text(found: Reconciliation) -> str:
    """It as a table: what was never exercised and why, what was exercised undeclared.

    Weak references are counted, not listed: no trace ever shows one.
    """
    weak = sum(each.reason == WEAK for each in found.unexercised)
    counted = len(found.exercised) + len(found.unexercised) - weak
    over = f" by {', '.join(found.scenarios)}" if found.scenarios else ""
    lines = [f"{found.title}: {len(found.exercised)} of {counted} declared edges exercised{over}"]
    never = [(str(e.edge), e.reason) for e in found.unexercised if e.reason != WEAK]
    lines += _table("Declared, never exercised", never)
    lines += _table(
        "Exercised, never declared", [(str(e.edge), e.reason) for e in found.undeclared]
    )
    lines += _table("From outside", [(str(e.edge), e.reason) for e in found.from_outside])
    if weak:
        lines += ["", f"{weak} weak references left out: {WEAK.partition(': ')[2]}"]
    return "\n".join(lines) + "\n"


def reasons(found: Reconciliation) -> Counter[str]:
    """How many declared edges were not exercised for which reason."""
    return Counter(each.reason for each in found.unexercised)


def _table(heading: str, rows: Sequence[tuple[str, str]]) -> Iterable[str]:
    if not rows:
        return [] if heading == "From outside" else ["", f"{heading}: none"]
    width = max(len(edge) for edge, _ in rows)
    return ["", f"{heading}: {len(rows)}", *(f"  {edge:{width}}  {why}" for edge, why in rows)]


def _edge(edge: Edge) -> dict[str, Any]:
    wire: dict[str, Any] = {
        "source": edge.source,
        "target": edge.target,
        "relation": edge.relation,
        "certainty": edge.certainty,
    }
    return wire | ({"label": edge.label} if edge.label else {})


def _seen(each: Undeclared) -> dict[str, Any]:
    return _edge(each.edge) | {
        "reason": each.reason,
        "scenarios": list(each.scenarios),
        "evidence": _evidence(each.edge),
    }


def _evidence(edge: Edge) -> list[dict[str, Any]]:
    return [
        {"file": each.file, "line": each.line, "fragment": each.fragment}
        | ({"span": each.span} if each.span else {})
        for each in edge.evidence
    ]
