"""Take payment: charge the customer's card."""

from typing import Any

from orchestration.edge import AlreadyUndone, table
from orderflow import payments
from orderflow.order import Cents, CustomerId, OrderId
from orderflow.outcomes import Refused, Withdrawn


class PaymentDeclined(Exception):
    """The card does not cover the order; nothing was charged."""


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Take ``{order_id, customer, amount}`` in cents; raises PaymentDeclined."""
    order_id, customer = OrderId(event["order_id"]), CustomerId(event["customer"])
    match payments.charge(table(), order_id, customer, Cents(int(event["amount"]))):
        case Refused():
            raise PaymentDeclined(order_id)
        case Withdrawn():
            raise AlreadyUndone(order_id)
    return {}
