"""Inventory: stock on hand, and what is set aside for each order."""

from collections.abc import Mapping

from orderflow.ledger import Amount, Item, Table, decide, undo
from orderflow.order import OrderId, Sku
from orderflow.outcomes import Agreed, Outcome, Refused, Undone, Withdrawn
from orderflow.refusals import Refusal


def stock_key(sku: str) -> str:
    """The key of a product's stock item."""
    return f"stock#{sku}"


def reservation_key(order_id: str) -> str:
    """The key of an order's reservation."""
    return f"reservation#{order_id}"


def reserve(table: Table, order_id: OrderId, wanted: Mapping[Sku, int]) -> Outcome:
    """Set aside every product of the order, or none; asked twice, it answers as at first."""
    lines = [{"sku": sku, "quantity": quantity} for sku, quantity in sorted(wanted.items())]
    record = decide(
        table,
        {"pk": reservation_key(order_id), "order_id": order_id, "lines": lines},
        _amounts({"lines": lines}),
        agreed="reserved",
        refused="refused",
    )
    match record["status"]:
        case "refused":
            return Refused(Refusal.OUT_OF_STOCK)
        case "void":
            return Withdrawn()
        case "released":
            return Undone()
        case _:
            return Agreed()


def release(table: Table, order_id: OrderId) -> None:
    """Put back what was set aside; before the deed, forbid it. Raises UndoFailed."""
    undo(
        table,
        {"pk": reservation_key(order_id), "order_id": order_id, "status": "void", "lines": []},
        _amounts,
        held="reserved",
        undone="released",
    )


def _amounts(record: Item) -> list[Amount]:
    return [
        Amount(stock_key(line["sku"]), "on_hand", int(line["quantity"])) for line in record["lines"]
    ]
