"""Save the order."""

from choreography.calls import TABLE, dynamodb, now


def handler(order, _context):
    lines = [
        {
            "M": {
                "sku": {"S": line["sku"]},
                "quantity": {"N": str(line["quantity"])},
                "unit_price": {"N": str(line["unit_price"])},
            }
        }
        for line in order["lines"]
    ]
    total = sum(line["quantity"] * line["unit_price"] for line in order["lines"])
    dynamodb.put_item(
        TableName=TABLE,
        Item={
            "pk": {"S": f"order#{order['order_id']}"},
            "order_id": {"S": order["order_id"]},
            "customer": {"S": order["customer"]},
            "country": {"S": order["country"]},
            "lines": {"L": lines},
            "status": {"S": "placed"},
            "total": {"N": str(total)},
            "placed_at": {"S": now()},
        },
        ConditionExpression="attribute_not_exists(pk)",
    )
    return {"order_id": order["order_id"]}
