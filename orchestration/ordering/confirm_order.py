"""Confirm order: it is paid and on its way."""

from typing import Any

from orchestration.edge import AlreadyUndone, now, table
from orderflow import ordering
from orderflow.order import OrderId


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Take ``{order_id}``."""
    order_id = OrderId(event["order_id"])
    if ordering.confirm_order(table(), order_id, now()) is ordering.Status.CANCELLED:
        raise AlreadyUndone(order_id)
    return {}
