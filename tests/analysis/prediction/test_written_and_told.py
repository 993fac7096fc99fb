"""Whoever writes what a stream then tells does the step; a function of many events falls apart."""

from pathlib import Path
from textwrap import dedent

import pytest

from analysis.dependency import depend
from analysis.prediction import Impact, predict
from analysis.prediction.lookup import World

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: python3.12
    CodeUri: src
    Environment: {Variables: {BUS: !Ref Bus, TABLE: !Ref Orders, STOCK: !Ref Stock}}
Resources:
  Bus: {Type: AWS::Events::EventBus}
  Orders:
    Type: AWS::DynamoDB::Table
    Properties: {StreamSpecification: {StreamViewType: NEW_IMAGE}}
  Stock: {Type: AWS::DynamoDB::Table}
  Place: {Type: AWS::Serverless::Function, Properties: {Handler: place.handler}}
  Again: {Type: AWS::Serverless::Function, Properties: {Handler: place.AGAIN}}
  Tell:
    Type: AWS::Serverless::Function
    Properties:
      Handler: tell.handler
      Events:
        S:
          Type: DynamoDB
          Properties: {Stream: !GetAtt Orders.StreamArn, StartingPosition: LATEST}
  Note:
    Type: AWS::Serverless::Function
    Properties:
      Handler: note.handler
      Events:
        Sent:
          Type: EventBridgeRule
          Properties: {EventBusName: !Ref Bus, Pattern: {detail-type: [Sent]}}
        Lost:
          Type: EventBridgeRule
          Properties: {EventBusName: !Ref Bus, Pattern: {detail-type: [Counted]}}
  Ship:
    Type: AWS::Serverless::Function
    Properties:
      Handler: ship.handler
      Events:
        E:
          Type: EventBridgeRule
          Properties: {EventBusName: !Ref Bus, Pattern: {detail-type: [OrderMade]}}
  Count:
    Type: AWS::Serverless::Function
    Properties:
      Handler: count.handler
      Events:
        E:
          Type: EventBridgeRule
          Properties:
            EventBusName: !Ref Bus
            Pattern: {detail-type: [OrderMade, OrderChanged, OrderGone]}
