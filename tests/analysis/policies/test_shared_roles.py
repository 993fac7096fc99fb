"""A role that several share: who only hears a queue is not said to send to it."""

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
