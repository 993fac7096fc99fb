"""Shipping: which countries a carrier serves, with what capacity, and each order's shipment."""

from orderflow.ledger import Amount, Item, Table, decide, undo
from orderflow.order import Country, OrderId
from orderflow.outcomes import Agreed, Outcome, Refused, Undone, Withdrawn
from orderflow.refusals import Refusal


def carrier_key(country: str) -> str:
    """The key of the carrier that serves a country."""
    return f"carrier#{country}"


def shipment_key(order_id: str) -> str:
    """The key of an order's shipment."""
    return f"shipment#{order_id}"


def book(table: Table, order_id: OrderId, country: Country) -> Outcome:
    """Book the order with the country's carrier; asked twice, it answers as at first."""
    record = decide(
        table,
        {"pk": shipment_key(order_id), "order_id": order_id, "country": country},
        [Amount(carrier_key(country), "capacity", 1)],
        agreed="booked",
        refused="refused",
    )
    match record["status"]:
        case "refused":
            return Refused(Refusal.NO_CARRIER)
        case "void":
            return Withdrawn()
        case "cancelled":
            return Undone()
        case _:
            return Agreed()


def cancel(table: Table, order_id: OrderId) -> None:
    """Cancel the booking; before the deed, forbid it. Raises UndoFailed."""
    undo(
        table,
        {"pk": shipment_key(order_id), "order_id": order_id, "status": "void"},
        _booked,
        held="booked",
        undone="cancelled",
    )


def _booked(shipment: Item) -> list[Amount]:
    return [Amount(carrier_key(shipment["country"]), "capacity", 1)]
