"""Announce every change of an order."""

from choreography.calls import publish


def handler(event, _context):
    for record in event["Records"]:
        change = record["dynamodb"]
        try:
            announce(change["NewImage"])
        except Exception as error:  # noqa: BLE001  it comes again
            print(f"failed: {error!r}", flush=True)
            return {"batchItemFailures": [{"itemIdentifier": change["SequenceNumber"]}]}
    return {"batchItemFailures": []}


def announce(order):
    order_id, status = order["order_id"]["S"], order["status"]["S"]
    if status == "placed":
        data = {
            "customer": order["customer"]["S"],
            "country": order["country"]["S"],
            "lines": [plain(line["M"]) for line in order["lines"]["L"]],
            "total": int(order["total"]["N"]),
        }
        publish("OrderPlaced", order_id, None, data)
    elif status == "confirmed":
        publish("OrderConfirmed", order_id, order["caused_by"]["S"], {})
    else:
        reason = {"reason": order["reason"]["S"]}
        publish("OrderCancelled", order_id, order["caused_by"]["S"], reason)


def plain(line):
    return {
        "sku": line["sku"]["S"],
        "quantity": int(line["quantity"]["N"]),
        "unit_price": int(line["unit_price"]["N"]),
    }
