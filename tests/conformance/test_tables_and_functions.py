"""What the lab relies on DynamoDB, its streams and Lambda for, as AWS documents it."""

from __future__ import annotations

import json

import pytest


def test_a_tables_stream_triggers_its_function_in_order(wiring, eventually):
    rows = wiring.place.client("dynamodb")
    key = {"pk": {"S": "order#1"}}
    rows.put_item(TableName=wiring["Table"], Item=key)
    rows.update_item(
        TableName=wiring["Table"],
        Key=key,
        UpdateExpression="SET #s = :s",
        ExpressionAttributeNames={"#s": "status"},
        ExpressionAttributeValues={":s": {"S": "confirmed"}},
    )
    rows.delete_item(TableName=wiring["Table"], Key=key)
    told = eventually("three records", lambda: _told_of(wiring, "order#1", 3))
    assert told == ["INSERT", "MODIFY", "REMOVE"]


def test_a_stream_waits_behind_a_function_that_raises(wiring, eventually):
    rows = wiring.place.client("dynamodb")
    for row in ("stumble#1", "order#2"):
        rows.put_item(TableName=wiring["Table"], Item={"pk": {"S": row}})
    eventually("the record behind it", lambda: _told_of(wiring, "order#2", 1))
    told = [row for _, row in wiring.printed("StreamFunction", "STREAM")]
    assert told.count("stumble#1") == 2
    assert told.index("order#2") > told.index("stumble#1")


def test_a_transaction_that_is_cancelled_tells_which_part_and_writes_nothing(wiring):
    rows, table = wiring.place.client("dynamodb"), wiring["Table"]
    rows.put_item(TableName=table, Item={"pk": {"S": "taken"}, "n": {"N": "1"}})
    new = {"TableName": table, "ConditionExpression": "attribute_not_exists(pk)"}
    with pytest.raises(rows.exceptions.TransactionCanceledException) as cancelled:
        rows.transact_write_items(
            TransactItems=[
                {"Put": {**new, "Item": {"pk": {"S": "free"}}}},
                {
                    "Put": {
                        **new,
                        "Item": {"pk": {"S": "taken"}},
                        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
                    }
                },
            ]
        )
    reasons = cancelled.value.response["CancellationReasons"]
    assert [reason["Code"] for reason in reasons] == ["None", "ConditionalCheckFailed"]
    assert reasons[1]["Item"]["n"] == {"N": "1"}
    assert "Item" not in rows.get_item(TableName=table, Key={"pk": {"S": "free"}})


def test_a_condition_that_fails_changes_nothing(wiring):
    rows, table = wiring.place.client("dynamodb"), wiring["Table"]
    key = {"pk": {"S": "stock#lamp"}}
    take = {
        "TableName": table,
        "Key": key,
        "UpdateExpression": "SET on_hand = on_hand - :q",
        "ConditionExpression": "on_hand >= :q",
        "ExpressionAttributeValues": {":q": {"N": "2"}},
        "ReturnValues": "ALL_NEW",
    }
    rows.put_item(TableName=table, Item={**key, "on_hand": {"N": "3"}})
    assert rows.update_item(**take)["Attributes"]["on_hand"] == {"N": "1"}
    with pytest.raises(rows.exceptions.ConditionalCheckFailedException):
        rows.update_item(**take)
    assert rows.get_item(TableName=table, Key=key)["Item"]["on_hand"] == {"N": "1"}


def test_a_function_keeps_its_process_and_its_errors_name(wiring):
    first = _invoked(wiring, {})
    failed = _invoked(wiring, {"error": "OutOfStock", "message": "no lamp"})
    again = _invoked(wiring, {})
    assert failed["FunctionError"] == "Unhandled"
    assert failed["Payload"]["errorType"] == "OutOfStock"
    assert failed["Payload"]["errorMessage"] == "no lamp"
    assert again["Payload"]["process"] == first["Payload"]["process"]


def test_what_a_function_prints_is_in_its_log_group(wiring, eventually):
    _invoked(wiring, {"said": "so"})
    eventually("the line", lambda: {"said": "so"} in wiring.printed("LoneFunction", "TASK"))


def _told_of(wiring, row: str, count: int) -> list[str]:
    told = [name for name, of in wiring.printed("StreamFunction", "STREAM") if of == row]
    return told if len(told) >= count else []


def _invoked(wiring, payload: dict) -> dict:
    answer = wiring.place.client("lambda").invoke(
        FunctionName=wiring["LoneFunction"], Payload=json.dumps(payload)
    )
    return {**answer, "Payload": json.load(answer["Payload"])}
