"""The difference between two versions, as who asks for it gets it."""

from collections.abc import Mapping
from typing import Any

from analysis.difference.model import Changes
from analysis.difference.text import told
from analysis.difference.wire import wire
from analysis.table import Table, Tabular


class Difference(Changes, Tabular):
    """Whom an edit touched, and what it changed by kind and by layer."""

    def table(self) -> Table:
        """What changed, one thing a row: its kind, whose it is, and how it changed."""
        rows = [
            *(("resource", each.id, ", ".join(each.units), each.how) for each in self.resources),
            *(("function", each.id, each.unit, each.how) for each in self.functions),
            *(("state machine", each.id, each.unit, each.how) for each in self.machines),
            *(("contract", each.name, ", ".join(each.owners), each.how) for each in self.contracts),
        ]
        title, head = f"{self.title}: what the edit did", ("what", "id", "service", "how")
        return Table(title, head, tuple(rows), left=4, note=" ".join(self.notes))

    def to_text(self, teams: Mapping[str, str] | None = None) -> str:
        """It as text to read, with the teams that these services are given to; final newline."""
        return told(self, teams or {})

    def to_wire(self, teams: Mapping[str, str] | None = None) -> dict[str, Any]:
        """It as plain JSON values."""
        return wire(self, teams or {})

    def __str__(self) -> str:
        return self.to_text()
