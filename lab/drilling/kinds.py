"""Orders for drills: one for each way in which the business ends one, alone in its own world."""

from collections.abc import Iterable
from dataclasses import dataclass
from string import ascii_uppercase

from lab.errors import LabError
from lab.workload.orders import order_of
from orderflow.order import Order
from orderflow.refusals import Refusal
from orderflow.world import World

CONFIRMED = "confirmed"
KINDS: tuple[str, ...] = (CONFIRMED, *(str(each) for each in Refusal))
"""By how they end: confirmed, or the reason for which they are refused."""

MOST = len(ascii_uppercase) ** 2
"""Countries have two letters, and each order has one of its own."""

FIRST, SECOND = (2, 1500), (1, 700)
"""What each order asks for: how many of two products, at how many cents."""


class TooMany(LabError):
    """More orders than there are countries for."""


@dataclass(frozen=True)
class Lone:
    """An order and a world of its own; all its names begin with its mark, but for its country."""

    mark: str
    kind: str
    country: str

    @property
    def order_id(self) -> str:
        """The order's id."""
        return f"{self.mark}-o"

    @property
    def order(self) -> Order:
        """The order, of two products."""
        goods = {f"{self.mark}-a": FIRST, f"{self.mark}-b": SECOND}
        return order_of(self.order_id, f"{self.mark}-c", self.country, goods)

    @property
    def world(self) -> World:
        """Ten times what the order asks for of everything, but what it is refused for."""
        order = self.order
        stock = {str(sku): 10 * quantity for sku, quantity in order.quantities.items()}
        if self.kind == Refusal.OUT_OF_STOCK:
            stock[f"{self.mark}-b"] = 0
        money = 0 if self.kind == Refusal.PAYMENT_DECLINED else 10 * order.total
        carriers = {} if self.kind == Refusal.NO_CARRIER else {self.country: 10}
        return World(stock, {order.customer: money}, carriers)


def lone(kinds: Iterable[str], prefix: str = "d", *, first: int = 0) -> list[Lone]:
    """An order of each of these kinds, in turn, numbered from the first; raises TooMany."""
    asked = list(kinds)
    if first + len(asked) > MOST:
        raise TooMany(f"{first + len(asked)} orders are too many: drill at most {MOST}.")
    return [
        Lone(f"{prefix}{number:04d}", kind, _country(number))
        for number, kind in enumerate(asked, start=first)
    ]


def world_of(orders: Iterable[Lone]) -> World:
    """All their worlds in one."""
    stock: dict[str, int] = {}
    balances: dict[str, int] = {}
    carriers: dict[str, int] = {}
    for each in orders:
        world = each.world
        stock |= world.stock
        balances |= world.balances
        carriers |= world.carriers
    return World(stock, balances, carriers)


def _country(number: int) -> str:
    return ascii_uppercase[number // 26] + ascii_uppercase[number % 26]
