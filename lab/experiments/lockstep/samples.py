"""The orders of today, one for each way in which an order ends in the old design."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from orderflow.order import Order
from orderflow.world import World

LARGE = 150_000
"""Cents: more than anybody lets pass unseen, where large orders are looked at."""


@dataclass(frozen=True)
class Sample:
    """An order, what it is called in a sentence, and how the old design ends it."""

    name: str
    order: Order
    ending: str


def samples(mark: str) -> tuple[tuple[Sample, ...], World]:
    """The orders, and a world in which each ends as it should; ``mark`` begins every name."""

    def sample(name: str, ending: str, **other: Any) -> Sample:
        order_id = mark + name.replace(" ", "-")
        order = {"order_id": order_id, "customer": f"{mark}ada", "country": "DE", **other}
        order["lines"] = [
            {"sku": mark + sku, "quantity": quantity, "unit_price": price}
            for sku, (quantity, price) in other.get("lines", LAMPS).items()
        ]
        return Sample(name, Order.from_wire(order), ending)

    found = (
        sample("small order", "confirmed", lines={"lamp": (2, 1500), "shade": (1, 700)}),
        sample("large order", "confirmed", lines={"piano": (1, LARGE)}),
        sample("order out of stock", "cancelled: out of stock", lines={"harp": (1, 900)}),
        sample("order not covered", "cancelled: payment declined", customer=f"{mark}eve"),
        sample("order nobody carries", "cancelled: no carrier", country="AQ"),
    )
    world = World(
        stock={f"{mark}lamp": 20, f"{mark}shade": 20, f"{mark}piano": 2, f"{mark}harp": 0},
        balances={f"{mark}ada": 2 * LARGE, f"{mark}eve": 2999},
        carriers={"DE": 100},
    )
    return found, world


LAMPS: Mapping[str, tuple[int, int]] = {"lamp": (2, 1500)}
