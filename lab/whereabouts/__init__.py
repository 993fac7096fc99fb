"""Where is order X? Answered from the tables, queues, logs and executions, with the evidence."""

from collections.abc import Iterable

from lab.deployment import Deployment
from lab.tables import read_items
from lab.whereabouts.model import Evidence, Whereabouts
from orderflow.ordering import order_key

__all__ = ["Evidence", "Whereabouts", "whereabouts"]


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
