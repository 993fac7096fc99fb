"""What was declared against what was seen: a finding for each edge, as table, text and JSON."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from analysis.graph import Edge
from analysis.graph.wire import EDGE_SPARSE
from analysis.plain_values import to_plain
from analysis.reconcile.reasons import WEAK
from analysis.records import dataclass
from analysis.table import Table, Tabular


@dataclass(frozen=True, slots=True)
class Exercised:
    """A declared edge that was seen, and in which scenarios; ``seen`` is as it was observed."""

    edge: Edge
    seen: Edge
    scenarios: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unexercised:
    """A declared edge that nobody saw, and why that may be."""

    edge: Edge
    reason: str


@dataclass(frozen=True, slots=True)
class Undeclared:
    """An edge that was seen and that no file declares."""

    edge: Edge
    reason: str
    scenarios: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reconciliation(Tabular):
    """Declared against observed, edge by edge.

    ``from_outside`` are edges that begin outside of the system, such as a client's; no template
    can declare them, so they are no part of ``undeclared``.
    """

    title: str
    scenarios: tuple[str, ...]
    exercised: tuple[Exercised, ...]
    unexercised: tuple[Unexercised, ...]
    undeclared: tuple[Undeclared, ...]
    from_outside: tuple[Undeclared, ...] = ()

    def __str__(self) -> str:
        """It as a table: what was never exercised and why, what was exercised undeclared.

        Weak references are counted, not listed: no trace ever shows one.
        """
        weak = sum(each.reason == WEAK for each in self.unexercised)
        counted = len(self.exercised) + len(self.unexercised) - weak
        over = f" by {', '.join(self.scenarios)}" if self.scenarios else ""
        lines = [f"{self.title}: {len(self.exercised)} of {counted} declared edges exercised{over}"]
        never = [(str(e.edge), e.reason) for e in self.unexercised if e.reason != WEAK]
        lines += _table("Declared, never exercised", never)
        lines += _table(
            "Exercised, never declared", [(str(e.edge), e.reason) for e in self.undeclared]
        )
        lines += _table("From outside", [(str(e.edge), e.reason) for e in self.from_outside])
        if weak:
            lines += ["", f"{weak} weak references left out: {WEAK.partition(': ')[2]}"]
        return "\n".join(lines) + "\n"

    def table(self) -> Table:
        """An edge a row: exercised, never exercised, never declared or from outside, and why."""
        rows = [
            *(("exercised", str(each.edge), ", ".join(each.scenarios)) for each in self.exercised),
            *(("never exercised", str(each.edge), each.reason) for each in self.unexercised),
            *(("never declared", str(each.edge), each.reason) for each in self.undeclared),
            *(("from outside", str(each.edge), each.reason) for each in self.from_outside),
        ]
        head = ("found", "edge", "why, or by which")
        return Table(f"{self.title}: declared and observed", head, tuple(rows), left=3)


@dataclass(frozen=True)
class Reconciliations(Tabular):
    """Several scenarios: all of them together, and each by itself."""

    total: Reconciliation
    by_scenario: Mapping[str, Reconciliation]

    def table(self) -> Table:
        """All scenarios together."""
        return self.total.table()


def _table(heading: str, rows: Sequence[tuple[str, str]]) -> Iterable[str]:
    if not rows:
        return [] if heading == "From outside" else ["", f"{heading}: none"]
    width = max(len(edge) for edge, _ in rows)
    return ["", f"{heading}: {len(rows)}", *(f"  {edge:{width}}  {why}" for edge, why in rows)]


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
