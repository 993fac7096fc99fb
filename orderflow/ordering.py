"""Ordering: every order from the moment it is placed until it is confirmed or cancelled."""

from enum import StrEnum
from typing import Any

from orderflow.ledger import Item, Table, create, find
from orderflow.order import Order, OrderId


class Status(StrEnum):
    """Where an order stands; confirmed and cancelled are final."""

    PLACED = "placed"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class UnknownOrder(Exception):
    """An order that was never taken in cannot be confirmed."""


def order_key(order_id: str) -> str:
    """The key of an order."""
    return f"order#{order_id}"


def open_order(table: Table, order: Order, now: str) -> None:
    """Take the order in, once; ``now`` is ISO 8601 in UTC."""
    placed = {"status": Status.PLACED.value, "total": order.total, "placed_at": now}
    create(table, {"pk": order_key(order.order_id), **order.to_wire(), **placed})


def confirm_order(
    table: Table, order_id: OrderId, now: str, *, caused_by: str | None = None
) -> Status:
    """Settle a placed order as confirmed; a settled order stays as it is.

    ``caused_by`` is the id of whatever made it so, kept for whoever announces it.
    """
    facts = {"settled_at": now, "caused_by": caused_by}
    return _settle(table, order_id, Status.CONFIRMED, facts)


def cancel_order(
    table: Table, order_id: OrderId, reason: str, now: str, *, caused_by: str | None = None
) -> Status:
    """Settle a placed order as cancelled; before the order is known, forbid it."""
    facts = {"settled_at": now, "caused_by": caused_by, "reason": reason}
    try:
        return _settle(table, order_id, Status.CANCELLED, facts)
    except UnknownOrder:
        mark: Item = {"pk": order_key(order_id), "order_id": order_id, **facts}
        if create(table, mark | {"status": Status.CANCELLED.value}):
            return Status.CANCELLED
        return _settle(table, order_id, Status.CANCELLED, facts)


def _settle(table: Table, order_id: OrderId, status: Status, facts: dict[str, Any]) -> Status:
    names = {"#status": "status"} | {f"#{name}": name for name in facts}
    values = {":status": status.value, ":placed": Status.PLACED.value}
    values |= {f":{name}": value for name, value in facts.items()}
    sets = ", ".join(f"#{name} = :{name}" for name in ["status", *facts])
    try:
        table.update_item(
            Key={"pk": order_key(order_id)},
            UpdateExpression=f"SET {sets}",
            ConditionExpression="#status = :placed",
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=values,
        )
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        standing = find(table, order_key(order_id))
        if standing is None:
            raise UnknownOrder(f"There is no order {order_id!r} to settle.") from None
        return Status(standing["status"])
    return status
