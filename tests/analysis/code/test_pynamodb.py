"""Models of pynamodb: reading and writing their objects is reading and writing a table."""

from pathlib import Path
from textwrap import dedent

import pytest

from analysis.dependency import depend
from analysis.extract import extract
from analysis.fields import read_facts
from analysis.prediction import predict
from analysis.prediction.changes import Change

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {CodeUri: src, Runtime: python3.12}}
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties: {TableName: orders, StreamSpecification: {StreamViewType: NEW_IMAGE}}
  Lines: {Type: AWS::DynamoDB::Table}
  Do:
    Type: AWS::Serverless::Function
    Properties: {Handler: do.go, Environment: {Variables: {LINES: !Ref Lines}}}
  Hear:
    Type: AWS::Serverless::Function
    Properties:
      Handler: hear.go
      Events:
        S:
          Type: DynamoDB
          Properties: {Stream: !GetAtt Orders.StreamArn, StartingPosition: LATEST}
"""
MODELS = """
import os
from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

class ByBuyer(GlobalSecondaryIndex):
    class Meta:
        projection = AllProjection()
    buyer = UnicodeAttribute(hash_key=True)

class Order(Model):
    class Meta:
        table_name = "orders"
    id = UnicodeAttribute(hash_key=True)
    buyer = UnicodeAttribute()
    qty = NumberAttribute(default=0)
    by_buyer = ByBuyer()

class Line(Model):
    class Meta:
        table_name = os.environ["LINES"]
    id = UnicodeAttribute(hash_key=True)
"""


def written(folder: Path, code: str, hear: str = "def go(event, context): pass") -> Path:
    source = folder / "src"
    source.mkdir()
    (source / "models.py").write_text(MODELS)
    (source / "do.py").write_text(
        "from models import Order, Line\ndef go(event, context):\n    " + code + "\n"
    )
    (source / "hear.py").write_text(dedent(hear))
    (folder / "template.yaml").write_text(TEMPLATE)
    return folder / "template.yaml"


@pytest.mark.parametrize(
    ("code", "edges"),
    [
        ('Order(event["id"], qty=2).save()', {"writes Orders"}),
        ('print(Order.get(event["id"]).qty)', {"reads Orders"}),
        ('Order.get(event["id"]).delete()', {"reads Orders", "writes Orders"}),
        (
            'o = Order.get("x"); o.update(actions=[Order.qty.set(4)])',
            {"reads Orders", "writes Orders"},
        ),
        ('print([each.id for each in Line.query("x")])', {"reads Lines"}),
        ("print(Order.by_buyer.query('me'))", {"reads Orders"}),
        ("print(list(Order.scan()), Line.count())", {"reads Orders", "reads Lines"}),
        ('with Line.batch_write() as many: many.save(Line("x"))', {"writes Lines"}),
    ],
)
def test_models_are_rows(tmp_path: Path, code: str, edges: set[str]) -> None:
    graph = extract([written(tmp_path, code)])
    found = {f"{e.relation} {e.target}" for e in graph.flow if e.source == "Do"} - {"refers Lines"}
    assert found == edges
    assert graph.by_id["Do"].attributes["code"] == "followed"


def test_the_fields_of_an_object_are_those_of_the_row(tmp_path: Path) -> None:
    hear = """
        def go(event, context):
            for record in event["Records"]:
                print(record["dynamodb"]["NewImage"]["qty"]["N"])
    """
    template = written(tmp_path, 'Order(event["id"], qty=event["n"]).save()', hear)
    facts = {each.id: each for each in read_facts([template]).contracts}
    assert {each.path for each in facts["request:Hear"].fields or ()} == {"id", "qty"}
    impact = predict(depend([template]), Change("rename-field", ("request:Hear.qty",)))
    assert set(impact.components) == {"Do", "Hear"}


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ('Order(event["id"]).save()', "INSERT"),
        ('Order.get(event["id"]).update(actions=[Order.qty.set(4)])', "MODIFY"),
        ('Order.get(event["id"]).delete()', "REMOVE"),
    ],
)
def test_what_is_done_to_rows_is_told_of(tmp_path: Path, code: str, kind: str) -> None:
    hear = """
        import boto3, json
        def go(event, context):
            for record in event["Records"]:
                boto3.client("events").put_events(Entries=[{
                    "Source": "orders", "DetailType": f"Order{record['eventName']}",
                    "Detail": "{}"}])
    """
    announced = read_facts([written(tmp_path, code, hear)]).announced
    told = announced["Do", "", "Hear"]
    assert [each.rpartition("/")[2] for each in told] == [f"Order{kind}"]
