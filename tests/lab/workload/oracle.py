"""What the business would decide, taking orders one after the other or all at once."""

from collections import Counter
from collections.abc import Iterable

from orderflow.order import Order
from orderflow.refusals import Refusal
from orderflow.world import World


def one_by_one(orders: Iterable[Order], world: World) -> dict[str, Refusal | None]:
    """Each order's refusal, or None, when one is settled before the next is placed."""
    stock, money, room = Counter(world.stock), Counter(world.balances), Counter(world.carriers)
    decided: dict[str, Refusal | None] = {}
    for order in orders:
        if any(stock[sku] < quantity for sku, quantity in order.quantities.items()):
            decided[order.order_id] = Refusal.OUT_OF_STOCK
        elif money[order.customer] < order.total:
            decided[order.order_id] = Refusal.PAYMENT_DECLINED
        elif room[order.country] < 1:
            decided[order.order_id] = Refusal.NO_CARRIER
        else:
            stock.subtract(order.quantities)
            money[order.customer] -= order.total
            room[order.country] -= 1
            decided[order.order_id] = None
    return decided


def never_undone(orders: Iterable[Order], world: World) -> dict[str, Refusal | None]:
    """The same when nothing that an order holds ever comes back: the worst interleaving."""
    stock, money, room = Counter(world.stock), Counter(world.balances), Counter(world.carriers)
    decided: dict[str, Refusal | None] = {}
    for order in orders:
        if any(stock[sku] < quantity for sku, quantity in order.quantities.items()):
            decided[order.order_id] = Refusal.OUT_OF_STOCK
            continue
        stock.subtract(order.quantities)
        if money[order.customer] < order.total:
            decided[order.order_id] = Refusal.PAYMENT_DECLINED
            continue
        money[order.customer] -= order.total
        if room[order.country] < 1:
            decided[order.order_id] = Refusal.NO_CARRIER
            continue
        room[order.country] -= 1
        decided[order.order_id] = None
    return decided
