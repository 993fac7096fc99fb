"""What the expansion keeps and adds beyond SAM: places, names, connectors, patience."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analysis.source.document import Block, Items, Source, as_block, at
from analysis.source.files import parse_document
from analysis.source.sam import expand, renamed
from analysis.source.stack import Stack
from analysis.source.values import Joined, Options, Reference, Unknown, shown

SHOP = """\
Globals:
  Function:
    Runtime: python3.11
    Environment: {Variables: {SHARED: a}}
    Layers:
      - arn:shared
Resources:
  Orders: {Type: AWS::SQS::Queue}
  Sales: {Type: AWS::SNS::Topic}
  Photos: {Type: AWS::S3::Bucket}
  Sell:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      CodeUri: src/
      Layers:
        - arn:own
      AutoPublishAlias: live
      Tags: {service: sales}
      EventInvokeConfig:
        DestinationConfig: {OnFailure: {Type: SQS}}
      Policies:
        - S3ReadPolicy:
            BucketName: !Ref Photos
      Events:
        Order:
          Type: SQS
          Properties:
            BatchSize: 1
            Queue: !GetAtt Orders.Arn
        Photo:
          Type: S3
          Properties: {Bucket: !Ref Photos, Events: "s3:*"}
        Place: {Type: Api, Properties: {Path: /orders, Method: post}}
  Ask:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      Environment:
        Variables:
          ALIAS: !Ref Sell.Alias
          VERSION: !Sub "v-${Sell.Version}"
          LETTERS: !GetAtt Sell.DestinationQueue.Arn
          STAGE: !Ref ServerlessRestApi.Stage
    Connectors:
      Writes: {Properties: {Destination: {Id: Orders}, Permissions: [Write]}}
  Link:
    Type: AWS::Serverless::Connector
    Properties:
      Source: {Id: Ask}
      Destination: [{Id: Sales}, {Type: AWS::SQS::Queue, Arn: "arn:aws:sqs:::q"}]
      Permissions: [Read, Write]
  Other:
    Type: AWS::Serverless::Application
    Properties: {Location: other.yaml}
