"""Events on their way: who says which fields, who reads which of them, whatever carries them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from analysis.facts import Facts

World = Callable[..., Facts]
Lines = Callable[[Facts], list[str]]


def function(name: str, events: str = "", **variables: str) -> str:
    """A function whose code is in the module of its name."""
    known = ", ".join(f"{key}: {value}" for key, value in variables.items())
    environment = f", Environment: {{Variables: {{{known}}}}}" if known else ""
    events = f", Events: {{{events}}}" if events else ""
    return (
        f"{name}: {{Type: AWS::Serverless::Function, "
        f"Properties: {{Handler: {name.lower()}.go{environment}{events}}}}}\n"
    )


def test_a_bus(world: World, lines: Lines) -> None:
    rule = "On: {Type: EventBridgeRule, Properties: {Pattern: {detail-type: [Placed]}}}"
    facts = world(
        function("Shop") + function("Pay", rule),
        shop="""
            import json, boto3
            events = boto3.client("events")
            def go(event, context):
                detail = {"orderId": event["id"], "total": event["price"] * 2}
                events.put_events(Entries=[
                    {"Source": "shop", "DetailType": "Placed", "Detail": json.dumps(detail)}])
            """,
        pay="""
            def go(event, context):
                return {"paid": event["detail"]["total"], "at": event["time"]}
            """,
    )
    assert set(lines(facts)) >= {
        "Placed of Shop: detail-type orderId source total",
        "Pay reads Placed: total",
        "Placed.orderId <- request:Shop.id in Shop",
        "Placed.total <~ request:Shop.price in Shop",
    }


TOPIC = """
News: {Type: AWS::SNS::Topic}
Inbox: {Type: AWS::SQS::Queue}
Heard:
  Type: AWS::SNS::Subscription
  Properties: {TopicArn: !Ref News, Protocol: sqs, Endpoint: !GetAtt Inbox.Arn%s}
