"""Book a carrier."""

from tables import decide


class NoCarrier(Exception):
    pass


def handler(event, _context):
    order_id, country = event["order_id"], event["country"]
    record = {
        "pk": {"S": f"shipment#{order_id}"},
        "order_id": {"S": order_id},
        "country": {"S": country},
    }
    if not decide(record, [(f"carrier#{country}", "capacity", 1)], "booked", "refused"):
        raise NoCarrier(order_id)
    return {}
