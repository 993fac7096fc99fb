"""How long a whole repository takes: found, joined, its code followed, from nothing."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from textwrap import dedent

from bench.graphs import ROUNDS, measured, ripple
from bench.processes import Progress
from bench.rows import Row, Target

STACKS = 25
PYTHON = """
    import json
    import os

    import boto3

    from shared.events import Event{n}, publish
    from shared.rows import Rows

    ROWS = Rows(os.environ["TABLE"])


    def handler(event, context):
        for record in event["Records"]:
            order = json.loads(json.loads(record["body"])["Message"])
            if not order.get("lines"):
                continue
            ROWS.keep(order["order_id"], total=sum(each["price"] for each in order["lines"]))
            publish(Event{n}(order["order_id"], order["total"]))
        return {{"statusCode": 200}}
"""
EVENTS = """
    import json
    import os
    from dataclasses import asdict, dataclass

    import boto3

    SNS = boto3.client("sns")


    def publish(event):
        SNS.publish(
            TopicArn=os.environ["TOPIC"],
            Message=json.dumps(asdict(event)),
            MessageAttributes={
                "event_type": {"DataType": "String", "StringValue": type(event).__name__}
            },
        )
"""
EVENT = '''

    @dataclass(frozen=True)
    class Event{n}:
        """Said by stack {n}."""

        order_id: str
        total: int
'''
ROWS = """
    import boto3


    class Rows:
        def __init__(self, name):
            self.table = boto3.resource("dynamodb").Table(name)

        def keep(self, order_id, **fields):
            self.table.put_item(Item={"order_id": order_id, **fields})

        def get(self, order_id):
            return self.table.get_item(Key={"order_id": order_id}).get("Item")
"""
SCRIPT = """
    const {{ DynamoDBClient }} = require("@aws-sdk/client-dynamodb");
    const {{ DynamoDBDocumentClient, GetCommand }} = require("@aws-sdk/lib-dynamodb");
    const {{ answered }} = require("@shop/answers");

    const client = DynamoDBDocumentClient.from(new DynamoDBClient({{}}));

    exports.handler = async (event) => {{
      const id = event.pathParameters.id;
      const key = {{ order_id: id }};
      const found = await client.send(
        new GetCommand({{ TableName: process.env.TABLE, Key: key }})
      );
      return answered(found.Item ? 200 : 404, {{ ...found.Item, stack: {n} }});
    }};
"""
ANSWERS = """
    exports.answered = (status, body) => ({ statusCode: status, body: JSON.stringify(body) });
"""
TEMPLATE = """
    Transform: AWS::Serverless-2016-10-31
    Resources:
      Topic:
        Type: AWS::SNS::Topic
        Properties: {{TopicName: said-{n}}}
      Table:
        Type: AWS::DynamoDB::Table
        Properties:
          KeySchema: [{{AttributeName: order_id, KeyType: HASH}}]
      Queue: {{Type: AWS::SQS::Queue}}
      Heard:
        Type: AWS::SNS::Subscription
        Properties:
          Protocol: sqs
          TopicArn: !ImportValue said-{heard}
          Endpoint: !GetAtt Queue.Arn
          FilterPolicy: {{event_type: [Event{heard}]}}
      Keep:
        Type: AWS::Serverless::Function
        Properties:
          Runtime: python3.12
          CodeUri: ..
          Handler: stack{n}.keep.handler
          Environment: {{Variables: {{TABLE: !Ref Table, TOPIC: !Ref Topic}}}}
          Policies:
            - SNSPublishMessagePolicy: {{TopicName: !GetAtt Topic.TopicName}}
            - DynamoDBCrudPolicy: {{TableName: !Ref Table}}
          Events: {{Heard: {{Type: SQS, Properties: {{Queue: !GetAtt Queue.Arn}}}}}}
      Tell:
        Type: AWS::Serverless::Function
        Properties:
          Runtime: nodejs20.x
          CodeUri: .
          Handler: tell.handler
          Environment: {{Variables: {{TABLE: !Ref Table}}}}
          Policies: [{{DynamoDBReadPolicy: {{TableName: !Ref Table}}}}]
          Events:
            Asked: {{Type: Api, Properties: {{Path: "/stack{n}/{{id}}", Method: get}}}}
    Outputs:
      Said: {{Value: !Ref Topic, Export: {{Name: said-{n}}}}}
"""
# cfn-lint builds the references among each template's resources, and reads no code.
PEER = """
import sys
from cfnlint.decode import decode
from cfnlint.template import Template
for name in sys.argv[1:]:
    template, _ = decode(name)
    print(Template(name, template, ["us-east-1"]).graph.graph.number_of_edges())
"""


def repository_row(progress: Progress) -> Row:
    """`ripple graph REPOSITORY --format json` from nothing, beside cfn-lint's graphs, in turns."""
    ours: list[float] = []
    peer: list[float] = []
    memory = 0.0
    with tempfile.TemporaryDirectory(prefix="ripple-bench-") as name:
        folder = Path(name)
        templates = [str(each) for each in write_repository(folder)]
        for number in range(1, ROUNDS + 1):
            progress(f"graph of a repository of {STACKS} stacks: round {number} of {ROUNDS}")
            seconds, used = measured(ripple(folder))
            ours.append(seconds)
            memory = max(memory, used)
            peer.append(measured((sys.executable, "-c", PEER, *templates))[0])
    return Row(
        f"graph-{STACKS}-stacks",
        median(ours),
        memory_mb=memory,
        peers={"cfn-lint graphs, no code": median(peer)},
        targets=[Target("seconds", 0.6), Target("ratio", 0.7)],
        runs=len(ours),
        facts={"stacks": STACKS},
    )


def write_repository(folder: Path) -> Iterator[Path]:
    """Stacks that hear one another, each with a function of Python and one of JavaScript."""
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    events = dedent(EVENTS) + "".join(dedent(EVENT.format(n=n)) for n in range(STACKS))
    _write(folder / "shared" / "__init__.py", "")
    _write(folder / "shared" / "events.py", events)
    _write(folder / "shared" / "rows.py", dedent(ROWS))
    _write(folder / "answers" / "package.json", json.dumps({"name": "@shop/answers"}))
    _write(folder / "answers" / "index.js", dedent(ANSWERS))
    for n in range(STACKS):
        here = folder / f"stack{n}"
        _write(here / "keep.py", dedent(PYTHON).format(n=n))
        _write(here / "tell.js", dedent(SCRIPT).format(n=n))
        _write(here / "template.yaml", dedent(TEMPLATE).format(n=n, heard=(n * 7 + 1) % STACKS))
        yield here / "template.yaml"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text.lstrip("\n"), encoding="utf-8")