"""
FILES = {
    "place": """
        import os, boto3
        table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
        def handler(event, context):
            table.put_item(Item={"id": event["id"]})
        def other(event, context):
            boto3.client("events").put_events(Entries=[{
                "EventBusName": os.environ["BUS"], "Source": "desk", "DetailType": "Counted"}])
    """,
    "tell": """
        import json, os, boto3
        NAMES = {"INSERT": "OrderMade", "MODIFY": "OrderChanged", "REMOVE": "OrderGone"}
        def handler(event, context):
            for record in event["Records"]:
                boto3.client("events").put_events(Entries=[{
                    "EventBusName": os.environ["BUS"], "Source": "orders",
                    "DetailType": NAMES[record["eventName"]],
                    "Detail": json.dumps({"id": record["dynamodb"]["Keys"]["id"]["S"]})}])
    """,
    "note": """
        import os, boto3
        table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
        def handler(event, context):
            if event["detail-type"] == "Sent":
                table.update_item(Key={"id": event["detail"]["id"]}, UpdateExpression="SET s = :s",
                                  ExpressionAttributeValues={":s": "sent"})
            else:
                print("counted")
    """,
    "ship": """
        import json, os, boto3
        def handler(event, context):
            boto3.client("events").put_events(Entries=[{
                "EventBusName": os.environ["BUS"], "Source": "ship", "DetailType": "Sent",
                "Detail": json.dumps({"id": event["detail"]["id"]})}])
    """,
    "count": """
        import os, boto3
        stock = boto3.resource("dynamodb").Table(os.environ["STOCK"])
        def take_out(order):
            stock.put_item(Item={"id": order["id"]})
        def put_back(order):
            stock.delete_item(Key={"id": order["id"]})
        def handler(event, context):
            if event["detail-type"] == "OrderMade":
                take_out(event["detail"])
            elif event["detail-type"] == "OrderGone":
                put_back(event["detail"])
    """,
}


def world(folder: Path, again: str = "other", **changed: str) -> World:
    for name, text in (FILES | changed).items():
        (folder / "src").mkdir(exist_ok=True)
        (folder / "src" / f"{name}.py").write_text(dedent(text))
    (folder / "template.yaml").write_text(TEMPLATE.replace("AGAIN", again))
    return World(depend([folder / "template.yaml"]))


@pytest.fixture
def shop(tmp_path: Path) -> World:
    return world(tmp_path)


def asked(shop: World, change: str) -> Impact:
    return predict(shop.system, change)


def reasons(impact: Impact, part: str) -> list[str]:
    return [cause.reason for hit in impact.hits if hit.part == part for cause in hit.causes]


@pytest.mark.parametrize(
    ("event", "doers"),
    [("OrderMade", {"Place"}), ("OrderChanged", {"Note"}), ("OrderGone", {"Tell"})],
)
def test_who_makes_the_change_that_is_told_is_the_doer(
    shop: World, event: str, doers: set[str]
) -> None:
    assert set(asked(shop, f"remove-step {event}").starting) == doers
    assert set(shop.step(event).doers) == doers


def test_the_evidence_is_where_it_writes(shop: World) -> None:
    hit = next(hit for hit in asked(shop, "remove-step OrderMade").hits if hit.part == "Place")
    (at, *_) = hit.causes[0].path[0].evidence
    assert (Path(at.file).name, at.fragment) == (
        "place.py",
        'table.put_item(Item={"id": event["id"]})',
    )


def test_several_who_write_are_all_named(tmp_path: Path) -> None:
    assert set(world(tmp_path, "handler").step("OrderMade").doers) == {"Again", "Place"}


def test_who_only_passes_on_what_another_wrote_need_not_change(shop: World) -> None:
    found = asked(shop, "remove-step OrderMade")
    assert "Tell" not in found.components
    assert set(found.components) == {"Place", "Ship", "Count"}


def test_a_function_that_takes_several_events_is_taken_apart_by_its_branches(shop: World) -> None:
    assert reasons(asked(shop, "remove-step OrderMade"), "Count") == [
        "waits for OrderMade in order to take out"
    ]
    assert reasons(asked(shop, "remove-step OrderGone"), "Count") == [
        "waits for OrderGone in order to put back"
    ]


def test_only_the_branch_that_writes_leads_to_what_is_told(shop: World) -> None:
    causes = {link.on for link in shop.process.triggers(shop.step("OrderChanged").id)}
    assert causes == {"Bus/Sent"}


def test_the_policy_of_a_step_is_that_of_the_event_that_leads_to_it(shop: World) -> None:
    assert asked(shop, "change-retry OrderChanged").components == ("NoteSent",)


def test_a_handler_that_is_named_after_what_comes_has_no_deed_of_that_name(tmp_path: Path) -> None:
    named = FILES["count"].replace("take_out", "on_order_made").replace("put_back", "on_order_gone")
    shop = world(tmp_path, count=named)
    assert reasons(asked(shop, "remove-step OrderGone"), "Count") == [
        "waits for OrderGone in order to act on it"
    ]


def test_where_code_does_not_tell_changes_apart_all_writers_are_named(tmp_path: Path) -> None:
    told = FILES["tell"].replace('NAMES[record["eventName"]]', '"OrderMade"')
    shop = world(tmp_path, tell=told)
    assert set(shop.step("OrderMade").doers) == {"Note", "Place"}


def test_a_writer_that_was_not_read_may_be_the_doer_too(tmp_path: Path) -> None:
    found = asked(world(tmp_path), "remove-step OrderMade")
    assert not found.may
    more = "Policies: [{DynamoDBWritePolicy: {TableName: !Ref Orders}}]"
    unread = (
        f"  Java: {{Type: AWS::Serverless::Function, Properties: {{Runtime: java21, {more}}}}}\n"
    )
    (tmp_path / "template.yaml").write_text(TEMPLATE.replace("AGAIN", "other") + unread)

    found = predict(depend([tmp_path / "template.yaml"]), "remove-step OrderMade")

    assert set(found.starting) == {"Place"}
    assert [each.part for each in found.may] == ["Java"]
