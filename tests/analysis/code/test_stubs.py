"""What stands in a template until the code is deployed by other means outweighs no permission."""

from pathlib import Path

import pytest

from analysis.extract import extract
from analysis.graph import Graph

TEMPLATE = """
Resources:
  Table: {Type: AWS::DynamoDB::Table}
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: RUNTIME
      Role: !GetAtt Role.Arn
      ENVIRONMENT
      Code:
        ZipFile: |
          CODE
  Role:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyDocument:
            Statement: [{Effect: Allow, Action: dynamodb:UpdateItem, Resource: !GetAtt Table.Arn}]
"""
NAMED = "Environment: {Variables: {TABLE: !Ref Table}}"
NOTHING = {
    "python3.12": "def handler(event, context): return {}",
    "nodejs22.x": 'exports.handler = async () => ({ ok: true, message: "placeholder" });',
}


def read(folder: Path, code: str, runtime: str = "python3.12", environment: str = NAMED) -> Graph:
    path = folder / "template.yaml"
    text = TEMPLATE.replace("RUNTIME", runtime).replace("ENVIRONMENT", environment)
    path.write_text(text.replace("CODE", code.replace("\n", "\n          ")), "utf-8")
    return extract([path])


@pytest.mark.parametrize("runtime", NOTHING)
def test_what_calls_nothing_that_it_is_told_of_leaves_permissions(
    tmp_path: Path, runtime: str
) -> None:
    graph = read(tmp_path, NOTHING[runtime], runtime)
    assert [(str(each), each.certainty) for each in graph.flow] == [("Fn writes Table", "inferred")]
    assert graph.by_id["Fn"].attributes["code"] == "followed in part"
    assert any("Fn (what stands in the template calls nothing" in each for each in graph.remarks)


def test_what_is_told_of_nothing_does_nothing(tmp_path: Path) -> None:
    for runtime, code in NOTHING.items():
        assert not read(tmp_path, code, runtime, "Timeout: 3").flow


def test_what_calls_one_thing_is_read(tmp_path: Path) -> None:
    code = (
        "import os, boto3\ndef handler(event, context):\n"
        '    return boto3.resource("dynamodb").Table(os.environ["TABLE"]).get_item(Key=event)'
    )
    graph = read(tmp_path, code)
    assert [str(each) for each in graph.flow] == ["Fn reads Table"]
    assert not graph.remarks
