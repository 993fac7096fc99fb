"""Orders of every ending, each with goods and money of its own, so that it is judged alone."""

from collections.abc import Iterable
from dataclasses import dataclass

from lab.workload.orders import order_of
from orderflow.order import Order
from orderflow.world import World

SERVED, UNSERVED = "ZY", "ZX"
"""A country with a carrier and one without; no story ships to either."""

QUANTITY, PRICE = 2, 1500
PARCELS = 10_000


@dataclass(frozen=True)
class Case:
    """A kind of order, by what the world has for it."""

    name: str
    on_hand: int = 10
    balance: int = 100_000
    country: str = SERVED

    def order(self, order_id: str) -> Order:
        """An order of this kind; what it needs goes by its own id."""
        goods = {f"{order_id}-lamp": (QUANTITY, PRICE)}
        return order_of(order_id, f"{order_id}-ada", self.country, goods)

    def world(self, order_id: str) -> World:
        """All that this order meets, but for the carriers."""
        return World(
            stock={f"{order_id}-lamp": self.on_hand},
            balances={f"{order_id}-ada": self.balance},
            carriers={},
        )


CASES = (
    Case("confirmed"),
    Case("out-of-stock", on_hand=QUANTITY - 1),
    Case("declined", balance=QUANTITY * PRICE - 1),
    Case("no-carrier", country=UNSERVED),
)
"""The order that goes through comes first; each other one is refused by one step."""


def joined(worlds: Iterable[World]) -> World:
    """One world that has all that these have, and a carrier."""
    stock: dict[str, int] = {}
    balances: dict[str, int] = {}
    for world in worlds:
        stock |= world.stock
        balances |= world.balances
    return World(stock=stock, balances=balances, carriers={SERVED: PARCELS})
