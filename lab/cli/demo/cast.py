"""Who plays in the demo: four customers, one for each way in which an order can end."""

from dataclasses import dataclass

from orderflow.order import Order
from orderflow.world import World


@dataclass(frozen=True)
class Part:
    """One customer's order, how it is meant to end, and the sentence that introduces it."""

    order: Order
    ends: str
    told: str


def _order(name: str, country: str, **lines: tuple[int, int]) -> Order:
    return Order.from_wire(
        {
            "order_id": name,
            "customer": name,
            "country": country,
            "lines": [
                {"sku": sku, "quantity": quantity, "unit_price": price}
                for sku, (quantity, price) in lines.items()
            ],
        }
    )


CAST = (
    Part(
        _order("ada", "DE", lamp=(2, 3900), rug=(1, 12500)),
        "confirmed",
        "Ada wants two lamps and a rug, sent to Germany. All is there, and she can pay.",
    ),
    Part(
        _order("ben", "FR", rug=(3, 12500)),
        "cancelled: out of stock",
        "Ben wants three rugs, and the shop has only two.",
    ),
    Part(
        _order("cleo", "NL", chair=(4, 8900)),
        "cancelled: payment declined",
        "Cleo wants four chairs for 356.00 euros, and her card holds 200.00.",
    ),
    Part(
        _order("dan", "IS", lamp=(1, 3900), chair=(2, 8900)),
        "cancelled: no carrier",
        "Dan can pay, but lives in Iceland, and no carrier goes there.",
    ),
)

WORLD = World(
    stock={"lamp": 10, "rug": 2, "chair": 12},
    balances={"ada": 50_000, "ben": 90_000, "cleo": 20_000, "dan": 60_000},
    carriers={"DE": 5, "FR": 5, "NL": 5},
)
