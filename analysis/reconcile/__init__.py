"""Declared against observed: what was exercised, what never, and what nobody declared."""

from analysis.reconcile.findings import Reconciliations, reasons, to_wire
from analysis.reconcile.reconciling import reconcile, reconcile_all

__all__ = ["Reconciliations", "reasons", "reconcile", "reconcile_all", "to_wire"]
