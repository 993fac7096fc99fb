"""The orders file: JSON Lines, one order a line that AWS can carry, read whole at first."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from analysis.regular_files import BadJson, loads, read_text
from lab.errors import BadOrdersFile
from orderflow.order import BadOrder, Order, OrderId

MAX_ORDERS = 100_000
MAX_LINES = 99
MAX_TOTAL = 10**12
"""Cents. A world holds no larger balance, and sums stay exact as JSON numbers (below 2^53)."""

MAX_ID = 64
"""Step Functions takes names of 80 characters; a redrive appends ``-redrive-<n>``."""

_ORDER_ID = re.compile(r"[A-Za-z0-9_-]+")
_REDRIVE = re.compile(r"-redrive-\d+$")


def objection(order: Order) -> str | None:
    """Why AWS could not carry this order, as one sentence; None if it can."""
    if named := objection_to_id(order.order_id):
        return named
    texts = {"customer": order.customer} | {f"sku {line.sku!r}": line.sku for line in order.lines}
    for name, text in texts.items():
        if not text.isprintable():
            return f"`{name}` holds a control or unprintable character: remove it."
    if len(order.lines) > MAX_LINES:
        return f"the order has {len(order.lines)} lines, more than {MAX_LINES}: split it."
    if order.total > MAX_TOTAL:
        return f"the order's total is over {MAX_TOTAL} cents: check quantities and prices."
    return None


def objection_to_id(order_id: str) -> str | None:
    """Why no order can have this id, as one sentence; None if one can."""
    if len(order_id) > MAX_ID or not _ORDER_ID.fullmatch(order_id):
        return (
            f"`order_id` names a Step Functions execution: use 1 to {MAX_ID} "
            "of the characters A-Z a-z 0-9 - _."
        )
    if _REDRIVE.search(order_id):
        return "`order_id` must not end in -redrive-<n>, which names an order's second run."
    return None


EXAMPLE = (
    '{"order_id":"o-1","customer":"c-7","country":"DE",'
    '"lines":[{"sku":"lamp","quantity":2,"unit_price":1999}]}'
)


def order_of(
    order_id: str, customer: str, country: str, goods: Mapping[str, tuple[int, int]]
) -> Order:
    """An order of goods by sku, each with its quantity and unit price in cents."""
    lines = [
        {"sku": sku, "quantity": quantity, "unit_price": price}
        for sku, (quantity, price) in goods.items()
    ]
    told = {"order_id": order_id, "customer": customer, "country": country, "lines": lines}
    return Order.from_wire(told)


def read_orders(path: Path) -> list[Order]:
    """Every order of the file; raises BadOrdersFile naming file, line and remedy.

    Money is whole cents. Blank lines are skipped. At most 100,000 orders.
    """
    orders: list[Order] = []
    seen: dict[OrderId, int] = {}
    for number, text in _lines(read_text(path, BadOrdersFile)):
        place = f"{path}, line {number}"
        order = _order(text, place)
        if order.order_id in seen:
            raise BadOrdersFile(
                f"{place}: order id {order.order_id!r} is already on line "
                f"{seen[order.order_id]}: give each order its own."
            )
        seen[order.order_id] = number
        orders.append(order)
        if len(orders) > MAX_ORDERS:
            raise BadOrdersFile(f"{path} has more than {MAX_ORDERS} orders: split it.")
    if not orders:
        raise BadOrdersFile(f"{path} holds no order: write one a line, such as {EXAMPLE}")
    return orders


def write_orders(orders: list[Order], path: Path) -> None:
    """Write the orders as JSON Lines; ``read_orders`` reads them back."""
    path.write_text("".join(f"{to_line(order)}\n" for order in orders), encoding="utf-8")


def to_line(order: Order) -> str:
    """One order as a line of the file, without its end."""
    return json.dumps(order.to_wire(), ensure_ascii=False, separators=(",", ":"))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    # Not splitlines: JSON strings may hold U+2028 and its kin unescaped.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def _order(text: str, place: str) -> Order:
    try:
        order = Order.from_wire(loads(text))
    except BadJson as error:
        raise BadOrdersFile(f"{place}: {error}: mend it.") from None
    except BadOrder as error:
        raise BadOrdersFile(f"{place}: {error}") from None
    if reason := objection(order):
        raise BadOrdersFile(f"{place}: {reason}")
    return order
