"""The AWS calls on a service's own table, straight on the low-level client, for both designs."""

import os
from datetime import UTC, datetime

import boto3

TABLE = os.environ.get("TABLE")  # who only publishes has none
dynamodb = boto3.client("dynamodb")


def decide(record, takes, agreed, refused):
    """Take every (key, attribute, quantity) and write the record, or write that it was refused."""
    put = {
        "TableName": TABLE,
        "Item": {**record, "status": {"S": agreed}},
        "ConditionExpression": "attribute_not_exists(pk)",
    }
    try:
        dynamodb.transact_write_items(
            TransactItems=[{"Put": put}, *(change(take, "-", "#a >= :q") for take in takes)]
        )
    except dynamodb.exceptions.TransactionCanceledException:
        put["Item"]["status"] = {"S": refused}
        dynamodb.put_item(**put)
        return False
    return True


def undo(pk, held, undone, gives_back):
    """Give back what the held record took."""
    record = dynamodb.get_item(TableName=TABLE, Key={"pk": {"S": pk}}, ConsistentRead=True)["Item"]
    turn = {
        "TableName": TABLE,
        "Key": {"pk": {"S": pk}},
        "UpdateExpression": "SET #s = :undone",
        "ConditionExpression": "#s = :held",
        "ExpressionAttributeNames": {"#s": "status"},
        "ExpressionAttributeValues": {":held": {"S": held}, ":undone": {"S": undone}},
    }
    given = [change(give, "+", "attribute_exists(pk)") for give in gives_back(record)]
    dynamodb.transact_write_items(TransactItems=[{"Update": turn}, *given])


def change(amount, sign, condition):
    key, attribute, quantity = amount
    return {
        "Update": {
            "TableName": TABLE,
            "Key": {"pk": {"S": key}},
            "UpdateExpression": f"SET #a = #a {sign} :q",
            "ConditionExpression": condition,
            "ExpressionAttributeNames": {"#a": attribute},
            "ExpressionAttributeValues": {":q": {"N": str(quantity)}},
        }
    }


def place(order):
    """Save an order as placed; its total."""
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
    return total


def reserve(order_id, ordered):
    """Set stock aside; whether there was enough."""
    wanted = {}
    for line in ordered:
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
    return decide(record, takes, "reserved", "refused")


def reserved(record):
    lines = [line["M"] for line in record["lines"]["L"]]
    return [(f"stock#{line['sku']['S']}", "on_hand", line["quantity"]["N"]) for line in lines]


def captured(record):
    return [(f"account#{record['customer']['S']}", "balance", record["amount"]["N"])]


def settle(order_id, facts):
    """Give a placed order its last status."""
    facts["settled_at"] = {"S": now()}
    dynamodb.update_item(
        TableName=TABLE,
        Key={"pk": {"S": f"order#{order_id}"}},
        UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in facts),
        ConditionExpression="#status = :placed",
        ExpressionAttributeNames={f"#{name}": name for name in facts},
        ExpressionAttributeValues={
            ":placed": {"S": "placed"},
            **{f":{name}": value for name, value in facts.items()},
        },
    )


def now():
    return datetime.now(UTC).isoformat(timespec="microseconds")
