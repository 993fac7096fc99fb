"""The Lambda edge where orders come in."""

from typing import Any

from choreography.messaging.clock import now
from choreography.messaging.edge import table
from orderflow.order import Order
from orderflow.ordering import open_order


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Save the order; the table's stream announces it, so that none is saved and never heard of."""
    order = Order.from_wire(event)
    open_order(table(), order, now())
    return {"order_id": order.order_id}
