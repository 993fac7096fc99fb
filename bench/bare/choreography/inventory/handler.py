"""Set stock aside, or put it back."""

from tables import reserve, reserved, undo

from choreography.calls import publish, work_off


def handler(batch, _context):
    return work_off(batch, react)


def react(event):
    order_id = event["order_id"]
    if event["type"] == "OrderPlaced":
        reserve_all(event, order_id)
    else:
        undo(f"reservation#{order_id}", "reserved", "released", reserved)
        reason = {"reason": event["data"]["reason"]}
        publish("StockReleased", order_id, event["id"], reason)


def reserve_all(event, order_id):
    if reserve(order_id, event["data"]["lines"]):
        publish("StockReserved", order_id, event["id"], {})
    else:
        publish("StockRefused", order_id, event["id"], {"reason": "OutOfStock"})
