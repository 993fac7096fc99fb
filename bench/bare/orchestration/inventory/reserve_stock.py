"""Set stock aside."""

from tables import reserve


class OutOfStock(Exception):
    pass


def handler(event, _context):
    if not reserve(event["order_id"], event["lines"]):
        raise OutOfStock(event["order_id"])
    return {}
