"""What an API's role permits says which resource is meant where each request names it."""

from pathlib import Path

import pytest

from analysis.extract import extract

WORLD = """
Resources:
  Stream: {Type: AWS::Kinesis::Stream}
  Other: {Type: AWS::Kinesis::Stream}
  Api: {Type: AWS::ApiGateway::RestApi}
  Put:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      Integration:
        Type: AWS
        Credentials: !GetAtt Role.Arn
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:kinesis:action/PutRecord
        RequestTemplates: {application/json: '{"StreamName": NAMED}'}
  Role:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyName: Put
          PolicyDocument:
            Statement: [{Effect: Allow, Action: "kinesis:PutRecord", Resource: PERMITTED}]
"""
ONE, BOTH = "!GetAtt Stream.Arn", "[!GetAtt Stream.Arn, !GetAtt Other.Arn]"
ASKED = "\"$input.params(''stream'')\""


@pytest.mark.parametrize(
    ("named", "permitted", "expected"),
    [
        (ASKED, ONE, [("Stream", "inferred")]),
        (ASKED, BOTH, []),
        ('"arn:aws:kinesis:x:1:stream/far"', ONE, []),
    ],
)
def test_only_one_that_is_permitted_is_meant(tmp_path: Path, named, permitted, expected) -> None:
    path = tmp_path / "world.yaml"
    path.write_text(WORLD.replace("NAMED", named).replace("PERMITTED", permitted))
    graph = extract([path])
    known = {node.id for node in graph.nodes if not node.unresolved and not node.outside}
    found = [(e.target, e.certainty) for e in graph.flow if e.target in known]
    assert found == expected
