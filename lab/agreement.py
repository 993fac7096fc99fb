"""Whether all designs ended in the same business state; without that nothing is compared."""

from collections.abc import Mapping, Sequence
from typing import Any

from lab.books import Books, read_books
from lab.tables import Tables
from orderflow.order import Order
from orderflow.world import World

COORDINATION = ("placed_at", "settled_at", "caused_by")
"""What an order's row says of when and through whom; designs may differ in it."""

State = Mapping[str, Mapping[str, Any]]


def business_state(books: Books) -> State:
    """Every record and every amount left, by part and key, without times and causes."""
    orders = {
        order_id: {name: fact for name, fact in row.items() if name not in COORDINATION}
        for order_id, row in books.orders.items()
    }
    return {
        "orders": orders,
        "reservations": books.reservations,
        "payments": books.payments,
        "shipments": books.shipments,
        "stock on hand": books.on_hand,
        "balances": books.balances,
        "carriers": books.capacity,
    }


def state_after(tables: Tables, orders: Sequence[Order], world: World) -> State:
    """The business state that these orders left in a design's tables."""
    return business_state(read_books(tables, orders, world))


def differences(one: State, other: State) -> list[str]:
    """A line for each key in which two states differ; empty when they agree to the last item."""
    return [
        f"{part}, {key}: {here.get(key)} here, {there.get(key)} there"
        for part in sorted({*one, *other})
        for here, there in [(one.get(part, {}), other.get(part, {}))]
        for key in sorted({*here, *there})
        if here.get(key) != there.get(key)
    ]


def disagreements(states: Mapping[str, State]) -> list[str]:
    """The differences of every design from the first, by name where there are more than two."""
    (_, first), *others = states.items()
    return [
        line if len(others) == 1 else f"{name}: {line}"
        for name, state in others
        for line in differences(first, state)
    ]
