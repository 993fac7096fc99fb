"""What the services behind the workflow can carry, checked before anything is deployed."""

import re

from orderflow.order import Order

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
    if len(order.order_id) > MAX_ID or not _ORDER_ID.fullmatch(order.order_id):
        return (
            f"`order_id` names a Step Functions execution: use 1 to {MAX_ID} "
            "of the characters A-Z a-z 0-9 - _."
        )
    if _REDRIVE.search(order.order_id):
        return "`order_id` must not end in -redrive-<n>, which names an order's second run."
    texts = {"customer": order.customer} | {f"sku {line.sku!r}": line.sku for line in order.lines}
    for name, text in texts.items():
        if not text.isprintable():
            return f"`{name}` holds a control or unprintable character: remove it."
    if len(order.lines) > MAX_LINES:
        return f"the order has {len(order.lines)} lines, more than {MAX_LINES}: split it."
    if order.total > MAX_TOTAL:
        return f"the order's total is over {MAX_TOTAL} cents: check quantities and prices."
    return None
