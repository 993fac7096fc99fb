"""What a task does, and to whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Read = Callable[..., Any]

AROUND = """
Worker: {Type: AWS::Lambda::Function}
News: {Type: AWS::SNS::Topic}
Inbox: {Type: AWS::SQS::Queue}
Shop: {Type: AWS::Events::EventBus}
Orders: {Type: AWS::DynamoDB::Table}
Files: {Type: AWS::S3::Bucket}
Child: {Type: AWS::StepFunctions::StateMachine}
Desk: {Type: AWS::StepFunctions::Activity}
Clicks: {Type: AWS::Kinesis::Stream}
Job: {Type: AWS::ECS::TaskDefinition}
Crawl: {Type: AWS::Glue::Job}
Api: {Type: AWS::ApiGateway::RestApi}
Role: {Type: AWS::IAM::Role}
"""
SDK = "arn:aws:states:::aws-sdk:"
OWN = "arn:aws:states:::"

CALLS = [
    # Lambda, directly and through its integrations
    ("!GetAtt Worker.Arn", "", ["T invokes Worker"]),
    ("!Ref Desk", "", ["T invokes Desk"]),
    (
        "!Sub arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${Worker}",
        "",
        ["T invokes Worker"],
    ),
    ("arn:aws:lambda:eu-west-1:123456789012:function:pay:live", "", ["T invokes ext:function/pay"]),
    (OWN + "lambda:invoke", "FunctionName: !Ref Worker", ["T invokes Worker"]),
    (
        "!Sub arn:${AWS::Partition}:states:::lambda:invoke",
        "FunctionName: !GetAtt Worker.Arn",
        ["T invokes Worker"],
    ),
    ("arn:aws-cn:states:::lambda:invoke", "FunctionName: !Ref Worker", ["T invokes Worker"]),
    ("arn:aws-us-gov:states:::lambda:invoke", "FunctionName: !Ref Worker", ["T invokes Worker"]),
    (SDK + "lambda:invoke", "FunctionName: !Ref Worker", ["T invokes Worker"]),
    # channels
    (OWN + "sns:publish", "TopicArn: !Ref News", ["T publishes News"]),
    (SDK + "sns:publishBatch", "TopicArn: !Ref News", ["T publishes News"]),
    (OWN + "sns:publish", "PhoneNumber: '+49'", ["T invokes ext:sns/publish"]),
    (OWN + "sqs:sendMessage", "QueueUrl: !Ref Inbox", ["T publishes Inbox"]),
    (SDK + "sqs:sendMessageBatch", "QueueUrl: !Ref Inbox", ["T publishes Inbox"]),
    (
        OWN + "events:putEvents",
        "Entries: [{EventBusName: !Ref Shop, DetailType: a}, {DetailType: b}]",
        ["T publishes Shop", "T publishes ext:bus/default"],
    ),
    (
        SDK + "eventbridge:putEvents",
        "Entries: [{EventBusName: !GetAtt Shop.Arn, Source: s}]",
        ["T publishes Shop"],
    ),
    (SDK + "kinesis:putRecord", "StreamName: !Ref Clicks", ["T publishes Clicks"]),
    # tables and buckets
    (OWN + "dynamodb:getItem", "TableName: !Ref Orders", ["T reads Orders"]),
    (OWN + "dynamodb:putItem", "TableName: !Ref Orders", ["T writes Orders"]),
    (SDK + "dynamodb:query", "TableName: !Ref Orders", ["T reads Orders"]),
    (SDK + "dynamodb:batchWriteItem", "RequestItems: {orders: []}", ["T writes ext:table/orders"]),
    (
        SDK + "dynamodb:transactWriteItems",
        "TransactItems: [{Put: {TableName: !Ref Orders}}, {ConditionCheck: {TableName: stock}}]",
        ["T reads ext:table/stock", "T writes Orders"],
    ),
    (
        SDK + "dynamodb:executeStatement",
        "Statement: !Sub 'SELECT a FROM \"${Orders}\" WHERE b = 1'",
        ["T reads Orders"],
    ),
    (
        SDK + "dynamodb:executeStatement",
        "Statement: INSERT INTO stock VALUE {'a':1}",
        ["T writes ext:table/stock"],
    ),
    (SDK + "s3:getObject", "{Bucket: !Ref Files, Key: k}", ["T reads Files"]),
    (SDK + "s3:putObject", "{Bucket: !Ref Files, Key: k}", ["T writes Files"]),
    (
        SDK + "s3:copyObject",
        "{Bucket: !Ref Files, CopySource: old/key, Key: k}",
        ["T reads ext:bucket/old", "T writes Files"],
    ),
    # whoever acts
    (OWN + "states:startExecution.sync:2", "StateMachineArn: !Ref Child", ["T invokes Child"]),
    (SDK + "sfn:startSyncExecution", "StateMachineArn: !GetAtt Child.Arn", ["T invokes Child"]),
    (OWN + "states:startExecution", "StateMachineArn.$: $$.StateMachine.Id", ["T invokes M"]),
    (OWN + "ecs:runTask.sync", "TaskDefinition: !Ref Job", ["T invokes Job"]),
    (OWN + "glue:startJobRun.sync", "JobName: !Ref Crawl", ["T invokes Crawl"]),
    (
        OWN + "apigateway:invoke",
        "ApiEndpoint: !Sub '${Api}.execute-api.${AWS::Region}.amazonaws.com'",
        ["T invokes Api"],
    ),
    (OWN + "http:invoke", "ApiEndpoint: https://pay.example/v1", ["T invokes ext:api/pay.example"]),
    # services that have no word of their own
    (OWN + "bedrock:invokeModel", "ModelId: m", ["T invokes ext:bedrock/invokeModel"]),
    (SDK + "textract:analyzeExpense", "", ["T invokes ext:textract/analyzeExpense"]),
    (
        SDK + "fis:startExperiment",
        "RoleArn: !GetAtt Role.Arn",
        ["T invokes ext:fis/startExperiment"],
    ),
    (
        SDK + "rekognition:detectLabels",
        "Image: {S3Object: {Bucket: !Ref Files, Name.$: $.key}}",
        ["T invokes ext:rekognition/detectLabels", "T reads Files (inferred)"],
    ),
    (
        SDK + "athena:startQueryExecution",
        "ResultConfiguration: {OutputLocation: !Sub 's3://${Files}/out'}",
        ["T invokes ext:athena/startQueryExecution", "T writes Files (inferred)"],
    ),
    (
        SDK + "scheduler:createSchedule",
        "{Name: later, Target: {Arn: !GetAtt Worker.Arn}}",
        ["T invokes T/schedule", "T/schedule triggers Worker"],
    ),
]


@pytest.mark.parametrize(("resource", "parameters", "edges"), CALLS)
def test_a_call_is_an_edge_of_the_state(
    task: Read, resource: str, parameters: str, edges: list[str]
) -> None:
    world = task(f"Resource: {resource}\nParameters:\n  {parameters or '{}'}\n", AROUND)
    found = [each for each in world.does if not each.startswith("Child")]
    assert found == edges
    assert [each for each in world.unresolved if not each.startswith("Child")] == []


UNKNOWN = [
    (
        "{Resource: arn:aws:states:::lambda:invoke, Parameters: {FunctionName.$: $.f}}",
        "JSONPath",
        "T invokes unresolved:T/FunctionName",
        "M/T/FunctionName: FunctionName is chosen at run time, by $.f",
    ),
    (
        (
            "{Resource: arn:aws:states:::sqs:sendMessage, "
            "Arguments: {QueueUrl: '{% $states.input.q %}'}}"
        ),
        "JSONata",
        "T publishes unresolved:T/QueueUrl",
        "M/T/QueueUrl: QueueUrl is chosen at run time, by {% $states.input.q %}",
    ),
    (
        "{Resource: arn:aws:states:::dynamodb:putItem, Arguments: '{% $states.input %}'}",
        "JSONata",
        "T writes unresolved:T/TableName",
        "M/T/TableName: its arguments are computed at run time, by {% $states.input %}",
    ),
    (
        "{Resource: '${Work}'}",
        "JSONPath",
        "T invokes unresolved:T/Resource",
        "M/T/Resource: nothing fills in ${Work}",
    ),
    (
        "{Resource: arn:aws:states:::lambda:invoke, Parameters: {Payload.$: $}}",
        "JSONPath",
        "T invokes unresolved:T/FunctionName",
        "M/T/FunctionName: lambda:invoke names no FunctionName",
    ),
]


@pytest.mark.parametrize(("fields", "language", "edge", "reason"), UNKNOWN)
def test_a_target_chosen_at_run_time_is_unresolved_with_its_reason(
    task: Read, fields: str, language: str, edge: str, reason: str
) -> None:
    world = task(fields[1:-1].replace(", ", "\n", 1) + "\n", language=language)
    assert world.does == [edge]
    assert world.unresolved == [reason]


def test_a_quoted_text_in_an_expression_is_known(task: Read) -> None:
    world = task(
        """
        Resource: arn:aws:states:::sns:publish
        Arguments: {TopicArn: !Sub "{% '${News}' %}", Message: "{% $states.input.text %}"}
        """,
        AROUND,
        language="JSONata",
    )
    assert "T publishes News" in world.does
    assert world.of("T")["mapping"] == {"$": "text"}


@pytest.mark.parametrize(
    ("resource", "pattern"),
    [
        ("lambda:invoke", "request-response"),
        ("lambda:invoke.waitForTaskToken", "waitForTaskToken"),
        ("ecs:runTask.sync", "sync"),
        ("states:startExecution.sync:2", "sync"),
    ],
)
def test_whether_a_task_waits_and_for_whom(task: Read, resource: str, pattern: str) -> None:
    world = task(f"Resource: arn:aws:states:::{resource}\n")
    waits = pattern == "waitForTaskToken"
    assert world.of("T")["pattern"] == pattern
    assert world.of("T").get("callback", False) is waits
    assert world.of("M").get("callback", False) is waits


def test_an_activity_is_answered_with_a_token(task: Read) -> None:
    world = task("Resource: !Ref Desk\n", AROUND)
    assert world.of("M")["callback"] is True


def test_a_distributed_map_reads_one_bucket_and_writes_another(machine: Read) -> None:
    world = machine(
        """
        StartAt: Each
        States:
          Each:
            Type: Map
            End: true
            ItemReader:
              Resource: arn:aws:states:::s3:getObject
              Parameters: {Bucket: !Ref Files, Key.$: $.key}
            ItemProcessor: {StartAt: A, States: {A: {Type: Succeed}}}
            ResultWriter:
              Resource: arn:aws:states:::s3:putObject
              Parameters: {Bucket: done, Prefix: p}
        """,
        AROUND,
    )
    assert world.does == ["Each reads Files", "Each writes ext:bucket/done"]
    assert world.of("Each")["reads"] == ["key"]


def test_a_batch_names_its_tables_by_keys(template: Read) -> None:
    world = template(
        """
        Transform: AWS::Serverless-2016-10-31
        Resources:
          M:
            Type: AWS::Serverless::StateMachine
            Properties:
              DefinitionUri: m.json
              DefinitionSubstitutions: {Table: !Ref Orders}
          Orders: {Type: AWS::DynamoDB::Table}
        """,
        {
            "m.json": """{"StartAt": "T", "States": {"T": {"Type": "Task", "End": true,
              "Resource": "arn:aws:states:::aws-sdk:dynamodb:batchGetItem",
              "Parameters": {"RequestItems": {"${Table}": {"Keys.$": "$.keys"}}}}}}"""
        },
    )
    assert world.does == ["T reads Orders"]


def test_an_edge_shows_the_line_that_names_its_target(task: Read) -> None:
    world = task(
        """
        Resource: arn:aws:states:::lambda:invoke
        Parameters:
          FunctionName: !Ref Worker
        """,
        AROUND,
    )
    [edge] = [each for each in world.reading.edges if each.relation == "invokes"]
    assert edge.evidence[0].fragment == "FunctionName: !Ref Worker"


def test_events_put_on_a_bus_are_emissions(task: Read) -> None:
    world = task(
        """
        Resource: arn:aws:states:::events:putEvents
        Parameters:
          Entries:
            - EventBusName: !Ref Shop
              Source: shop.orders
              DetailType: OrderPlaced
              Detail: {id.$: $.id, status: NEW, customer: {name.$: $.name}}
            - {EventBusName: !Ref Shop, DetailType.$: $.type, Detail.$: $.detail}
        """,
        AROUND,
    )
    first, second = world.emissions
    assert (first.publisher, first.channel) == ("M/T", "Shop")
    assert (first.source, first.types) == ("shop.orders", ("OrderPlaced",))
    assert first.detail == {"id": None, "status": "NEW", "customer": {"name": None}}
    assert (second.source, second.types, second.detail) == (None, (), None)


def test_a_message_published_shows_its_attributes(task: Read) -> None:
    world = task(
        """
        Resource: arn:aws:states:::sns:publish
        Parameters:
          TopicArn: !Ref News
          Message: {order.$: $.order}
          MessageAttributes:
            event_type: {DataType: String, StringValue: OrderPlaced}
            tenant: {DataType: String, StringValue.$: $.tenant}
        """,
        AROUND,
    )
    [emission] = world.emissions
    assert emission.attributes == {"event_type": ("OrderPlaced",), "tenant": ()}
    assert emission.detail == {"order": None}
