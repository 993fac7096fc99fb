"""Open order: take it in and say what it comes to."""

from typing import Any

from orchestration.edge import now, table
from orderflow import ordering
from orderflow.order import Order


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Take ``{order}`` and answer ``{total}`` in cents; raises BadOrder."""
    order = Order.from_wire(event["order"])
    ordering.open_order(table(), order, now())
    return {"total": order.total}
