"""A role that several share: not each of them needs all that it allows."""

from pathlib import Path

import pytest

from analysis.extract import extract

WORLD = """
Resources:
  Queue: {Type: AWS::SQS::Queue}
  Hears: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Role.Arn}}
  Says: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt OTHER.Arn}}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {EventSourceArn: !GetAtt Queue.Arn, FunctionName: !Ref Hears}
  Role: &role
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyDocument:
            Statement: [{Effect: Allow, Action: "sqs:SendMessage", Resource: !GetAtt Queue.Arn}]
  Second: *role
"""


@pytest.mark.parametrize(("other", "senders"), [("Role", ["Says"]), ("Second", ["Hears", "Says"])])
def test_only_a_role_of_its_own_lets_a_function_send_to_what_starts_it(
    tmp_path: Path, other: str, senders: list[str]
) -> None:
    path = tmp_path / "world.yaml"
    path.write_text(WORLD.replace("OTHER", other))
    found = [edge.source for edge in extract([path]).flow if edge.relation == "publishes"]
    assert found == senders


NAMED = """
Resources:
  Topic: {Type: AWS::SNS::Topic}
  Knows:
    Type: AWS::Lambda::Function
    Properties: {Role: !GetAtt Role.Arn, Environment: {Variables: {TOPIC: !Ref Topic}}}
  Other: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Role.Arn, ENVIRONMENT}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyDocument:
            Statement: [{Effect: Allow, Action: "sns:Publish", Resource: !Ref Topic}]
"""


@pytest.mark.parametrize(
    ("environment", "publishers"),
    [
        ("Environment: {Variables: {LEVEL: info}}", ["Knows"]),
        ("Environment: {Variables: {TOPIC: !Ref Topic}}", ["Knows", "Other"]),
    ],
)
def test_those_are_meant_whose_environment_names_it(
    tmp_path: Path, environment: str, publishers: list[str]
) -> None:
    path = tmp_path / "world.yaml"
    path.write_text(NAMED.replace("ENVIRONMENT", environment))
    found = [edge.source for edge in extract([path]).flow if edge.relation == "publishes"]
    assert found == publishers
