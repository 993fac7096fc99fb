"""Settle orders."""

from choreography.calls import TABLE, dynamodb, now, work_off


def handler(batch, _context):
    return work_off(batch, settle)


def settle(event):
    facts = {"settled_at": {"S": now()}, "caused_by": {"S": event["id"]}}
    if event["type"] == "ShipmentBooked":
        facts["status"] = {"S": "confirmed"}
    else:
        facts["status"] = {"S": "cancelled"}
        facts["reason"] = {"S": event["data"]["reason"]}
    dynamodb.update_item(
        TableName=TABLE,
        Key={"pk": {"S": f"order#{event['order_id']}"}},
        UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in facts),
        ConditionExpression="#status = :placed",
        ExpressionAttributeNames={f"#{name}": name for name in facts},
        ExpressionAttributeValues={
            ":placed": {"S": "placed"},
            **{f":{name}": value for name, value in facts.items()},
        },
    )
