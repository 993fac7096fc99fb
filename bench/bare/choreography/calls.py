"""The AWS calls that a service makes, straight on the low-level clients."""

import json
import os
from datetime import UTC, datetime

import boto3

TABLE, TOPIC = os.environ.get("TABLE"), os.environ.get("TOPIC")
dynamodb = boto3.client("dynamodb")
sns = boto3.client("sns") if TOPIC else None


def work_off(batch, react):
    """Each message by itself: one that fails comes again."""
    failed = []
    for record in batch["Records"]:
        try:
            react(json.loads(record["body"]))
        except Exception as error:  # noqa: BLE001  it comes again
            print(f"failed: {error!r}", flush=True)
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def publish(kind, order_id, caused_by, data):
    event = {
        "id": f"{kind}/{order_id}",
        "type": kind,
        "version": 1,
        "time": now(),
        "order_id": order_id,
        "caused_by": caused_by,
        "data": data,
    }
    sns.publish(
        TopicArn=TOPIC,
        Message=json.dumps(event),
        MessageAttributes={"event_type": {"DataType": "String", "StringValue": kind}},
    )


def remember(order_id, facts):
    """Keep facts about an order; all that is known of it by now."""
    answer = dynamodb.update_item(
        TableName=TABLE,
        Key={"pk": {"S": f"memo#{order_id}"}},
        UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in facts),
        ExpressionAttributeNames={f"#{name}": name for name in facts},
        ExpressionAttributeValues={f":{name}": value for name, value in facts.items()},
        ReturnValues="ALL_NEW",
    )
    return answer["Attributes"]


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


def now():
    return datetime.now(UTC).isoformat(timespec="microseconds")
