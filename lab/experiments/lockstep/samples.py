"""The orders of today, one for each way in which an order ends in the old design."""

from dataclasses import dataclass

from orderflow.order import Order
from orderflow.world import World

LARGE = 150_000
"""Cents: more than anybody lets pass unseen, where large orders are looked at."""

UNSERVED = "AQ"


@dataclass(frozen=True)
class Sample:
    """An order, what it is called in a sentence, and how the old design ends it."""

    name: str
    order: Order
    ending: str


def samples(mark: str) -> tuple[tuple[Sample, ...], World]:
    """The orders, and a world in which each ends as it should; ``mark`` begins every name.

    Each has goods, a customer and a country of its own, so that what it took can be told.
    """
    found = (
        _sample(mark, "small order", "confirmed", "DE", lamp=(2, 1500), shade=(1, 700)),
        _sample(mark, "large order", "confirmed", "FR", piano=(1, LARGE)),
        _sample(mark, "order out of stock", "cancelled: out of stock", "IT", harp=(1, 900)),
        _sample(mark, "order not covered", "cancelled: payment declined", "ES", drum=(1, 3000)),
        _sample(mark, "order nobody carries", "cancelled: no carrier", UNSERVED, horn=(1, 800)),
    )
    rich = {str(sample.order.customer): 2 * LARGE for sample in found}
    world = World(
        stock={sku: 9 for sample in found for sku in sample.order.quantities} | {f"{mark}harp": 0},
        balances=rich | {str(found[3].order.customer): 2999},
        carriers={sample.order.country: 9 for sample in found if sample.order.country != UNSERVED},
    )
    return found, world


def _sample(mark: str, name: str, ending: str, country: str, **goods: tuple[int, int]) -> Sample:
    order_id = mark + name.replace(" ", "-")
    order = {
        "order_id": order_id,
        "customer": f"{order_id}-ada",
        "country": country,
        "lines": [
            {"sku": mark + sku, "quantity": quantity, "unit_price": price}
            for sku, (quantity, price) in goods.items()
        ],
    }
    return Sample(name, Order.from_wire(order), ending)
