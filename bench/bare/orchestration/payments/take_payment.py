"""Charge the customer."""

from tables import decide


class PaymentDeclined(Exception):
    pass


def handler(event, _context):
    order_id, customer, amount = event["order_id"], event["customer"], event["amount"]
    record = {
        "pk": {"S": f"payment#{order_id}"},
        "order_id": {"S": order_id},
        "customer": {"S": customer},
        "amount": {"N": str(amount)},
    }
    if not decide(record, [(f"account#{customer}", "balance", amount)], "captured", "declined"):
        raise PaymentDeclined(order_id)
    return {}
