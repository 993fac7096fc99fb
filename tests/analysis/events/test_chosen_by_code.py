"""Code that acts on some types of messages only is a filter, in Python and in TypeScript."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent, indent

import pytest

import analysis
from analysis.extract import extract
from analysis.graph import Edge, Graph
from analysis.prediction.impact import to_wire

SYSTEM = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {CodeUri: src, Runtime: RUNTIME}}
Resources:
  Line: {Type: AWS::CHANNEL}
  Shelf: {Type: AWS::DynamoDB::Table}
  Say:
    Type: AWS::Serverless::Function
    Properties: {Handler: say.go, Environment: {Variables: {LINE: !Ref Line}}}
  Hear:
    Type: AWS::Serverless::Function
    Properties:
      Handler: hear.go
      Environment: {Variables: {SHELF: !Ref Shelf}}
      Events: {In: EVENT}
"""
QUEUE = "{Type: SQS, Properties: {Queue: !GetAtt Line.Arn}}"
STREAM = "{Type: Kinesis, Properties: {Stream: !GetAtt Line.Arn, StartingPosition: LATEST}}"
SAY = {
    "py": """
    import boto3, json, os
    def go(event, context):
        for kind in ("Lent", "Lost", "Back"):
            told = json.dumps({"eventType": kind, "book": event["book"]})
            boto3.client("sqs").send_message(QueueUrl=os.environ["LINE"], MessageBody=told)
    """,
    "ts": """
    import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
    const line = new SQSClient({});
    export const go = async (event: any) => {
      for (const kind of ['Lent', 'Lost', 'Back']) {
        const MessageBody = JSON.stringify({ eventType: kind, book: event.book });
        await line.send(new SendMessageCommand({ QueueUrl: process.env.LINE, MessageBody }));
      }
    };
    """,
}
TO_STREAM = {
    "py": """
    import boto3, json, os
    def go(event, context):
        for kind in ("Lent", "Lost"):
            told = json.dumps({"eventType": kind, "book": event["book"]})
            boto3.client("kinesis").put_record(
                StreamName=os.environ["LINE"], Data=told, PartitionKey="1")
    """,
    "ts": """
    import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
    const line = new KinesisClient({});
    export const go = async (event: any) => {
      for (const kind of ['Lent', 'Lost']) {
        const Data = Buffer.from(JSON.stringify({ eventType: kind, book: event.book }));
        const StreamName = process.env.LINE;
        await line.send(new PutRecordCommand({ StreamName, Data, PartitionKey: '1' }));
      }
    };
    """,
}
HEAR = {
    "py": """
    import boto3, json, os, requests
    shelf = boto3.resource("dynamodb").Table(os.environ["SHELF"])
    def put(told):
        shelf.put_item(Item={"id": told["book"]})
    def go(event, context):
    """,
    "ts": """
    import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
    import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
    import { WebClient } from '@slack/web-api';
    const shelf = DynamoDBDocumentClient.from(new DynamoDBClient({}));
    const put = (told: any) =>
      shelf.send(new PutCommand({ TableName: process.env.SHELF, Item: { id: told.book } }));
    export const go = async (event: any) => {
    """,
}
EACH = {
    "py": 'for record in event["Records"]:\n    told = json.loads(record["body"])\n',
    "ts": "for (const record of event.Records) {\n  const told = JSON.parse(record.body);\n",
}
LINES = {  # of the comparison that tells the types apart
    "py": {
        "if": 'if told["eventType"] == "Lent":',
        "or": 'if told["eventType"] in ("Lent", "Back"):',
        "unless": 'if told.get("eventType") != "Lent":',
    },
    "ts": {
        "if": "if (told.eventType === 'Lent') await put(told);",
        "or": "if (told.eventType === 'Lent' || told.eventType === 'Back') await put(told);",
        "unless": "if (told.eventType !== 'Lent') continue;",
    },
}
BODIES = {
    "py": {
        "if": f"    {LINES['py']['if']}\n        put(told)\n",
        "or": f"    {LINES['py']['or']}\n        put(told)\n",
        "unless": f"    {LINES['py']['unless']}\n        continue\n    put(told)\n",
        "switch": (
            '    match told["eventType"]:\n        case "Lent":\n            put(told)\n'
            '        case other:\n            print(f"passed by {other}")\n'
        ),
        "logged": (
            f"    {LINES['py']['if']}\n        put(told)\n    else:\n        print('not ours')\n"
        ),
        "other": (
            f"    {LINES['py']['if']}\n        put(told)\n    else:\n        put({{'book': 1}})\n"
        ),
        "raised": (
            f"    {LINES['py']['if']}\n        put(told)\n    else:\n        raise ValueError\n"
        ),
        "unread": (
            f"    {LINES['py']['if']}\n        put(told)\n"
            "    else:\n        requests.post('https://example.org')\n"
        ),
        "before": f"    put(told)\n    {LINES['py']['if']}\n        put(told)\n",
        "unknown": "    if told['eventType'] == os.environ['WHICH']:\n        put(told)\n",
    },
    "ts": {
        "if": f"  {LINES['ts']['if']}\n",
        "or": f"  {LINES['ts']['or']}\n",
        "unless": f"  {LINES['ts']['unless']}\n  await put(told);\n",
        "switch": (
            "  switch (told.eventType) {\n    case 'Lent':\n      await put(told);\n      break;\n"
            "    default:\n      console.log('passed by', told.eventType);\n  }\n"
        ),
        "logged": f"  {LINES['ts']['if']} else {{ console.log('not ours'); }}\n",
        "other": f"  {LINES['ts']['if']} else {{ await put({{ book: 1 }}); }}\n",
        "raised": f"  {LINES['ts']['if']} else {{ throw new Error('?'); }}\n",
        "unread": f"  {LINES['ts']['if']} else {{ await new WebClient().chat.postMessage(); }}\n",
        "before": f"  await put(told);\n  {LINES['ts']['if']}\n",
        "unknown": "  if (told.eventType === process.env.WHICH) { await put(told); }\n",
    },
}
SIEVED = {
    "py": """
        several = [json.loads(each["body"]) for each in event["Records"]]
        for told in [each for each in several if each["eventType"] == "Lent"]:
            put(told)
    """,
    "ts": """
        const several = event.Records.map((each: any) => JSON.parse(each.body));
        for (const told of several.filter((each: any) => each.eventType === 'Lent')) {
          await put(told);
        }
      };
    """,
}
BY_FILTER = """
    several = map(json.loads, [each["body"] for each in event["Records"]])
    for told in filter(lambda each: each["eventType"] == "Lent", several):
        put(told)
"""
OF_STREAM = {
    "py": """
        for record in event["Records"]:
            told = json.loads(base64.b64decode(record["kinesis"]["data"]))
            if told["eventType"] == "Lent":
                put(told)
    """,
    "ts": """
        for (const record of event.Records) {
          const told = JSON.parse(Buffer.from(record.kinesis.data, 'base64').toString());
          if (told.eventType === 'Lent') await put(told);
        }
      };
    """,
}
LANGUAGES = ("py", "ts")
ALL = ["Back", "Lent", "Lost"]
World = Callable[..., dict[str, Edge]]


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Reads a publisher and a listener: who is reached, by the type of what is said."""

    def made(language: str, hear: str, say: str = "", more: str = "", event: str = QUEUE):
        (tmp_path / "src").mkdir()
        for name, text in (("say", say or SAY[language]), ("hear", hear)):
            (tmp_path / "src" / f"{name}.{language}").write_text(dedent(text))
        runtime = "python3.12" if language == "py" else "nodejs22.x"
        channel = "Kinesis::Stream" if event == STREAM else "SQS::Queue"
        text = SYSTEM.replace("RUNTIME", runtime).replace("CHANNEL", channel)
        (tmp_path / "template.yaml").write_text(text.replace("EVENT", event) + more)
        return heard_in(extract([tmp_path / "template.yaml"]))

    return made


def heard_in(graph: Graph) -> dict[str, Edge]:
    reached = [e for e in graph.contracts if e.relation == "reaches" and e.target == "Hear"]
    return {edge.source.rpartition("/")[2]: edge for edge in reached}


def code(language: str, body: str) -> str:
    head = dedent(HEAR[language]).rstrip("\n") + "\n"
    return head + indent(dedent(body).strip("\n"), "    ") + "\n"


def each_message(language: str, name: str) -> str:
    closing = "" if language == "py" else "}\n};\n"
    return code(language, EACH[language] + BODIES[language][name] + closing)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "heard"),
    [
        ("if", ["Lent"]),
        ("or", ["Back", "Lent"]),
        ("unless", ["Lent"]),
        ("switch", ["Lent"]),
        ("logged", ["Lent"]),
        ("other", ALL),
        ("raised", ALL),
        ("unread", ALL),
        ("before", ALL),
        ("unknown", ALL),
    ],
)
def test_what_the_code_passes_by_is_not_heard(world, language, name, heard) -> None:
    found = world(language, each_message(language, name))
    assert sorted(found) == heard
    certain = "declared" if heard == ALL else "read"
    assert {edge.certainty for edge in found.values()} == {certain}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["if", "or", "unless"])
def test_the_comparison_is_what_shows_it(world, language, name) -> None:
    lent = world(language, each_message(language, name))["Lent"]
    assert [each.fragment for each in lent.evidence] == [LINES[language][name]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_are_sieved_before_anything_is_done(world, language) -> None:
    assert sorted(world(language, code(language, SIEVED[language]))) == ["Lent"]


def test_a_filter_that_is_called_sieves_too(world) -> None:
    assert sorted(world("py", code("py", BY_FILTER))) == ["Lent"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_so_it_is_on_a_stream(world, language) -> None:
    hear = code(language, OF_STREAM[language]).replace("import boto3", "import base64, boto3")
    assert sorted(world(language, hear, TO_STREAM[language], event=STREAM)) == ["Lent"]


def test_filters_of_the_wiring_stay(world) -> None:
    criteria = """{Filters: [{Pattern: '{"body": {"eventType": ["Lent", "Lost"]}}'}]}"""
    event = QUEUE.replace("}}", f", FilterCriteria: {criteria}}}}}")
    found = world("py", each_message("py", "if"), event=event)
    assert {name: edge.certainty for name, edge in found.items()} == {
        "Lent": "declared",
        "Lost": "declared",
    }


def test_what_comes_from_a_topic_too_is_not_told_apart(world) -> None:
    topic = """
  News: {Type: AWS::SNS::Topic}
  Sub:
    Type: AWS::SNS::Subscription
    Properties: {TopicArn: !Ref News, Protocol: sqs, Endpoint: !GetAtt Line.Arn}
