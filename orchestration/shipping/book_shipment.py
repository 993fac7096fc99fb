"""Book shipment: find the order a carrier."""

from typing import Any

from orchestration.edge import AlreadyUndone, table
from orderflow import shipping
from orderflow.order import Country, OrderId
from orderflow.outcomes import Refused, Withdrawn


class NoCarrier(Exception):
    """No carrier takes the order to its country."""


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Take ``{order_id, country}``; raises NoCarrier."""
    order_id = OrderId(event["order_id"])
    match shipping.book(table(), order_id, Country(event["country"])):
        case Refused():
            raise NoCarrier(order_id)
        case Withdrawn():
            raise AlreadyUndone(order_id)
    return {}
