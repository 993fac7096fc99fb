"""Orders from a seed, and a world in which each ends as intended whatever the interleaving.

An order that will be cancelled holds stock or money for a while. So every product, account and
carrier covers all who ever ask for it at once; scarcity is kept for products, customers and
countries that only the orders meant to be refused name.
"""

from dataclasses import dataclass
from itertools import accumulate
from random import Random

from lab.errors import LabError
from lab.workload.orders import MAX_ID, MAX_ORDERS
from lab.workload.world import fit_world
from orderflow.order import Cents, Country, CustomerId, Line, Order, OrderId, Sku
from orderflow.refusals import Refusal
from orderflow.world import World

PRODUCTS: dict[str, int] = {
    "notebook": 490, "desk-lamp": 3990, "office-chair": 18900, "water-bottle": 1850,
    "backpack": 6490, "headphones": 12900, "keyboard": 7990, "mouse": 3490,
    "monitor-27": 24900, "usb-c-cable": 1290, "phone-case": 1990, "power-bank": 3290,
    "coffee-mug": 1190, "french-press": 2990, "tea-sampler": 1590, "bookshelf": 11900,
    "wall-clock": 2790, "plant-pot": 990, "floor-rug": 8490, "throw-blanket": 4290,
    "bath-towel": 1690, "yoga-mat": 3190, "running-socks": 1290, "bike-helmet": 5990,
    "camping-stove": 4690, "tent-2p": 15900, "sleeping-bag": 8990, "head-torch": 2690,
    "board-game": 3890, "jigsaw-1000": 1890, "fountain-pen": 4590, "ink-bottle": 1390,
    "cutting-board": 2490, "chef-knife": 6990, "cast-iron-pan": 5490, "spice-rack": 2190,
    "desk-oak": 32900, "standing-desk": 44900, "webcam": 6990, "microphone": 9990,
}  # fmt: skip
"""Unit prices in cents, the most popular product first."""

SOLD_OUT: dict[str, int] = {
    "vinyl-reissue": 2990, "concert-ticket": 7900, "retro-console": 19900, "film-camera": 34900,
}  # fmt: skip
"""Products the world has none of, or too few."""

SERVED = ("DE", "FR", "NL", "AT", "PL", "ES", "IT", "BE", "DK", "SE")
"""Countries with a carrier, most customers first."""

UNSERVED = ("GL", "FK")
"""Countries without a carrier."""

FULL = ("AQ",)
"""Countries whose carrier takes no parcel."""


def popularity(count: int, skew: float = 0.9) -> list[float]:
    """Weights falling with rank as Zipf's law has it: the first is bought most."""
    return [1 / rank**skew for rank in range(1, count + 1)]


Intent = Refusal | None
"""Why an order is meant to be refused; None if it is meant to be confirmed."""


class BadWorkload(LabError):
    """A workload that cannot be generated; the text says what to ask for instead."""


@dataclass(frozen=True)
class Shares:
    """Which part of the orders is meant to be refused, and why; the rest is confirmed."""

    out_of_stock: float = 0.1
    declined: float = 0.1
    no_carrier: float = 0.1

    def __post_init__(self) -> None:
        parts = (self.out_of_stock, self.declined, self.no_carrier)
        if not all(0 <= part <= 1 for part in parts) or sum(parts) > 1 + 1e-9:
            raise BadWorkload(f"Shares must be from 0 to 1 and add up to at most 1, not {parts}.")

    def intents(self, count: int, rng: Random) -> list[Intent]:
        """One intent an order, shuffled; each refusal's number is its share, rounded."""
        intents: list[Intent] = []
        for refusal, share in (
            (Refusal.OUT_OF_STOCK, self.out_of_stock),
            (Refusal.PAYMENT_DECLINED, self.declined),
            (Refusal.NO_CARRIER, self.no_carrier),
        ):
            intents += [refusal] * min(round(share * count), count - len(intents))
        intents += [None] * (count - len(intents))
        rng.shuffle(intents)
        return intents


