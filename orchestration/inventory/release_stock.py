"""Release stock: put back what was set aside."""

from typing import Any

from orchestration.edge import table
from orderflow import inventory
from orderflow.order import OrderId


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Take ``{order_id}``."""
    inventory.release(table(), OrderId(event["order_id"]))
    return {}
