"""Set stock aside."""

from orchestration.calls import decide


class OutOfStock(Exception):
    pass


def handler(event, _context):
    order_id, wanted = event["order_id"], {}
    for line in event["lines"]:
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
    if not decide(record, takes, "reserved", "refused"):
        raise OutOfStock(order_id)
    return {}
