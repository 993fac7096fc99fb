"""A message of no type is the request of whoever takes it: who sends it, and who hands it on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

import analysis
from analysis.facts import Facts

SYSTEM = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {CodeUri: code/, Runtime: python3.12}}
Resources:
  Orders: {Type: AWS::SNS::Topic}
  Inbox: {Type: AWS::SQS::Queue}
  Onward: {Type: AWS::SQS::Queue}
  Heard:
    Type: AWS::SNS::Subscription
    Properties: {TopicArn: !Ref Orders, Protocol: sqs, Endpoint: !GetAtt Inbox.Arn, RAW}
  Shop:
    Type: AWS::Serverless::Function
    Properties: {Handler: shop.go, Environment: {Variables: {TOPIC: !Ref Orders}}}
  Relay:
    Type: AWS::Serverless::Function
    Properties:
      Handler: relay.go
      Environment: {Variables: {QUEUE: !Ref Onward}}
      Events: {On: {Type: SQS, Properties: {Queue: !GetAtt Inbox.Arn}}}
  Pay:
    Type: AWS::Serverless::Function
    Properties:
      Handler: pay.go
      Events: {On: {Type: SQS, Properties: {Queue: !GetAtt Onward.Arn}}}
"""
SHOP = """
    import json, os, boto3
    def go(event, context):
        order = {"id": event["id"], "lines": event["lines"], "sum": event["price"] * 2}
        boto3.client("sns").publish(TopicArn=os.environ["TOPIC"], Message=json.dumps(order))
"""
RELAY = """
    import json, os, boto3
    queue = boto3.resource("sqs").Queue(os.environ["QUEUE"])
    def go(event, context):
        for record in event["Records"]:
            BODY
            queue.send_message(MessageBody=json.dumps(order))
"""
PAY = """
    import json
    def go(event, context):
        for record in event["Records"]:
            order = json.loads(record["body"])
            if order["sum"] > 10:
                print(order["lines"][0]["sku"] + "!")
"""
PLAIN = 'order = json.loads(record["body"])'


@pytest.fixture
def system(tmp_path: Path) -> Callable[..., analysis.Architecture]:
    """Three functions, one behind the other; what the middle one takes an order from."""

    def made(relay: str = PLAIN, raw: str = "RawMessageDelivery: true") -> analysis.Architecture:
        (tmp_path / "code").mkdir()
        code = {"shop": SHOP, "relay": RELAY.replace("BODY", relay), "pay": PAY}
        for name, text in code.items():
            (tmp_path / "code" / f"{name}.py").write_text(dedent(text), "utf-8")
        (tmp_path / "template.yaml").write_text(SYSTEM.replace("RAW", raw), "utf-8")
        return analysis.read(tmp_path / "template.yaml")

    return made


def hit_by(system: analysis.Architecture, field: str) -> tuple[list[str], list[str]]:
    """Who must change if a field is renamed, and who need not."""
    impact = system.predict(f"rename-field {field}")
    return sorted(impact.components), sorted(each.part for each in impact.spared)


def test_who_sends_it_must_change(system) -> None:
    assert hit_by(system(), "request:Relay.sum") == (["Pay", "Shop"], ["Relay"])


def test_who_hands_it_on_as_it_came_need_not(system) -> None:
    assert hit_by(system(), "request:Pay.sum") == (["Pay"], ["Relay", "Shop"])


def test_who_hands_it_on_and_looks_inside_must(system) -> None:
    looks = f'{PLAIN}; print("a" + order["sum"])'
    assert hit_by(system(looks), "request:Pay.sum") == (["Pay", "Relay"], ["Shop"])


def test_in_an_envelope_it_is_the_same_message(system) -> None:
    relay = 'order = json.loads(json.loads(record["body"])["Message"])'
    hit, spared = hit_by(system(relay, raw="RawMessageDelivery: false"), "Relay.Message.sum")
    assert (hit, spared) == (["Pay", "Shop"], ["Relay"])


def test_handing_on_is_not_reading(handled) -> None:
    assert "reads:" in handled("def go(event, context):\n    return event\n")
    code = "def go(event, context):\n    return {'order': event['order'], 'n': event['n'] + 1}\n"
    assert "reads: n order" in handled(code)


def test_what_is_kept_may_be_read_later(world, lines) -> None:
    facts: Facts = world(
        """
        Kept: {Type: AWS::DynamoDB::Table}
        F:
          Type: AWS::Serverless::Function
          Properties: {Handler: app.go, Environment: {Variables: {TABLE: !Ref Kept}}}
        """,
        app="""
            import os, boto3
            def go(event, context):
                boto3.resource("dynamodb").Table(os.environ["TABLE"]).put_item(Item=event)
            """,
    )
    assert "F reads request:F: $" in lines(facts)


ROWS = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {CodeUri: code/, Runtime: python3.12}}
Resources:
  Tasks: {Type: AWS::DynamoDB::Table}
  Make: {Type: AWS::Serverless::Function, Properties: {Handler: make.go, ENV}}
  Show: {Type: AWS::Serverless::Function, Properties: {Handler: show.go, ENV}}
  Find: {Type: AWS::Serverless::Function, Properties: {Handler: find.go, ENV}}
  Slug:
    Type: AWS::Serverless::Function
    Properties:
      Handler: slug.go
      ENV
      Events: {On: {Type: DynamoDB, Properties: {Stream: !GetAtt Tasks.StreamArn}}}
""".replace("ENV", "Environment: {Variables: {TABLE: !Ref Tasks}}")
OF_ROWS = {
    "make": """
    import os, boto3
    def go(event, context):
        row = {"id": event["id"], "name": event["name"], "made": 1}
        boto3.resource("dynamodb").Table(os.environ["TABLE"]).put_item(Item=row)
""",
    "show": """
    import os, boto3
    def go(event, context):
        for row in boto3.resource("dynamodb").Table(os.environ["TABLE"]).scan()["Items"]:
            print(row["made"] + 1)
            if row["made"] > 3:
                raise ValueError
""",
    "find": """
    import os, boto3
    def go(event, context):
        table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
        return table.get_item(Key={"id": event["id"]})["Item"]
""",
    "slug": """
    import os, boto3
    def go(event, context):
        for record in event["Records"]:
            if record["eventName"] == "INSERT":
                row = record["dynamodb"]["NewImage"]
                boto3.resource("dynamodb").Table(os.environ["TABLE"]).update_item(
                    Key={"id": row["id"]["S"]},
                    UpdateExpression="SET slug = :s",
                    ExpressionAttributeValues={":s": row["name"]["S"].lower()},
                )
""",
}


def test_a_row_is_the_request_of_who_hears_of_it(tmp_path: Path) -> None:
    (tmp_path / "code").mkdir()
    for name, text in OF_ROWS.items():
        (tmp_path / "code" / f"{name}.py").write_text(dedent(text))
    (tmp_path / "template.yaml").write_text(ROWS)
    found = analysis.read(str(tmp_path))
    assert hit_by(found, "request:Slug.name") == (["Make", "Slug"], ["Find", "Show"])
    assert hit_by(found, "request:Slug.id") == (["Find", "Make", "Slug"], ["Show"])
    assert hit_by(found, "request:Slug.made") == (["Make", "Show"], ["Find", "Slug"])
    assert hit_by(found, "request:Slug.slug")[0] == ["Make", "Slug"]
