"""Book a carrier once the order is paid."""

from tables import decide

from choreography.calls import publish, remember, work_off


def handler(batch, _context):
    return work_off(batch, react)


def react(event):
    order_id = event["order_id"]
    if event["type"] == "OrderPlaced":
        known = remember(order_id, {"country": {"S": event["data"]["country"]}})
    else:
        known = remember(order_id, {"payment_taken": {"BOOL": True}})
    if "country" not in known or "payment_taken" not in known:
        return
    record = {
        "pk": {"S": f"shipment#{order_id}"},
        "order_id": {"S": order_id},
        "country": known["country"],
    }
    takes = [(f"carrier#{known['country']['S']}", "capacity", 1)]
    if decide(record, takes, "booked", "refused"):
        publish("ShipmentBooked", order_id, event["id"], {})
    else:
        publish("ShipmentRefused", order_id, event["id"], {"reason": "NoCarrier"})
