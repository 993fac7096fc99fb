"""What must be true of the books after every run, whatever happened on the way.

Each check is a pure function of the orders, the world they were seeded with, and the books;
a broken one is a finding that names the keys, never an exception.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lab.books import Books
from orderflow.order import Order
from orderflow.payments import captured, refunded
from orderflow.world import World

SETTLED = ("confirmed", "cancelled")


@dataclass(frozen=True)
class Invariant:
    """A rule, whether it holds, and what it was checked on or who breaks it."""

    name: str
    holds: bool
    detail: str


def check(
    orders: Sequence[Order],
    world: World,
    books: Books,
    unaccounted: Iterable[str] = (),
) -> tuple[Invariant, ...]:
    """Every invariant over these orders; ``unaccounted`` names dead letters nobody explains."""
    return (
        _finding("every order settled", _unsettled(orders, books), f"{len(orders)} orders"),
        _finding(
            "stock on hand + reserved + shipped = seeded",
            _stock(orders, world, books),
            f"{len(world.stock)} products, {sum(world.stock.values())} units",
        ),
        _finding(
            "balances + captured - refunded = seeded",
            _money(world, books),
            f"{len(world.balances)} accounts, {sum(world.balances.values())} cents",
        ),
        _finding(
            "shipments = confirmed orders",
            _shipments(orders, books),
            f"{sum(map(_booked, books.shipments.values()))} shipments",
        ),
        _finding(
            "carriers' capacity + booked = seeded",
            _capacity(world, books),
            f"{len(world.carriers)} carriers",
        ),
        _finding(
            "cancelled orders hold nothing, confirmed ones all they paid for",
            _holdings(orders, books),
            f"{len(orders)} orders",
        ),
        _finding("no dead letter unaccounted for", unaccounted, "none"),
    )


def _unsettled(orders: Iterable[Order], books: Books) -> Iterator[str]:
    for order in orders:
        status = books.status(order.order_id)
        if status not in SETTLED:
            yield f"{order.order_id} is {status or 'unknown to ordering'}"


def _stock(orders: Iterable[Order], world: World, books: Books) -> Iterator[str]:
    held: Counter[str] = Counter()
    for order in orders:
        reservation = books.reservations.get(order.order_id, {})
        if reservation.get("status") == "reserved":
            for line in reservation["lines"]:
                held[line["sku"]] += line["quantity"]
    yield from _unequal(world.stock, books.on_hand, held, "on hand", "reserved or shipped")


def _money(world: World, books: Books) -> Iterator[str]:
    spent: Counter[str] = Counter()
    for payment in books.payments.values():
        # A mark left by an undo that came first names no customer and moved no money.
        if "customer" in payment:
            spent[payment["customer"]] += captured(payment) - refunded(payment)
    yield from _unequal(world.balances, books.balances, spent, "left", "captured and kept")


def _capacity(world: World, books: Books) -> Iterator[str]:
    booked: Counter[str] = Counter()
    for shipment in books.shipments.values():
        if _booked(shipment):
            booked[shipment["country"]] += 1
    yield from _unequal(world.carriers, books.capacity, booked, "left", "booked")


def _unequal(
    seeded: Mapping[str, int],
    left: Mapping[str, int],
    taken: Mapping[str, int],
    left_is: str,
    taken_is: str,
) -> Iterator[str]:
    for key in sorted({*seeded, *(key for key, amount in taken.items() if amount)}):
        here, gone, start = left.get(key, 0), taken.get(key, 0), seeded.get(key, 0)
        if here + gone != start:
            yield f"{key}: {here} {left_is} + {gone} {taken_is}, {start} seeded"
        elif here < 0:
            yield f"{key}: {here} {left_is}"


def _booked(shipment: Mapping[str, object]) -> bool:
    return shipment.get("status") == "booked"


def _shipments(orders: Iterable[Order], books: Books) -> Iterator[str]:
    for order in orders:
        shipped = _booked(books.shipments.get(order.order_id, {}))
        status = books.status(order.order_id)
        if shipped and status != "confirmed":
            yield f"{order.order_id} is shipped but {status or 'unknown'}"
        elif status == "confirmed" and not shipped:
            yield f"{order.order_id} is confirmed but not shipped"


def _holdings(orders: Iterable[Order], books: Books) -> Iterator[str]:
    for order in orders:
        name, status = order.order_id, books.status(order.order_id)
        if status not in SETTLED:
            continue
        reserved = books.reservations.get(name, {}).get("status") == "reserved"
        payment = books.payments.get(name)
        kept = captured(payment) - refunded(payment) if payment else 0
        due = order.total if status == "confirmed" else 0
        if reserved != (status == "confirmed"):
            yield f"{name} is {status} with {'its' if reserved else 'no'} stock reserved"
        if kept != due:
            yield f"{name} is {status} and paid {kept} cents, not {due}"


def _finding(name: str, faults: Iterable[str], checked: str, most: int = 5) -> Invariant:
    found = list(faults)
    if not found:
        return Invariant(name, holds=True, detail=checked)
    more = f" and {len(found) - most} more" if len(found) > most else ""
    return Invariant(name, holds=False, detail="; ".join(found[:most]) + more)
