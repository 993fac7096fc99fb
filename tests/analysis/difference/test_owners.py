"""Whose each resource is: by its tag, and else by whom alone it works for."""

from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.difference import Version, owners

Template = Callable[..., Version]

ORDERS = """
F:
  Type: AWS::Serverless::Function
  Properties:
    Handler: app.handler
    Runtime: python3.12
    Role: !GetAtt Role.Arn
    Tags: {service: orders}
    Environment: {Variables: {TOPIC: !Ref Topic}}
    Events: {Messages: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn}}}
G:
  Type: AWS::Serverless::Function
  Properties: {Handler: app.handler, Runtime: python3.12, Tags: {service: stock}}
Role: {Type: AWS::IAM::Role, Properties: {Policies: [{Resource: !Ref Topic}]}}
Policy: {Type: AWS::IAM::Policy, Properties: {Roles: [!Ref Role], Resource: !GetAtt G.Arn}}
Topic: {Type: AWS::SNS::Topic}
Queue:
  Type: AWS::SQS::Queue
  Properties: {RedrivePolicy: {deadLetterTargetArn: !GetAtt DeadLetters.Arn}}
DeadLetters: {Type: AWS::SQS::Queue}
QueuePolicy: {Type: AWS::SQS::QueuePolicy, Properties: {Queues: [!Ref Queue]}}
Hears:
  Type: AWS::SNS::Subscription
  Properties: {TopicArn: !Ref Topic, Protocol: lambda, Endpoint: !GetAtt G.Arn}
Allows: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref G, SourceArn: !Ref Topic}}
Log: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !Sub "/aws/lambda/${G}"}}
Alarm: {Type: AWS::CloudWatch::Alarm, Properties: {Dimensions: [{Value: !Ref Queue}]}}
Alone: {Type: AWS::KMS::Key}
"""


def test_a_resource_is_theirs_whom_it_works_for(template: Template) -> None:
    read = template(ORDERS)
    assert {name: unit for name, unit in owners(read).items() if name not in "FG"} == {
        "Role": "orders",
        "Policy": "orders",
        "Topic": "orders",  # who publishes on it, not who hears it
        "Queue": "orders",
        "DeadLetters": "orders",
        "QueuePolicy": "orders",
        "Hears": "stock",  # a subscription is its subscriber's
        "Allows": "stock",
        "Log": "stock",
        "Alarm": "orders",
        "Alone": "",
        "FMessages": "orders",  # what SAM makes of the event
        "GRole": "stock",  # and of a function without role
    }
    assert read.serves["Queue"] == "F"
    assert read.serves["Hears"] == "G"


def test_what_two_services_share_is_nobodys(template: Template) -> None:
    shared = ORDERS.replace("Tags: {service: stock}", "Role: !GetAtt Role.Arn, Tags: {service: x}")
    found = owners(template(shared))
    assert (found["Role"], found["Policy"]) == ("", "")


def test_a_tag_decides(template: Template) -> None:
    tagged = ORDERS.replace(
        "Topic: {Type: AWS::SNS::Topic}",
        "Topic: {Type: AWS::SNS::Topic, Properties: {Tags: [{Key: service, Value: stock}]}}",
    )
    assert owners(template(tagged))["Topic"] == "stock"


def test_without_tags_each_component_is_its_own_and_has_what_works_for_it(
    template: Template,
) -> None:
    bare = ORDERS.replace("    Tags: {service: orders}\n", "")
    found = owners(template(bare.replace(", Tags: {service: stock}", "")))
    assert (found["F"], found["Role"], found["Hears"]) == ("F", "F", "G")


@pytest.mark.slow  # reads both designs with their code
def test_every_resource_of_both_designs_has_its_service() -> None:
    for side in ("choreography", "orchestration"):
        found = owners(Path(__file__).parents[3] / side / "template.yaml")
        assert set(found.values()) <= {"ordering", "inventory", "payments", "shipping", "workflow"}
        assert {name for name, unit in found.items() if not unit} == set()
