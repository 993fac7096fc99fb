"""Where is order X? Answered from the tables, queues, logs and executions, with the evidence."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from lab.deployment import Deployment
from lab.tables import read_items
from orderflow.ordering import order_key


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


def whereabouts(
    deployment: Deployment, order_ids: Iterable[str], *, since: float = 0
) -> list[Whereabouts]:
    """Where each of these orders is.

    Logs are read from ``since`` on, in seconds since the epoch. Asking about many at once reads
    each store once; the evidence counts what one order alone would have taken.
    """
    ids = list(order_ids)
    if not ids:
        return []
    rows = read_items(deployment, "ordering", map(order_key, ids))
    statuses = {each: rows.get(order_key(each), {}).get("status") for each in ids}
    found: list[Whereabouts] = deployment.design.waiting.locate(deployment, ids, statuses, since)
    return found
