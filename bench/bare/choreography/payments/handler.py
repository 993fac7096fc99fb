"""Charge once stock is set aside, or give the money back."""

from tables import captured, decide, undo

from choreography.calls import publish, remember, work_off


def handler(batch, _context):
    return work_off(batch, react)


def react(event):
    order_id, data = event["order_id"], event["data"]
    if event["type"] == "ShipmentRefused":
        undo(f"payment#{order_id}", "captured", "refunded", captured)
        publish("PaymentRefunded", order_id, event["id"], {"reason": data["reason"]})
    elif event["type"] == "OrderPlaced":
        bill = {"customer": {"S": data["customer"]}, "total": {"N": str(data["total"])}}
        charge(event, remember(order_id, bill))
    else:
        charge(event, remember(order_id, {"stock_reserved": {"BOOL": True}}))


def charge(event, known):
    if "customer" not in known or "stock_reserved" not in known:
        return
    order_id = event["order_id"]
    record = {
        "pk": {"S": f"payment#{order_id}"},
        "order_id": {"S": order_id},
        "customer": known["customer"],
        "amount": known["total"],
    }
    takes = [(f"account#{known['customer']['S']}", "balance", known["total"]["N"])]
    if decide(record, takes, "captured", "declined"):
        publish("PaymentTaken", order_id, event["id"], {})
    else:
        publish("PaymentDeclined", order_id, event["id"], {"reason": "PaymentDeclined"})
