"""The world outside, as data: stock on hand, money on cards, carriers' capacity."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from orderflow.inventory import stock_key
from orderflow.ledger import Item
from orderflow.payments import account_key
from orderflow.shipping import carrier_key

MOST = 10**12


class BadWorld(ValueError):
    """A world that cannot be used; its text is one sentence naming the place."""


@dataclass(frozen=True)
class World:
    """Units on hand per product, cents per customer, parcels per country."""

    stock: Mapping[str, int]
    balances: Mapping[str, int]
    carriers: Mapping[str, int]

    def to_wire(self) -> dict[str, Any]:
        """The world as JSON carries it; ``from_wire`` reads it back."""
        return {
            "stock": dict(self.stock),
            "balances": dict(self.balances),
            "carriers": dict(self.carriers),
        }

    @classmethod
    def from_wire(cls, wire: object) -> "World":
        """The world in a JSON object; raises BadWorld naming the place that is wrong."""
        names = ("stock", "balances", "carriers")
        if not isinstance(wire, Mapping):
            raise BadWorld("The world must be a JSON object.")
        for name in sorted(wire.keys() - set(names), key=str):
            raise BadWorld(f"The world has an unknown part `{name}`: it takes {', '.join(names)}.")
        return cls(*(_amounts(wire.get(name), name) for name in names))


def seed_items(world: World) -> Iterator[tuple[str, Item]]:
    """Every item that stands for the world, with the service whose table it belongs in."""
    for sku, on_hand in world.stock.items():
        yield "inventory", {"pk": stock_key(sku), "sku": sku, "on_hand": on_hand}
    for customer, balance in world.balances.items():
        yield "payments", {"pk": account_key(customer), "customer": customer, "balance": balance}
    for country, capacity in world.carriers.items():
        yield "shipping", {"pk": carrier_key(country), "country": country, "capacity": capacity}


def _amounts(part: object, name: str) -> dict[str, int]:
    if not isinstance(part, Mapping):
        raise BadWorld(f"The world's `{name}` must be an object of whole numbers.")
    for key, amount in part.items():
        whole = isinstance(amount, int) and not isinstance(amount, bool)
        if not isinstance(key, str) or not key.strip() or not whole or not 0 <= amount <= MOST:
            raise BadWorld(f"`{name}.{key}` must be a whole number from 0 to {MOST}.")
    return {str(key): int(amount) for key, amount in part.items()}
