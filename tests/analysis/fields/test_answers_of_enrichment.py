"""What whoever a pipe asks answers is what goes on: its fields are read by whom it comes to."""

from pathlib import Path

import pytest

from analysis.dependency import depend
from analysis.prediction import predict
from analysis.prediction.changes import Change

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {CodeUri: src, Runtime: python3.12}}
Resources:
  Desk: {Type: AWS::SQS::Queue}
  Hall: {Type: AWS::Events::EventBus}
  Ask:
    Type: AWS::Serverless::Function
    Properties: {Handler: ask.go, Environment: {Variables: {DESK: !Ref Desk}}}
  Price: {Type: AWS::Serverless::Function, Properties: {Handler: price.go}}
  Sell: {Type: AWS::Serverless::Function, Properties: {Handler: sell.go}}
  Tell:
    Type: AWS::Serverless::Function
    Properties:
      Handler: tell.go
      Events:
        E:
          Type: EventBridgeRule
          Properties: {EventBusName: !Ref Hall, Pattern: {detail-type: [Priced]}}
  Pipe:
    Type: AWS::Pipes::Pipe
    Properties:
      Source: !GetAtt Desk.Arn
      Enrichment: !GetAtt Price.Arn
      Target: !GetAtt TARGET.Arn
      TargetParameters: PARAMETERS
"""
CODE = {
    "ask": """
import boto3, json, os
def go(event, context):
    boto3.client("sqs").send_message(QueueUrl=os.environ["DESK"], MessageBody=json.dumps(
        {"type": "Asked", "id": event["id"], "note": event["note"]}))
""",
    "price": """
import json
def go(event, context):
    return [{"order": json.loads(each["body"])["id"], "price": 3, "tax": 1} for each in event]
""",
    "sell": 'def go(event, context):\n    return [each["price"] for each in event]\n',
    "tell": 'def go(event, context):\n    return event["detail"]["cost"]\n',
}
TO_BUS = "{EventBridgeEventBusParameters: {DetailType: Priced, Source: p}, InputTemplate: '%s'}"


def hit(folder: Path, target: str, parameters: str, change: str) -> set[str]:
    (folder / "src").mkdir()
    for name, text in CODE.items():
        (folder / "src" / f"{name}.py").write_text(text)
    template = folder / "template.yaml"
    template.write_text(TEMPLATE.replace("TARGET", target).replace("PARAMETERS", parameters))
    return set(predict(depend([template]), Change("remove-field", (change,))).components)


@pytest.mark.parametrize(("field", "who"), [("price", {"Price", "Sell"}), ("tax", {"Price"})])
def test_the_target_reads_the_answer(tmp_path: Path, field: str, who: set[str]) -> None:
    assert hit(tmp_path, "Sell", "{}", f"response:Price.{field}") == who


@pytest.mark.parametrize(("field", "reads"), [("id", {"Price"}), ("note", set())])
def test_whoever_answers_reads_what_was_asked(tmp_path: Path, field: str, reads: set[str]) -> None:
    assert hit(tmp_path, "Sell", "{}", f"Asked.{field}") == {"Ask", *reads}


@pytest.mark.parametrize(
    ("field", "who"), [("price", {"Price", "Pipe", "Tell"}), ("tax", {"Price"})]
)
def test_the_template_of_the_pipe_reads_the_answer(
    tmp_path: Path, field: str, who: set[str]
) -> None:
    parameters = TO_BUS % '{"cost": <$.price>, "order": <$.order>}'
    assert hit(tmp_path, "Hall", parameters, f"response:Price.{field}") == who
