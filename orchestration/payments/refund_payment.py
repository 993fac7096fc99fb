"""Refund payment: give back what was charged."""

from typing import Any

from orchestration.edge import table
from orderflow import payments
from orderflow.order import OrderId


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Take ``{order_id}``."""
    payments.refund(table(), OrderId(event["order_id"]))
    return {}