"""


@pytest.fixture
def shop(expanded):
    return expanded(SHOP).resources


def properties(resources, name: str) -> Block:
    return as_block(resources[name]["Properties"])


@pytest.mark.parametrize(
    ("name", "key", "line"),
    [
        ("SellOrder", "EventSourceArn", "Queue: !GetAtt Orders.Arn"),
        ("SellOrder", "BatchSize", "BatchSize: 1"),
        ("Sell", "Code", "CodeUri: src/"),
        ("Sell", "Runtime", "Runtime: python3.11"),
        ("SellRole", "Policies", "Policies:"),
        ("SellAliaslive", "Name", "AutoPublishAlias: live"),
    ],
)
def test_a_property_shows_the_line_that_says_it(shop, name, key, line):
    assert at(properties(shop, name), key).fragment == line


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("SellOrder", "Order:"),
        ("SellEventInvokeConfigOnFailureQueue", "DestinationConfig: {OnFailure: {Type: SQS}}"),
        ("ServerlessRestApi", "Place: {Type: Api, Properties: {Path: /orders, Method: post}}"),
        ("AskWrites", "Writes: {Properties: {Destination: {Id: Orders}, Permissions: [Write]}}"),
    ],
)
def test_what_sam_makes_stands_where_it_is_asked_for(shop, name, line):
    assert at(shop[name]).fragment == line


def test_a_policy_template_stands_at_its_name_and_what_it_opens_at_its_parameter(shop):
    statement = properties(shop, "SellRole")["Policies"][1]["PolicyDocument"]["Statement"][0]
    assert at(statement).fragment == at(statement, "Action").fragment == "- S3ReadPolicy:"
    assert at(statement, "Resource").fragment == "BucketName: !Ref Photos"


def test_added_lists_know_the_line_of_each_item(shop):
    layers = properties(shop, "Sell")["Layers"]
    assert [at(layers, number).fragment for number in range(2)] == ["- arn:shared", "- arn:own"]


def test_a_notification_stands_at_its_event(shop):
    config = properties(shop, "Photos")["NotificationConfiguration"]
    assert at(config["LambdaConfigurations"], 0).fragment == "Photo:"


def test_names_that_only_sam_knows_lead_to_what_it_makes(shop):
    variables = properties(shop, "Ask")["Environment"]["Variables"]
    assert {key: shown(value) for key, value in variables.items()} == {
        "SHARED": "a",
        "ALIAS": "${SellAliaslive}",
        "VERSION": "v-${SellVersion}",
        "LETTERS": "${SellEventInvokeConfigOnFailureQueue.Arn}",
        "STAGE": "${ServerlessRestApiProdStage}",
    }


def test_outputs_can_be_led_to_what_sam_makes(expanded):
    names = expanded(SHOP).names
    assert renamed(Reference("Sell.Alias"), names) == Reference("SellAliaslive")
    assert renamed(Reference("Sell", "Alias.Arn"), names) == Reference("SellAliaslive", "Arn")
    assert renamed(Reference("Sell", "Arn"), names) == Reference("Sell", "Arn")


def test_tags_become_a_list(shop):
    assert properties(shop, "Sell")["Tags"] == [{"Key": "service", "Value": "sales"}]


def test_connectors_name_both_ends_and_what_is_permitted(shop):
    link, attached = properties(shop, "Link"), properties(shop, "AskWrites")
    assert link["Source"]["Ref"] == Reference("Ask")
    assert [each["Ref"] for each in link["Destinations"]] == [
        Reference("Sales"),
        "arn:aws:sqs:::q",
    ]
    assert link["Permissions"] == ["Read", "Write"]
    assert attached["Source"]["Ref"] == Reference("Ask")
    assert [each["Ref"] for each in attached["Destinations"]] == [Reference("Orders")]
    assert shop["Link"]["Type"] == shop["AskWrites"]["Type"] == "Ripple::Connector"


def test_an_application_is_left_to_the_reader_of_nested_stacks(shop):
    assert shop["Other"]["Type"] == "AWS::Serverless::Application"


def test_globals_can_be_ignored(expanded):
    for ignored, runtime in (("'*'", None), ("[Runtime]", None), ("[Timeout]", "python3.11")):
        text = SHOP.replace("  Ask:\n", f"  Ask:\n    IgnoreGlobals: {ignored}\n")
        assert properties(expanded(text).resources, "Ask").get("Runtime") == runtime


def test_an_api_whose_definition_cannot_be_read_has_the_routes_of_its_events(expanded):
    text = SHOP.replace("Method: post", "Method: post, RestApiId: !Ref Rest") + (
        "  Rest: {Type: AWS::Serverless::Api, "
        "Properties: {StageName: a, DefinitionUri: s3://bucket/key}}\n"
    )
    rest = properties(expanded(text).resources, "Rest")
    assert rest["BodyS3Location"] == "s3://bucket/key"
    assert list(rest["Body"]["paths"]["/orders"]) == ["post"]


def test_a_role_that_depends_on_an_undecided_condition_is_there(expanded):
    text = SHOP.replace("CodeUri: src/", "CodeUri: src/\n      Role: OPEN")
    stack_resources = expanded(text).resources
    assert "SellRole" not in stack_resources
    entries = {"Fn": as_block(parse_document(SHOP, Source("t", ())))["Resources"]["Sell"]}
    entries["Fn"]["Properties"]["Role"] = Options((None, "arn:aws:iam:::role/r"))
    made = expand(entries, Block(), lambda name: name).resources
    assert properties(made, "Fn")["Role"] == Options(
        ("arn:aws:iam:::role/r", Reference("FnRole", "Arn"))
    )
    assert made["FnRole"]["Type"] == "AWS::IAM::Role"


def test_ids_are_those_of_the_stack():
    stack = Stack("", Path("t"), "t", parse_document(SHOP, Source("t", ())), Path())
    stack.template["Transform"] = "AWS::Serverless-2016-10-31"
    made = expand(stack.resources(), Block(), lambda name: f"shop:{name}")
    mapping = properties(made.resources, "SellOrder")
    assert mapping["FunctionName"] == Reference("shop:SellAliaslive")
    assert made.names["shop:Sell.Alias"] == "shop:SellAliaslive"


def test_what_was_given_is_not_changed(shop):
    notified = "{NotificationConfiguration: {LambdaConfigurations: [{Function: f, Event: e}]}}"
    text = SHOP.replace("AWS::S3::Bucket}", f"AWS::S3::Bucket, Properties: {notified}}}")
    stack = Stack("", Path("t"), "t", parse_document(text, Source("t", ())), Path())
    stack.template["Transform"] = "AWS::Serverless-2016-10-31"
    given = stack.resources()
    assert "LambdaConfigurations" in repr(given)
    before = repr(given)
    expand(given, as_block(stack.evaluated("Globals")), lambda name: name)
    assert repr(given) == before


MORE = """\
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: s3://b/k
      AutoPublishAlias: live
      Policies: [{Statement: [{Action: "*", Resource: "*"}]}, AWSLambda_FullAccess]
      Events:
        A: {Type: Api, Properties: {Path: /a, Method: get}}
        R: {Type: EventBridgeRule, Properties: {Pattern: {a: [b]}, DeadLetterConfig: {Type: SQS}}}
        S: {Type: ScheduleV2, Properties: {ScheduleExpression: x, DeadLetterConfig: {Type: SQS}}}
  Web:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth: {Authorizers: {Guard: {FunctionArn: !GetAtt Sell.Arn}}}
      DefinitionBody: {paths: {/a: {get: {x: y}}}, components: {securitySchemes: {a: {}}}}
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Orders.Arn}
      FunctionUrlConfig: {AuthType: NONE}
      Events:
        A: {Type: HttpApi, Properties: {ApiId: !Ref Web, Path: /a, Method: get}}
        B: {Type: SNS, Properties: {Topic: !Ref Sales, SqsSubscription: {QueueArn: a, QueueUrl: b}}}
        C: {Type: Kinesis, Properties: {Stream: s, DestinationConfig: {OnFailure: {Type: SQS}}}}
        D: {Type: Cognito, Properties: {UserPool: !Ref Pool, Trigger: [PreSignUp]}}
        E: {Type: IoTRule, Properties: {Sql: s}}
  Pool: {Type: AWS::Cognito::UserPool}
  Table: {Type: AWS::Serverless::SimpleTable, Properties: {PrimaryKey: {Name: a, Type: String}}}
  Socket:
    Type: AWS::Serverless::WebSocketApi
    Properties: {Auth: {AuthArn: a}, Routes: {$connect: {FunctionArn: a}}}
  Graph:
    Type: AWS::Serverless::GraphQLApi
    Properties:
      Auth: {Type: API_KEY, Additional: [{Type: AWS_LAMBDA}]}
      DataSources: {Lambda: {L: {FunctionArn: a}}, DynamoDb: {D: {TableName: a}}}
      Functions: {one: {DataSource: L, InlineCode: x}, two: {Id: a}}
      Resolvers: {Query: {a: {Pipeline: [one, two]}}}
