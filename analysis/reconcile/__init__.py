"""Declared against observed: what was exercised, what never, and what nobody declared."""

from analysis.reconcile.model import (
    Exercised,
    Reconciliation,
    Reconciliations,
    Undeclared,
    Unexercised,
)
from analysis.reconcile.reconciling import reconcile, reconcile_all
from analysis.reconcile.telling import reasons, to_wire

__all__ = [
    "Exercised",
    "Reconciliation",
    "Reconciliations",
    "Undeclared",
    "Unexercised",
    "reasons",
    "reconcile",
    "reconcile_all",
    "to_wire",
]