"""
    assert sorted(world("py", each_message("py", "if"), more=topic)) == ALL


def test_what_is_passed_by_must_still_say_its_type(world, tmp_path) -> None:
    world("py", each_message("py", "if"))
    shop = analysis.read(str(tmp_path))

    def hit(field: str) -> list[str]:
        found = to_wire(shop.predict(f"rename-field {field}"))
        return sorted(each["part"] for each in found["must_change"])

    assert hit("Line/Lost.eventType") == hit("Line/Lent.book") == ["Hear", "Say"]
    assert hit("Line/Lost.book") == ["Say"]


CHANGES = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.12, Handler: index.go}}
Resources:
  Books: {Type: AWS::DynamoDB::Table}
  Asked:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: "def go(event, context): pass"
      Events: {In: {Type: DynamoDB, Properties: {Stream: !GetAtt Books.StreamArn, FILTER}}}
  Compared:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: |
        def go(event, context):
            for each in event["Records"]:
                if each["eventName"] == "INSERT":
                    print(each)
      Events: {In: {Type: DynamoDB, Properties: {Stream: !GetAtt Books.StreamArn}}}
"""


def test_a_kind_of_change_is_no_event_type_in_wiring_or_in_code(tmp_path) -> None:
    asked = """FilterCriteria: {Filters: [{Pattern: '{"eventName": ["INSERT"]}'}]}"""
    (tmp_path / "template.yaml").write_text(CHANGES.replace("FILTER", asked))
    graph = extract([tmp_path / "template.yaml"])
    assert [str(edge) for edge in graph.flow] == ["Books triggers Asked", "Books triggers Compared"]
    assert [node.id for node in graph.nodes if node.kind == "event"] == []
