"""The orders file: JSON Lines, one order a line, read whole before anything is deployed."""

import json
from collections.abc import Iterator
from pathlib import Path

from lab.errors import BadOrdersFile
from lab.files import read_text
from lab.strict_json import BadJson, loads
from lab.workload.limits import MAX_ORDERS, objection
from orderflow.order import BadOrder, Order, OrderId

EXAMPLE = (
    '{"order_id":"o-1","customer":"c-7","country":"DE",'
    '"lines":[{"sku":"lamp","quantity":2,"unit_price":1999}]}'
)


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
