"""The difference between two versions, as who asks for it gets it."""

from collections.abc import Mapping
from typing import Any

from analysis.difference.model import Changes
from analysis.difference.text import told
from analysis.difference.wire import wire


class Difference(Changes):
    """Whom an edit touched, and what it changed by kind and by layer."""

    def to_text(self, teams: Mapping[str, str] | None = None) -> str:
        """It as text to read, with the teams that these services are given to; final newline."""
        return told(self, teams or {})

    def to_wire(self, teams: Mapping[str, str] | None = None) -> dict[str, Any]:
        """It as plain JSON values."""
        return wire(self, teams or {})

    def __str__(self) -> str:
        return self.to_text()
