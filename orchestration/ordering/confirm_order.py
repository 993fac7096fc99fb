"""Confirm order: it is paid and on its way."""

from typing import Any

from orchestration.edge import now, table
from orderflow import ordering
from orderflow.order import OrderId


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Take ``{order_id}``."""
    ordering.confirm_order(table(), OrderId(event["order_id"]), now())
    return {}
