"""Where an order is, and how we know."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Evidence:
    """One answered question: which store was asked, what for, and what it showed."""

    store: str
    query: str
    shows: str


@dataclass(frozen=True)
class Whereabouts:
    """Where an unsettled order is, why it is there if anything says so, and the evidence.

    ``status`` is ordering's own word for it; None when ordering never heard of it.
    """

    order_id: str
    status: str | None
    place: str
    reason: str | None
    evidence: tuple[Evidence, ...]

    @property
    def stores(self) -> int:
        """How many different stores had to be asked."""
        return len({each.store for each in self.evidence})

    @property
    def queries(self) -> int:
        """How many questions it took."""
        return len(self.evidence)

    def __str__(self) -> str:
        why = f" ({self.reason})" if self.reason else ""
        known = self.status or "unknown to ordering"
        return f"{self.order_id} is {known}: {self.place}{why}"

    def to_json(self) -> dict[str, Any]:
        """The finding as JSON carries it."""
        told = asdict(self)
        evidence = list(told.pop("evidence"))
        return {**told, "stores": self.stores, "queries": self.queries, "evidence": evidence}
