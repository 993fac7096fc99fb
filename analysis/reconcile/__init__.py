"""Declared against observed: what was exercised, what never, and what nobody declared."""

from analysis.reconcile.findings import Reconciliations, to_wire
from analysis.reconcile.reconciling import reconcile_all

__all__ = ["Reconciliations", "reconcile_all", "to_wire"]
