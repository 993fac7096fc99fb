"""What permissions add to code that is not read whole: only what it may do that was not read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from analysis.extract import extract

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Table: {Type: AWS::DynamoDB::Table}
  Queue: {Type: AWS::SQS::Queue}
  Bucket: {Type: AWS::S3::Bucket}
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.go
      Runtime: RUNTIME
      CodeUri: src
      Policies:
        - DynamoDBCrudPolicy: {TableName: !Ref Table}
        - SQSSendMessagePolicy: {QueueName: !GetAtt Queue.QueueName}
        - S3CrudPolicy: {BucketName: !Ref Bucket}
"""
WAYS = {
    "a library that keeps rows": (
        "app.py",
        """
        from dyntastic import Dyntastic
        class Order(Dyntastic):
            __table_name__ = "orders"
        def go(event, context):
            Order(event["id"]).save()
        """,
        {"Fn reads Table", "Fn writes Table"},
    ),
    "a library that sends": (
        "app.js",
        """
        const { Producer } = require('sqs-producer');
        exports.go = async (event) => Producer.create({ queueUrl: 'q' }).send(event.id);
        """,
        {"Fn publishes Queue"},
    ),
    "a service that looks at a picture": (
        "app.py",
        """
        import boto3
        def go(event, context):
            where = {"S3Object": {"Bucket": event["bucket"], "Name": event["key"]}}
            return boto3.client("textract").analyze_document(Document=where)["Blocks"]
        """,
        {"Fn reads Bucket"},
    ),
    "a service that writes what it found": (
        "app.py",
        """
        import boto3
        def go(event, context):
            boto3.client("transcribe").start_transcription_job(
                TranscriptionJobName="a", OutputBucketName=event["bucket"], Media={})
        """,
        {"Fn reads Bucket", "Fn writes Bucket"},
    ),
    "a module that is not there": (
        "app.py",
        "from .own import go_on\ndef go(event, context):\n    go_on()\n",
        {"Fn reads Table", "Fn writes Table", "Fn publishes Queue", "Fn reads Bucket",
         "Fn writes Bucket"},
    ),
}  # fmt: skip


@pytest.fixture
def edges(tmp_path: Path) -> Callable[[str, str], set[str]]:
    def drawn(name: str, code: str) -> set[str]:
        runtime = "python3.12" if name.endswith(".py") else "nodejs22.x"
        (tmp_path / "src").mkdir()
        (tmp_path / "src" / name).write_text(dedent(code), "utf-8")
        (tmp_path / "template.yaml").write_text(TEMPLATE.replace("RUNTIME", runtime), "utf-8")
        graph = extract([tmp_path / "template.yaml"])
        assert {each.certainty for each in graph.flow} == {"inferred"}
        return {str(each) for each in graph.flow}

    return drawn


@pytest.mark.parametrize("way", WAYS)
def test_a_permission_adds_what_the_unread_part_may_do(edges, way: str) -> None:
    name, code, expected = WAYS[way]
    assert edges(name, code) == expected
