"""Set stock aside, or put it back."""

from choreography.calls import decide, publish, undo, work_off


def handler(batch, _context):
    return work_off(batch, react)


def react(event):
    order_id = event["order_id"]
    if event["type"] == "OrderPlaced":
        reserve(event, order_id)
    else:
        undo(f"reservation#{order_id}", "reserved", "released", reserved)
        reason = {"reason": event["data"]["reason"]}
        publish("StockReleased", order_id, event["id"], reason)


def reserve(event, order_id):
    wanted = {}
    for line in event["data"]["lines"]:
        wanted[line["sku"]] = wanted.get(line["sku"], 0) + line["quantity"]
    lines = [
        {"M": {"sku": {"S": sku}, "quantity": {"N": str(quantity)}}}
        for sku, quantity in sorted(wanted.items())
    ]
    record = {
        "pk": {"S": f"reservation#{order_id}"},
        "order_id": {"S": order_id},
        "lines": {"L": lines},
    }
    takes = [(f"stock#{sku}", "on_hand", quantity) for sku, quantity in sorted(wanted.items())]
    if decide(record, takes, "reserved", "refused"):
        publish("StockReserved", order_id, event["id"], {})
    else:
        publish("StockRefused", order_id, event["id"], {"reason": "OutOfStock"})


def reserved(record):
    lines = [line["M"] for line in record["lines"]["L"]]
    return [(f"stock#{line['sku']['S']}", "on_hand", line["quantity"]["N"]) for line in lines]
