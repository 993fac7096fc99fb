"""Cancel order: it was refused, and nothing is held for it any more."""

from typing import Any

from orchestration.edge import now, table
from orderflow import ordering
from orderflow.order import OrderId


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Take ``{order_id, reason}``."""
    ordering.cancel_order(table(), OrderId(event["order_id"]), event["reason"], now())
    return {}
