"""Save the order."""

from tables import place


def handler(order, _context):
    place(order)
    return {"order_id": order["order_id"]}
