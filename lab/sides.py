"""The two designs by name, and where each keeps its template."""

from enum import StrEnum
from pathlib import Path

from lab.errors import UnknownSide

ROOT = Path(__file__).resolve().parent.parent

SERVICES = ("ordering", "inventory", "payments", "shipping")


class Side(StrEnum):
    """One of the two implementations of the order workflow."""

    CHOREOGRAPHY = "choreography"
    ORCHESTRATION = "orchestration"

    @property
    def template(self) -> Path:
        """The SAM template that is this side's only wiring."""
        return ROOT / self.value / "template.yaml"


def side_named(name: str) -> Side:
    """The side with this name; raises UnknownSide naming the two that exist."""
    try:
        return Side(name)
    except ValueError:
        known = " or ".join(side.value for side in Side)
        raise UnknownSide(f"There is no side {name!r}: choose {known}.") from None