def generate(
    count: int, seed: int = 7, *, shares: Shares = Shares(), prefix: str = ""
) -> tuple[list[Order], World]:
    """So many orders and the world fitted to them; the same arguments give the same orders.

    ``prefix`` goes before order ids, skus and customers, so that runs on one deployment do not
    meet. Raises BadWorkload.
    """
    if not 1 <= count <= MAX_ORDERS:
        raise BadWorkload(f"{count} orders cannot be generated: ask for 1 to {MAX_ORDERS}.")
    if len(prefix) > MAX_ID - 16:
        raise BadWorkload(f"The prefix {prefix!r} is too long: use at most {MAX_ID - 16}.")
    rng = Random(seed)  # noqa: S311  orders must be repeatable, not secret
    shop = _Shop(rng, prefix, customers=max(3, count * 3 // 5))
    intents = shares.intents(count, rng)
    orders = [shop.order(number, intent) for number, intent in enumerate(intents, start=1)]
    return orders, _world(orders, intents, shop.sold_out, rng)


class _Shop:
    def __init__(self, rng: Random, prefix: str, customers: int) -> None:
        self._rng = rng
        self._prefix = prefix
        self._products = list(PRODUCTS.items())
        self.sold_out = {f"{prefix}{name}" for name in SOLD_OUT}
        self._product_weights = list(accumulate(popularity(len(PRODUCTS))))
        self._country_weights = popularity(len(SERVED))
        self._customers = [
            (f"{prefix}c-{number}", self._country()) for number in range(1, customers + 1)
        ]
        self._customer_weights = list(accumulate(popularity(customers, skew=0.5)))

    def order(self, number: int, intent: Intent) -> Order:
        rng = self._rng
        customer, country = rng.choices(self._customers, cum_weights=self._customer_weights)[0]
        lines = self._lines()
        if intent is Refusal.OUT_OF_STOCK:
            sku, price = rng.choice(list(SOLD_OUT.items()))
            scarce = Line(Sku(f"{self._prefix}{sku}"), rng.choice((2, 3, 5)), Cents(price))
            lines.insert(rng.randrange(len(lines) + 1), scarce)
        elif intent is Refusal.PAYMENT_DECLINED:
            customer = self._newcomer(number)
        elif intent is Refusal.NO_CARRIER:
            customer, country = self._newcomer(number), rng.choice(UNSERVED + FULL)
        return Order(
            OrderId(f"{self._prefix}o-{number:04d}"),
            CustomerId(customer),
            Country(country),
            tuple(lines),
        )

    def _newcomer(self, number: int) -> str:
        return f"{self._prefix}c-{len(self._customers) + number}"

    def _country(self) -> str:
        return self._rng.choices(SERVED, self._country_weights)[0]

    def _lines(self) -> list[Line]:
        wanted = self._rng.choices((1, 2, 3, 4, 5, 6), (30, 28, 18, 12, 8, 4))[0]
        chosen: dict[str, int] = {}
        while len(chosen) < wanted:
            name, price = self._rng.choices(self._products, cum_weights=self._product_weights)[0]
            chosen[name] = price
        quantities = (1, 2, 3, 4, 6, 10), (64, 20, 7, 5, 3, 1)
        return [
            Line(Sku(f"{self._prefix}{name}"), self._rng.choices(*quantities)[0], Cents(price))
            for name, price in chosen.items()
        ]


def _world(orders: list[Order], intents: list[Intent], sold_out: set[str], rng: Random) -> World:
    generous = fit_world(orders)
    balances, carriers = dict(generous.balances), dict(generous.carriers)
    fewest: dict[str, int] = {}
    for order, intent in zip(orders, intents, strict=True):
        if intent is Refusal.OUT_OF_STOCK:
            for sku in order.quantities.keys() & sold_out:
                quantity = order.quantities[sku]
                fewest[sku] = min(fewest.get(sku, quantity), quantity)
        elif intent is Refusal.PAYMENT_DECLINED:
            # Some cards are empty, some lack one cent, the others something between.
            total = order.total
            balances[order.customer] = rng.choice((0, total // 3, total * 9 // 10, total - 1))
        elif intent is Refusal.NO_CARRIER and order.country in FULL:
            carriers[order.country] = 0
        elif intent is Refusal.NO_CARRIER:
            carriers.pop(order.country, None)
    too_few = {sku: rng.randrange(quantity) for sku, quantity in sorted(fewest.items())}
    return World({**generous.stock, **too_few}, balances, carriers)
