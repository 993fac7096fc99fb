"""What the four services' tables say about a set of orders and the world they drew on."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from lab.tables import Item, Tables, read_items
from orderflow.inventory import reservation_key, stock_key
from orderflow.order import Order
from orderflow.ordering import order_key
from orderflow.payments import account_key, payment_key
from orderflow.shipping import carrier_key, shipment_key
from orderflow.world import World, seed_items


@dataclass(frozen=True)
class Books:
    """Records by order id, and what is left by sku, customer and country."""

    orders: Mapping[str, Item] = field(default_factory=dict)
    reservations: Mapping[str, Item] = field(default_factory=dict)
    payments: Mapping[str, Item] = field(default_factory=dict)
    shipments: Mapping[str, Item] = field(default_factory=dict)
    on_hand: Mapping[str, int] = field(default_factory=dict)
    balances: Mapping[str, int] = field(default_factory=dict)
    capacity: Mapping[str, int] = field(default_factory=dict)

    def status(self, order_id: str) -> str | None:
        """Where the order stands by its own table; None if it never came in."""
        status: str | None = self.orders.get(order_id, {}).get("status")
        return status


def read_books(tables: Tables, orders: Iterable[Order], world: World) -> Books:
    """Read every record of these orders and every item of the world, as last written."""
    ids = [order.order_id for order in orders]
    seeded: dict[str, list[str]] = defaultdict(list)  # a newcomer's too, which no book is of
    for service, item in seed_items(world):
        seeded[service].append(item["pk"])
    ordering = read_items(tables, "ordering", map(order_key, ids))
    inventory = read_items(tables, "inventory", [*map(reservation_key, ids), *seeded["inventory"]])
    payments = read_items(tables, "payments", [*map(payment_key, ids), *seeded["payments"]])
    shipping = read_items(tables, "shipping", [*map(shipment_key, ids), *seeded["shipping"]])
    return Books(
        orders=_found(ordering, order_key, ids),
        reservations=_found(inventory, reservation_key, ids),
        payments=_found(payments, payment_key, ids),
        shipments=_found(shipping, shipment_key, ids),
        on_hand=_left(inventory, stock_key, world.stock, "on_hand"),
        balances=_left(payments, account_key, world.balances, "balance"),
        capacity=_left(shipping, carrier_key, world.carriers, "capacity"),
    )


def _found(
    items: Mapping[str, Item], key: Callable[[str], str], names: Iterable[str]
) -> dict[str, Item]:
    return {name: items[key(name)] for name in names if key(name) in items}


def _left(
    items: Mapping[str, Item], key: Callable[[str], str], names: Iterable[str], attribute: str
) -> dict[str, int]:
    return {name: item[attribute] for name, item in _found(items, key, names).items()}
