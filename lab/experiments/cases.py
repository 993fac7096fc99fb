"""Orders of every ending, each with goods and money of its own, so that it is judged alone.

Those of the lab come in every size; a change may bring orders of its own, which are what it is
about: a gift, a customer who is overdue.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from lab.workload.orders import order_of
from orderflow.order import Order
from orderflow.world import World

if TYPE_CHECKING:
    from lab.tables import Item

SERVED, UNSERVED = "ZY", "ZX"
"""A country with a carrier and one without; no story ships to either."""

PARCELS = 10_000
NOT_PLACED = "not placed"
"""How an order ends that is refused at the door: no table of ordering's has ever heard of it."""

Row = tuple[str, "Item"]
"""What stands in a service's table."""


@dataclass(frozen=True, slots=True)
class SpokenOrder(Order):
    """An order that says more than today's do; ``more`` is JSON."""

    more: str = "{}"

    def to_wire(self) -> dict[str, Any]:
        """The order as JSON carries it, with all that it says."""
        more: dict[str, Any] = json.loads(self.more)
        return Order.to_wire(self) | more


@dataclass(frozen=True)
class Case:
    """A kind of order, by what the world has for it.

    says: what the order says beside what every order does; seeds: rows of services' tables that it
    meets; old, new: how today's design ends it and how the changed one does, "" where that is
    learnt from today's; leaves: rows that are there once it ended as only the changed design ends
    it, with what must be in them; charged: what the changed design takes from the card, where that
    is not the total. ``{order_id}``, ``{customer}`` and ``{country}`` stand for the order's own.
    """

    name: str
    on_hand: int = 10
    balance: int = 1_000_000
    country: str = SERVED
    quantity: int = 2
    price: int = 1500
    says: Mapping[str, Any] = field(default_factory=dict)
    seeds: Sequence[Mapping[str, Any]] = ()
    old: str = ""
    new: str = ""
    leaves: Sequence[Mapping[str, Any]] = ()
    charged: int | None = None

    def order(self, order_id: str) -> Order:
        """An order of this kind; what it needs goes by its own id."""
        goods = {f"{order_id}-lamp": (self.quantity, self.price)}
        plain = order_of(order_id, f"{order_id}-ada", self.country, goods)
        if not self.says:
            return plain
        return SpokenOrder(
            plain.order_id, plain.customer, plain.country, plain.lines, json.dumps({**self.says})
        )

    def world(self, order_id: str) -> World:
        """All that this order meets of today's world, but for the carriers."""
        return World(
            stock={f"{order_id}-lamp": self.on_hand},
            balances={f"{order_id}-ada": self.balance},
            carriers={},
        )

    def seeded(self, order_id: str) -> tuple[Row, ...]:
        """The rows that such an order meets beside today's world."""
        return self._rows(self.seeds, order_id)

    def left(self, order_id: str) -> tuple[Row, ...]:
        """The rows that such an order leaves as only the changed design leaves them."""
        return self._rows(self.leaves, order_id)

    def _rows(self, told: Iterable[Mapping[str, Any]], order_id: str) -> tuple[Row, ...]:
        own = {"order_id": order_id, "customer": f"{order_id}-ada", "country": self.country}
        rows = []
        for each in told:
            filled = {k: v.format(**own) if isinstance(v, str) else v for k, v in each.items()}
            rows.append((filled.pop("service"), filled))
        return tuple(rows)


LARGE = Case("large order", price=80_000)

CASES = (
    Case("confirmed"),
    Case("out-of-stock", on_hand=1, price=45_000),
    Case("declined", balance=23_999, price=12_000),
    Case("no-carrier", country=UNSERVED, price=30_000),
    LARGE,
)
"""The order that goes through comes first; each of the next is refused by one step. No two are
worth the same, and but for the large one none is worth 1000.00."""


def apart(cases: Sequence[Case], first: str) -> list[Case]:
    """The cases, each with a country of its own that begins so: what it meets, no other does."""
    return [replace(each, country=first + LETTERS[n % 26]) for n, each in enumerate(cases)]


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def joined(worlds: Iterable[World], served: Iterable[str] = (SERVED,)) -> World:
    """One world that has all that these have, and carriers."""
    stock: dict[str, int] = {}
    balances: dict[str, int] = {}
    for world in worlds:
        stock |= world.stock
        balances |= world.balances
    return World(stock=stock, balances=balances, carriers=dict.fromkeys(served, PARCELS))
