"""The AWS calls that a task makes, straight on the low-level client."""

import os
from datetime import UTC, datetime

import boto3

TABLE = os.environ["TABLE"]
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
