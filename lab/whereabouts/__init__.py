"""Where is order X? Answered from the tables, queues, logs and executions, with the evidence."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from lab.aws import requests_counted
from lab.deployment import Deployment
from lab.invariants import SETTLED
from lab.tables import read_items
from orderflow.ordering import order_key


@dataclass(frozen=True)
class Evidence:
    """One answered question: which store was asked, what for, and what it showed."""

    store: str
    query: str
    shows: str


@dataclass(frozen=True)
class At:
    """Whose turn it is, and with what: an event type, a change of a table, or a state."""

    service: str
    step: str

    def __str__(self) -> str:
        return f"{self.service}, {self.step}"


CERTAIN = "certain"
LIKELY = "likely"
UNKNOWN = "unknown"
"""How sure a place is: something that names the order says so; it follows from what is there and
what is not; nothing says where it is."""


@dataclass(frozen=True)
class Whereabouts:
    """Where an unsettled order is, why it is there if anything says so, and the evidence.

    ``status`` is ordering's own word for it; None when ordering never heard of it. ``at`` is None
    where nobody's turn is known; ``unwatched`` is the same without the probe's lines in the logs;
    ``calls`` are requests to AWS by service, where they were counted.
    """

    order_id: str
    status: str | None
    place: str
    reason: str | None
    evidence: tuple[Evidence, ...]
    at: At | None = None
    sure: str = UNKNOWN
    unwatched: At | None = None
    calls: Mapping[str, int] | None = None

    @property
    def stores(self) -> int:
        """How many different stores had to be asked."""
        return len({each.store for each in self.evidence})

    @property
    def log_groups(self) -> int:
        """How many of these stores are logs."""
        return len({each.store for each in self.evidence if each.store.endswith(LOG)})

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
        counted = {
            "stores": self.stores,
            "log_groups": self.log_groups,
            "queries": self.queries,
        }
        return {**told, **counted, "evidence": evidence}


LOG = "'s log"
"""How the name of a store ends that is a function's log."""


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
    settled = {
        order_id: _settled(order_id, status)
        for order_id, status in statuses.items()
        if status in SETTLED
    }
    left = [each for each in ids if each not in settled]
    found = deployment.design.waiting.locate(deployment, left, statuses, since) if left else ()
    known = settled | {each.order_id: each for each in found}
    return [known[each] for each in ids]


def _settled(order_id: str, status: str) -> Whereabouts:
    seen = Evidence("ordering's table", f"order {order_id}", f"status {status}")
    return Whereabouts(order_id, status, "it is settled", None, (seen,), sure=CERTAIN)


def sought(deployment: Deployment, order_id: str, *, since: float = 0) -> Whereabouts:
    """Where this one order is, with the requests to AWS that it took to say so."""
    with requests_counted(deployment.place, ASKED) as calls:
        [found] = whereabouts(deployment, [order_id], since=since)
    return replace(found, calls=dict(calls))


ASKED = ("dynamodb", "dynamodbstreams", "lambda", "logs", "sns", "sqs", "stepfunctions")
"""The services of AWS that may be asked where an order is."""