"""
STRANGE: tuple[Any, ...] = (
    None,
    True,
    7,
    "",
    "x" * 300,
    Block(),
    Items(),
    Items([None, Block(), Items([Items()])]),
    Block({"Type": Block(), "Properties": Items()}),
    Reference("Sell"),
    Reference("Sell.Alias", "Arn.Arn"),
    Joined(("a", Reference("Gone"))),
    Options((None, Reference("Photos"), Block({"Type": "SQS"}))),
    Options(()),
    Unknown("why"),
)


def _places(container: Any) -> Iterator[tuple[Any, Any]]:
    keys = list(container) if isinstance(container, dict) else range(len(container))
    for key in keys:
        yield container, key
        if isinstance(container[key], dict | list):
            yield from _places(container[key])


@pytest.mark.slow
def test_no_shape_anywhere_stops_it():
    stack = Stack("", Path("t"), "t", parse_document(SHOP + MORE, Source("t", ())), Path())
    stack.template["Transform"] = "AWS::Serverless-2016-10-31"
    resources = Block(stack.resources())
    globals_ = as_block(stack.evaluated("Globals"))
    places = [*_places(resources), *_places(globals_)]
    assert len(places) > 200
    for container, key in places:
        kept = container[key]
        for strange in STRANGE:
            container[key] = strange
            entries = {name: each for name, each in resources.items() if isinstance(each, Block)}
            assert expand(entries, globals_, lambda name: name).resources
        container[key] = kept


@pytest.mark.slow
def test_a_thousand_functions_are_expanded_at_once(expanded):
    one = SHOP[SHOP.index("  Sell:\n") : SHOP.index("  Ask:\n")]
    text = "Resources:\n  Orders: {Type: AWS::SQS::Queue}\n  Photos: {Type: AWS::S3::Bucket}\n"
    text += "".join(one.replace("Sell:", f"Sell{number}:") for number in range(1000))
    template = parse_document(text, Source("t", ()))
    template["Transform"] = "AWS::Serverless-2016-10-31"
    given = Stack("", Path("t"), "t", template, Path()).resources()
    made = expand(given, Block(), lambda name: name).resources
    assert len(made) > 7000


def test_it_needs_neither_the_translator_nor_an_aws_client():
    code = "import sys, analysis.source.sam; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"samtranslator", "boto3", "botocore", "networkx"} & set(loaded)