"""
SAYS = """
    import json, os, boto3
    sns = boto3.client("sns")
    def go(event, context):
        sns.publish(
            TopicArn=os.environ["TOPIC"],
            Message=json.dumps({"type": "Placed", "data": {"id": event["id"], "vip": True}}),
            MessageAttributes={"kind": {"DataType": "String", "StringValue": "Placed"}},
        )
    """
QUEUED = "In: {Type: SQS, Properties: {Queue: !GetAtt Inbox.Arn}}"
TOLD = "In: {Type: SNS, Properties: {Topic: !Ref News}}"


@pytest.mark.parametrize(
    ("raw", "events", "code"),
    [
        (", RawMessageDelivery: true", QUEUED, "json.loads(record['body'])"),
        ("", QUEUED, "json.loads(json.loads(record['body'])['Message'])"),
        ("", TOLD, "json.loads(record['Sns']['Message'])"),
    ],
)
def test_a_topic(world: World, lines: Lines, raw: str, events: str, code: str) -> None:
    template = TOPIC % raw if events == QUEUED else "News: {Type: AWS::SNS::Topic}\n"
    facts = world(
        template + function("Shop", TOPIC="!Ref News") + function("Pay", events),
        shop=SAYS,
        pay=f"""
            import json
            def go(event, context):
                for record in event["Records"]:
                    message = {code}
                    if message["type"] == "Placed":
                        print(message["data"]["id"])
                    elif message["type"] == "Paid":
                        print(message["data"]["receipt"])
            """,
    )
    assert set(lines(facts)) >= {
        "Placed of Shop: id type vip",
        "Pay reads Placed: id type",
        "Placed.id <- request:Shop.id in Shop",
    }


def test_data_classes_and_batches_of_powertools(world: World, lines: Lines) -> None:
    facts = world(
        TOPIC % ", RawMessageDelivery: true"
        + function("Shop", TOPIC="!Ref News")
        + function("Pay", QUEUED),
        shop=SAYS,
        pay="""
            from aws_lambda_powertools.utilities.batch import (
                BatchProcessor, EventType, process_partial_response)
            from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
            processor = BatchProcessor(event_type=EventType.SQS)
            def one(record: SQSRecord):
                print(int(record.json_body["data"]["id"]))
            def go(event, context):
                return process_partial_response(
                    event=event, record_handler=one, processor=processor, context=context)
            """,
    )
    assert "Pay reads Placed: id" in lines(facts)


def test_a_decorated_event(world: World, lines: Lines) -> None:
    rule = "On: {Type: EventBridgeRule, Properties: {Pattern: {detail-type: [Placed]}}}"
    facts = world(
        function("Pay", rule),
        pay="""
            from aws_lambda_powertools.utilities.data_classes import EventBridgeEvent, event_source
            @event_source(data_class=EventBridgeEvent)
            def go(event: EventBridgeEvent, context):
                if event.detail_type == "Placed":
                    return {"id": event.detail["order"]["id"]}
                return {"no": event.detail["never"]}
            """,
    )
    assert "Pay reads Placed: detail-type order.id" in lines(facts)


def test_whoever_has_no_code_at_hand_may_read_all(world: World, lines: Lines) -> None:
    facts = world(
        TOPIC % ", RawMessageDelivery: true"
        + function("Shop", TOPIC="!Ref News")
        + "Pay: {Type: AWS::Serverless::Function, Properties: {Handler: x.go, CodeUri: s3://a/b, "
        + f"Events: {{{QUEUED}}}}}}}\n",
        shop=SAYS,
    )
    assert "Pay reads Placed: ?" in lines(facts)


def test_what_a_service_remembers_is_where_it_comes_from(world: World, lines: Lines) -> None:
    """Through a table: written for one event, read for another."""
    facts = world(
        "Memory: {Type: AWS::DynamoDB::Table}\nNews: {Type: AWS::SNS::Topic}\n"
        + function("Note", TABLE="!Ref Memory")
        + function("Tell", TABLE="!Ref Memory", TOPIC="!Ref News"),
        note="""
            import os, boto3
            table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
            def go(event, context):
                table.update_item(
                    Key={"pk": event["id"]},
                    UpdateExpression="SET #c = :c, bought = :b",
                    ExpressionAttributeNames={"#c": "customer"},
                    ExpressionAttributeValues={":c": event["who"], ":b": event["n"] + 1},
                )
            """,
        tell="""
            import json, os, boto3
            table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
            def go(event, context):
                row = table.get_item(Key={"pk": event["id"]})["Item"]
                said = {"type": "Known", "customer": row["customer"], "count": row["bought"]}
                boto3.client("sns").publish(
                    TopicArn=os.environ["TOPIC"], Message=json.dumps(said),
                    MessageAttributes={"type": {"DataType": "String", "StringValue": "Known"}})
            """,
    )
    assert set(lines(facts)) >= {
        "Known of Tell: count customer type",
        "Known.customer <- request:Note.who in Tell",
        "Known.count <~ request:Note.n in Tell",
    }


def test_a_function_that_calls_another(world: World, lines: Lines) -> None:
    facts = world(
        function("Shop", PAY="!Ref Pay") + function("Pay"),
        shop="""
            import json, os, boto3
            client = boto3.client("lambda")
            def go(event, context):
                answer = client.invoke(FunctionName=os.environ["PAY"],
                                       Payload=json.dumps({"amount": event["total"]}))
                return {"receipt": json.loads(answer["Payload"].read())["number"]}
            """,
        pay="""
            def go(event, context):
                return {"number": event["amount"], "unused": 1}
            """,
    )
    assert set(lines(facts)) >= {
        "request:Pay of Shop: amount",
        "Pay reads request:Pay: amount",
        "response:Pay of Pay: number unused",
        "Shop reads response:Pay: number",
        "response:Shop.receipt <- response:Pay.number in Shop",
        "request:Pay.amount <- request:Shop.total in Shop",
    }


def test_a_name_beside_the_payload_keeps_the_payload_apart(world: World, lines: Lines) -> None:
    says = SAYS.replace('"type": "Placed", ', '"type": "Placed", "id": "x", ')
    facts = world(
        "News: {Type: AWS::SNS::Topic}\n" + function("Shop", TOPIC="!Ref News"), shop=says
    )
    assert "Placed of Shop: data.id id type vip" in lines(facts)


def test_rows_told_apart_by_their_status(world: World, lines: Lines) -> None:
    """What a row's last change did not write was there before, where its condition allows that."""
    streamed = (
        "Orders: {Type: AWS::DynamoDB::Table, "
        "Properties: {StreamSpecification: {StreamViewType: NEW_IMAGE}}}\n"
        "News: {Type: AWS::SNS::Topic}\n"
    )
    change = "In: {Type: DynamoDB, Properties: {Stream: !GetAtt Orders.StreamArn, "
    facts = world(
        streamed
        + function("Open", TABLE="!Ref Orders")
        + function("Close", TABLE="!Ref Orders")
        + function("Tell", change + "StartingPosition: LATEST}}", TOPIC="!Ref News"),
        open="""
            import os, boto3
            table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
            def go(event, context):
                table.put_item(Item={"id": event["id"], "status": "open", "who": event["who"]})
            """,
        close="""
            import os, boto3
            table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
            def go(event, context):
                if event["early"]:
                    table.put_item(Item={"id": event["id"], "status": "never", "who": event["by"]})
                table.update_item(
                    Key={"id": event["id"]},
                    UpdateExpression="SET #s = :s, why = :w",
                    ConditionExpression="#s = :open",
                    ExpressionAttributeNames={"#s": "status"},
                    ExpressionAttributeValues={
                        ":s": "closed", ":open": "open", ":w": event["why"]},
                )
            """,
        tell="""
            import json, os, boto3
            def go(event, context):
                for record in event["Records"]:
                    row = record["dynamodb"]["NewImage"]
                    if row["status"]["S"] == "open":
                        say("Opened", who=row["who"]["S"])
                    elif row["status"]["S"] == "closed":
                        say("Closed", who=row["who"]["S"], why=row["why"]["S"])
            def say(kind, **facts):
                boto3.client("sns").publish(
                    TopicArn=os.environ["TOPIC"], Message=json.dumps({"type": kind, **facts}),
                    MessageAttributes={"type": {"DataType": "String", "StringValue": kind}})
            """,
    )
    told = [each.removesuffix(" in Tell") for each in lines(facts) if each.endswith(" in Tell")]
    assert told == [
        "Closed.who <- request:Open.who",
        "Closed.why <- request:Close.why",
        "Opened.who <- request:Open.who",
    ]


def test_a_payload_kept_in_whole(world: World, lines: Lines) -> None:
    rule = "On: {Type: EventBridgeRule, Properties: {Pattern: {detail-type: [Placed]}}}"
    facts = world(
        "Orders: {Type: AWS::DynamoDB::Table}\n" + function("Keep", rule, TABLE="!Ref Orders"),
        keep="""
            import os, boto3
            def go(event, context):
                table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
                table.put_item(Item={"pk": "x", "order": event["detail"]})
            """,
    )
    assert "Keep reads Placed: $" in lines(facts)
