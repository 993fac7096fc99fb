"""Whether a row was made or changed decides what a stream tells: by wiring, and by code."""

from pathlib import Path
from textwrap import dedent

import pytest

from analysis.dependency import depend
from analysis.extract import extract
from analysis.prediction import predict
from analysis.prediction.changes import Change

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: python3.12
    CodeUri: src
    Environment: {Variables: {BUS: !Ref Bus, TABLE: !Ref Loans}}
Resources:
  Bus: {Type: AWS::Events::EventBus}
  Loans:
    Type: AWS::DynamoDB::Table
    Properties: {StreamSpecification: {StreamViewType: NEW_IMAGE}}
  Lend: {Type: AWS::Serverless::Function, Properties: {Handler: writes.lend}}
  Renew: {Type: AWS::Serverless::Function, Properties: {Handler: writes.renew}}
  Tell:
    Type: AWS::Serverless::Function
    Properties:
      Handler: tell.go
      Events:
        S:
          Type: DynamoDB
          Properties: {Stream: !GetAtt Loans.StreamArn, StartingPosition: LATESTFILTER}
  Post:
    Type: AWS::Serverless::Function
    Properties:
      Handler: post.go
      Events:
        E:
          Type: EventBridgeRule
          Properties: {EventBusName: !Ref Bus, Pattern: {detail-type: [Lent]}}
"""
WRITES = """
import boto3, os
table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
def lend(event, context):
    table.put_item(Item={"id": event["id"], "until": event["until"], "state": "lent"})
def renew(event, context):
    table.update_item(Key={"id": event["id"]}, UpdateExpression="SET until = :u, #s = :s",
        ExpressionAttributeNames={"#s": "state"},
        ExpressionAttributeValues={":u": event["until"], ":s": "renewed"})
"""
TELL = """
import boto3, json, os
def go(event, context):
    for record in event["Records"]:
        WHERE
        row = record["dynamodb"]["NewImage"]
        boto3.client("events").put_events(Entries=[{"EventBusName": os.environ["BUS"],
            "Source": "loans", "DetailType": "Lent",
            "Detail": json.dumps({"id": row["id"]["S"]})}])
"""
POST = 'def go(event, context):\n    print(event["detail"]["id"])\n'
FILTER = ", FilterCriteria: {Filters: [{Pattern: '%s'}]}"


def hit(folder: Path, pattern: str = "", where: str = "pass", writes: str = WRITES) -> set[str]:
    source = folder / "src"
    source.mkdir()
    for name, text in (("writes", writes), ("tell", TELL.replace("WHERE", where)), ("post", POST)):
        (source / f"{name}.py").write_text(dedent(text))
    template = folder / "template.yaml"
    template.write_text(TEMPLATE.replace("FILTER", FILTER % pattern if pattern else ""))
    return set(predict(depend([template]), Change("remove-step", ("Lent",))).components)


def test_unless_somebody_asks_both_writers_do_the_step(tmp_path: Path) -> None:
    assert hit(tmp_path) == {"Lend", "Renew", "Post"}


@pytest.mark.parametrize(
    "pattern",
    [
        '{"eventName": ["INSERT"]}',
        '{"eventName": [{"anything-but": ["MODIFY", "REMOVE"]}]}',
        '{"dynamodb": {"NewImage": {"state": {"S": ["lent"]}}}}',
        '{"eventName": ["INSERT"], "dynamodb": {"Keys": {"id": {"S": [{"prefix": "L"}]}}}}',
    ],
)
def test_who_is_stopped_by_the_wiring_does_not_do_it(tmp_path: Path, pattern: str) -> None:
    assert hit(tmp_path, pattern) == {"Lend", "Post"}


def test_who_is_stopped_by_code_does_not_do_it(tmp_path: Path) -> None:
    stop = 'if record["eventName"] != "INSERT": continue'
    assert hit(tmp_path, where=stop) == {"Lend", "Post"}


def test_an_update_makes_the_row_where_nobody_puts_it(tmp_path: Path) -> None:
    writes = WRITES.replace("table.put_item", "print")
    assert hit(tmp_path, '{"eventName": ["INSERT"]}', writes=writes) == {"Renew", "Post"}


def test_a_pipe_that_takes_new_rows_only_tells_of_these(tmp_path: Path) -> None:
    source = tmp_path / "src"
    source.mkdir()
    (source / "writes.py").write_text(WRITES)
    (source / "post.py").write_text(POST)
    text = TEMPLATE.replace("FILTER", "")
    start, end = text.index("  Tell:"), text.index("  Post:")
    template = tmp_path / "template.yaml"
    template.write_text(text[:start] + PIPE + text[end:])
    impact = predict(depend([template]), Change("remove-step", ("Lent",)))
    assert set(impact.components) == {"Lend", "Post"}


PIPE = """
  Pipe:
    Type: AWS::Pipes::Pipe
    Properties:
      Source: !GetAtt Loans.StreamArn
      SourceParameters:
        FilterCriteria: {Filters: [{Pattern: '{"eventName": ["INSERT"]}'}]}
      Target: !GetAtt Bus.Arn
      TargetParameters:
        EventBridgeEventBusParameters: {DetailType: Lent, Source: loans}
        InputTemplate: '{"id": <$.dynamodb.Keys.id.S>}'
"""


@pytest.mark.parametrize(
    ("of", "told"),
    [
        ("f'loan_{record[\"eventName\"].lower()}'", {"loan_insert", "loan_modify", "loan_remove"}),
        ("{'INSERT': 'Lent', 'MODIFY': 'Renewed'}[record['eventName']]", {"Lent", "Renewed"}),
        ("'Lent' if record['eventName'] == 'INSERT' else 'Renewed'", {"Lent", "Renewed"}),
    ],
)
def test_the_kind_of_change_may_be_in_the_type(tmp_path: Path, of: str, told: set[str]) -> None:
    source = tmp_path / "src"
    source.mkdir()
    tell = TELL.replace("WHERE", "pass").replace('"Lent"', of)
    for name, text in (("writes", WRITES), ("tell", tell), ("post", POST)):
        (source / f"{name}.py").write_text(text)
    template = tmp_path / "template.yaml"
    template.write_text(TEMPLATE.replace("FILTER", ""))
    graph = extract([template])
    said = {
        e.target.rpartition("/")[2]: e.certainty for e in graph.contracts if e.relation == "emits"
    }
    assert said == dict.fromkeys(told, "read")
