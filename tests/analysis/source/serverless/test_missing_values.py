"""A value that only deployment has is one thing, however many handlers and services ask for it."""

import pytest

SERVICE = """service: NAME
provider:
  name: aws
  runtime: python3.12
  environment: {TABLE: "${env:ORDERS}"}
functions:
  one: {handler: code.one}
  two: {handler: code.two}
"""
CODE = """
import os, boto3
table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
def one(event, context):
    table.put_item(Item=event)
def two(event, context):
    table.get_item(Key={"id": event["id"]})
"""


def test_it_is_one_box_that_all_of_them_use(read) -> None:
    files = {f"{name}/serverless.yml": SERVICE.replace("NAME", name) for name in ("a", "b")}
    graph = read(files, beside={"a/code.py": CODE, "b/code.py": CODE})
    [missing] = graph.unresolved
    assert missing.name == "${env:ORDERS}"
    assert missing.reason == "the environment variable ORDERS is read when it is deployed"
    assert {(each.source, each.relation) for each in graph.flow} == {
        (f"{service}:{function}LambdaFunction", relation)
        for service in ("a", "b")
        for function, relation in (("One", "writes"), ("Two", "reads"))
    }
    assert {each.target for each in graph.flow} == {missing.id}


@pytest.mark.parametrize("written", ["${env:ORDERS, 'orders'}", "${opt:x, env:ORDERS, 'orders'}"])
def test_where_there_is_a_default_nothing_is_missing(read, written: str) -> None:
    service = SERVICE.replace("${env:ORDERS}", written)
    graph = read({"serverless.yml": service}, beside={"code.py": CODE})
    assert not graph.unresolved
    assert {each.target for each in graph.flow} == {"ext:table/orders"}


def test_a_parameter_that_handlers_use_is_one_box_too(read) -> None:
    template = """
    Parameters: {Orders: {Type: String}}
    Resources:
      One: &f
        Type: AWS::Lambda::Function
        Properties:
          Runtime: python3.12
          Handler: code.one
          Code: .
          Environment: {Variables: {TABLE: !Ref Orders}}
      Two: *f
    """
    graph = read({"template.yaml": template}, beside={"code.py": CODE})
    [missing] = graph.unresolved
    assert missing.id == "unresolved:Orders"
    assert [str(each) for each in graph.flow] == [
        "One writes unresolved:Orders",
        "Two writes unresolved:Orders",
    ]


def test_a_bus_by_another_name_is_the_same_one_missing(read) -> None:
    service = """service: shop
provider:
  name: aws
  runtime: nodejs22.x
  environment: {BUS: "${env:SHARED_BUS}"}
functions:
  say: {handler: code.say}
  hear:
    handler: code.hear
    events:
      - eventBridge:
          eventBus: ${self:provider.environment.BUS}
          pattern: {detail-type: [placed]}
"""
    code = """
const { EventBridge } = require("@aws-sdk/client-eventbridge");
exports.say = () => new EventBridge({}).putEvents({ Entries: [
  { EventBusName: process.env.BUS, Source: "shop", DetailType: "placed", Detail: "{}" }] });
exports.hear = () => {};
"""
    graph = read({"serverless.yml": service}, beside={"code.js": code})
    [missing] = graph.unresolved
    assert missing.name == "${env:SHARED_BUS}"
    assert {str(each) for each in graph.flow} == {
        f"SayLambdaFunction publishes {missing.id}",
        f"{missing.id} routes Shopdevhearrule1EventBridgeRule",
        "Shopdevhearrule1EventBridgeRule triggers HearLambdaFunction",
    }
    assert not [each for each in graph.nodes if each.kind == "bus"]
