"""A difference as JSON."""

from collections.abc import Mapping
from typing import Any

from analysis.difference.edit import Changes
from analysis.difference.functions import OWN, SHARED, WORDS
from analysis.difference.resources import ADDED, CHANGED, REMOVED
from analysis.difference.text import told
from analysis.plain_values import to_plain
from analysis.table import Table, Tabular

FORMAT = "ripple-diff/1"


def wire(found: Changes, teams: Mapping[str, str]) -> dict[str, Any]:
    """It as plain JSON values: the sets first, then each change with its details."""
    return {
        "format": FORMAT,
        "title": found.title,
        "touched": list(found.touched),
        "reaches": to_plain(found.reaches),
        "new": list(found.new_units),
        "removed": list(found.removed_units),
        "untouched": list(found.untouched),
        "teams": list(found.teams(teams)),
        "components": list(found.components),
        "layers": {layer: list(units) for layer, units in found.layers.items()},
        "resources": {how: list(found.resources_by(how)) for how in (ADDED, REMOVED, CHANGED)},
        "functions": {
            "added": list(found.functions_by(ADDED)),
            "removed": list(found.functions_by(REMOVED)),
            "changed": list(found.functions_by(OWN)),
            "changed_by_shared_code": list(found.functions_by(SHARED)),
            "changed_by_comments": list(found.functions_by(WORDS)),
        },
        "contracts": {how: list(found.contracts_by(how)) for how in (ADDED, REMOVED, CHANGED)}
        | {"changed_by_shared_code": list(found.contracts_by(SHARED))},
        "changes": {
            "resources": to_plain(found.resources),
            "functions": to_plain(found.functions),
            "state_machines": to_plain(found.machines),
            "contracts": to_plain(found.contracts),
        },
        "notes": list(found.notes),
    }


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
