"""Reserve stock: set everything aside that the order asks for."""

from collections import Counter
from typing import Any

from orchestration.edge import AlreadyUndone, table
from orderflow import inventory
from orderflow.order import OrderId, Sku
from orderflow.outcomes import Refused, Withdrawn


class OutOfStock(Exception):
    """Something the order asks for is not there; nothing was set aside."""


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Take ``{order_id, lines: [{sku, quantity}]}``; raises OutOfStock."""
    wanted: Counter[Sku] = Counter()
    for line in event["lines"]:
        wanted[Sku(line["sku"])] += int(line["quantity"])
    match inventory.reserve(table(), OrderId(event["order_id"]), wanted):
        case Refused():
            raise OutOfStock(event["order_id"])
        case Withdrawn():
            raise AlreadyUndone(event["order_id"])
    return {}
