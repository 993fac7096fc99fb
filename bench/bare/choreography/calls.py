"""The AWS calls that a service makes beside those on its own records."""

import json
import os

import boto3
from tables import TABLE, dynamodb, now

TOPIC = os.environ.get("TOPIC")
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
