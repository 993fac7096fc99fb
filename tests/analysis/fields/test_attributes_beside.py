"""What is sent beside a message is read as a field of it, by code in Python and in TypeScript."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from analysis.dependency.reading import depend
from analysis.prediction import predict
from analysis.prediction.changes import Change

HEAD = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {CodeUri: src, Runtime: RUNTIME}}
Resources:
  Bell: {Type: AWS::SNS::Topic}
  Line: {Type: AWS::SQS::Queue}
  Ring:
    Type: AWS::Serverless::Function
    Properties: {Handler: ring.go, Environment: {Variables: {TO: !Ref CHANNEL}}}
  Hark:
    Type: AWS::Serverless::Function
    Properties: {Handler: hark.go, Events: {In: EVENT}}
"""
OF_QUEUE = "{Type: SQS, Properties: {Queue: !GetAtt Line.Arn}}"
OF_TOPIC = "{Type: SNS, Properties: {Topic: !Ref Bell}}"
JOINED = """
  Join:
    Type: AWS::SNS::Subscription
    Properties:
      TopicArn: !Ref Bell
      Protocol: sqs
      Endpoint: !GetAtt Line.Arn
      RawMessageDelivery: RAW
"""
SENT = {
    "py": """
        import boto3, json, os
        def go(event, context):
            boto3.client("SERVICE").CALL(
                WHERE=os.environ["TO"], BODY=json.dumps({"by": event["by"]}),
                MessageAttributes={
                    "eventType": {"DataType": "String", "StringValue": "Rung"},
                    "floor": {"DataType": "Number", "StringValue": event["floor"]}})
        """,
    "ts": """
        import { CLIENTClient, CALLCommand } from '@aws-sdk/client-SERVICE';
        const client = new CLIENTClient({});
        export const go = async ({ by, floor }: any) => {
          await client.send(new CALLCommand({
            WHERE: process.env.TO, BODY: JSON.stringify({ by }),
            MessageAttributes: {
              eventType: { DataType: 'String', StringValue: 'Rung' },
              floor: { DataType: 'Number', StringValue: floor },
            },
          }));
        };
        """,
}
BY_QUEUE = {
    "py": {"SERVICE": "sqs", "CALL": "send_message", "WHERE": "QueueUrl", "BODY": "MessageBody"},
    "ts": {"SERVICE": "sqs", "CLIENT": "SQS", "CALL": "SendMessage", "WHERE": "QueueUrl",
           "BODY": "MessageBody"},
}  # fmt: skip
BY_TOPIC = {
    "py": {"SERVICE": "sns", "CALL": "publish", "WHERE": "TopicArn", "BODY": "Message"},
    "ts": {"SERVICE": "sns", "CLIENT": "SNS", "CALL": "Publish", "WHERE": "TopicArn",
           "BODY": "Message"},
}  # fmt: skip
READ = {
    "py": """
        import json
        def go(event, context):
            for record in event["Records"]:
                print(GOT)
        """,
    "ts": """
        export const go = async (event: any) => {
          for (const record of event.Records) await fetch(GOT);
        };
        """,
}
Hit = Callable[..., set[str]]


@pytest.fixture
def hit(tmp_path: Path) -> Hit:
    def found(language: str, channel: str, got: str, change: str, raw: str = "") -> set[str]:
        words = (BY_QUEUE if channel == "Line" else BY_TOPIC)[language]
        sent = dedent(SENT[language])
        for word, instead in words.items():
            sent = sent.replace(word, instead)
        runtime = {"py": "python3.12", "ts": "nodejs20.x"}[language]
        event = OF_QUEUE if raw or channel == "Line" else OF_TOPIC
        template = HEAD + (JOINED.replace("RAW", raw) if raw else "")
        for word, instead in (("RUNTIME", runtime), ("CHANNEL", channel), ("EVENT", event)):
            template = template.replace(word, instead)
        (tmp_path / "src").mkdir()
        (tmp_path / "src" / f"ring.{language}").write_text(sent)
        (tmp_path / "src" / f"hark.{language}").write_text(
            dedent(READ[language]).replace("GOT", got)
        )
        (tmp_path / "template.yaml").write_text(template)
        system = depend([tmp_path / "template.yaml"])
        impact = predict(system, Change("rename-field", (change,)))
        assert (impact.may, impact.unread) == ((), ())
        return set(impact.components)

    return found


OWN = ("Line", "", 'record["messageAttributes"]["NAME"]["stringValue"]')
OWN_TS = ("Line", "", "record.messageAttributes?.NAME?.stringValue")
RAW = ("Bell", "true", OWN[2])
ROADS = {
    "py": [
        OWN,
        RAW,
        ("Bell", "", 'record["Sns"]["MessageAttributes"]["NAME"]["Value"]'),
        ("Bell", "false", 'json.loads(record["body"])["MessageAttributes"]["NAME"]["Value"]'),
    ],
    "ts": [
        OWN_TS,
        ("Bell", "true", OWN_TS[2]),
        ("Bell", "", "record.Sns.MessageAttributes.NAME.Value"),
        ("Bell", "false", "JSON.parse(record.body).MessageAttributes['NAME'].Value"),
    ],
}
ALL = [(language, *road) for language, roads in ROADS.items() for road in roads]


@pytest.mark.parametrize(("language", "channel", "raw", "got"), ALL)
def test_an_attribute_is_read_as_a_field(
    hit: Hit, language: str, channel: str, raw: str, got: str
) -> None:
    assert hit(language, channel, got.replace("NAME", "floor"), "Rung.floor", raw) == {
        "Ring",
        "Hark",
    }


@pytest.mark.parametrize(("language", "channel", "raw", "got"), ALL)
def test_what_says_the_type_is_no_field(
    hit: Hit, language: str, channel: str, raw: str, got: str
) -> None:
    assert hit(language, channel, got.replace("NAME", "eventType"), "Rung.floor", raw) == {"Ring"}


def test_all_of_them_handed_on_are_all_read(hit: Hit) -> None:
    got = 'requests.post("https://bell", json=record["messageAttributes"])'
    assert hit("py", "Line", got, "Rung.floor") == {"Ring", "Hark"}
