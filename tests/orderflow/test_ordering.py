"""An order is opened once, and settled once."""

from typing import Any

from orderflow.order import Order
from orderflow.ordering import Status, cancel_order, confirm_order, open_order, order_key

NOW, LATER = "2026-01-01T00:00:00+00:00", "2026-01-01T00:00:01+00:00"


def order(order_id: str) -> Order:
    line = {"sku": "lamp", "quantity": 2, "unit_price": 1999}
    return Order.from_wire(
        {"order_id": order_id, "customer": "c-1", "country": "DE", "lines": [line]}
    )


def stored(table: Any, order_id: str) -> dict[str, Any]:
    item: dict[str, Any] = table.get_item(Key={"pk": order_key(order_id)})["Item"]
    return item


def test_opened_twice_it_is_placed_once(table: Any) -> None:
    open_order(table, order("twice"), NOW)
    open_order(table, order("twice"), LATER)
    assert stored(table, "twice")["placed_at"] == NOW
    assert stored(table, "twice")["total"] == 3998


def test_a_confirmed_order_cannot_be_cancelled(table: Any) -> None:
    open_order(table, order("kept"), NOW)
    assert confirm_order(table, order("kept").order_id, NOW) is Status.CONFIRMED
    assert cancel_order(table, order("kept").order_id, "OutOfStock", LATER) is Status.CONFIRMED
    assert "reason" not in stored(table, "kept")


def test_a_cancelled_order_keeps_its_first_reason(table: Any) -> None:
    open_order(table, order("gone"), NOW)
    cancel_order(table, order("gone").order_id, "NoCarrier", NOW)
    cancel_order(table, order("gone").order_id, "OutOfStock", LATER)
    assert stored(table, "gone")["reason"] == "NoCarrier"
    assert confirm_order(table, order("gone").order_id, LATER) is Status.CANCELLED


def test_a_cancellation_that_comes_first_forbids_the_order(table: Any) -> None:
    assert cancel_order(table, order("late").order_id, "OutOfStock", NOW) is Status.CANCELLED
    open_order(table, order("late"), LATER)
    assert stored(table, "late")["status"] == "cancelled"


class Hasty:
    """A table that an order reaches just before its cancellation is kept."""

    def __init__(self, table: Any, comes: Order) -> None:
        self.table, self.comes = table, comes

    def __getattr__(self, name: str) -> Any:
        return getattr(self.table, name)

    def put_item(self, **given: Any) -> Any:
        open_order(self.table, self.comes, NOW)
        return self.table.put_item(**given)


def test_an_order_that_comes_while_it_is_being_forbidden_is_cancelled(table: Any) -> None:
    hasty = Hasty(table, order("hasty"))
    assert cancel_order(hasty, order("hasty").order_id, "OutOfStock", LATER) is Status.CANCELLED
    assert stored(table, "hasty")["status"] == "cancelled"
    assert stored(table, "hasty")["reason"] == "OutOfStock"
    assert stored(table, "hasty")["total"] == 3998
