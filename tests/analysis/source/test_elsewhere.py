"""Code that a template has only as an archive: the only file that its handler fits, as assumed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.extract import extract
from analysis.graph import Graph

MAIN = """
resource "aws_sns_topic" "orders" { name = "orders" }
resource "aws_iam_role" "one" { name = "one" }
resource "aws_lambda_function" "one" {
  function_name = "one"
  role          = aws_iam_role.one.arn
  runtime       = "RUNTIME"
  handler       = "HANDLER"
  filename      = "${path.module}/build/one.zip"
  environment { variables = { TOPIC = aws_sns_topic.orders.arn } }
}
"""
PYTHON = """
import os, boto3
def run(event, context):
    boto3.client("sns").publish(TopicArn=os.environ["TOPIC"], Message=event["id"])
"""
NODE = """
const { SNS } = require("@aws-sdk/client-sns");
exports.run = async (e) => new SNS({}).publish({ TopicArn: process.env.TOPIC, Message: e.id });
"""
SAYS = "aws_lambda_function.one publishes aws_sns_topic.orders"
Read = Callable[..., Graph]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """A function whose archive is not there, in a repository with these files."""

    def made(handler: str, files: dict[str, str], runtime: str = "python3.12") -> Graph:
        main = MAIN.replace("HANDLER", handler).replace("RUNTIME", runtime)
        for name, text in {"infra/main.tf": main, **files}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        (tmp_path / ".git").mkdir(exist_ok=True)
        return extract([tmp_path / "infra" / "main.tf"])

    return made


def test_it_is_read_as_assumed_and_said(read: Read) -> None:
    graph = read("take_order.run", {"code/orders/take_order.py": PYTHON})
    [edge] = graph.flow
    assert (str(edge), edge.certainty) == (SAYS, "assumed")
    [said] = [each for each in graph.remarks if each.startswith("assumed: the code of")]
    assert "aws_lambda_function.one is" in said
    assert "code/orders/take_order.py, which alone its handler fits" in said


def test_it_is_so_in_javascript_and_below_a_folder(read: Read) -> None:
    files = {"lambdas/orders/takeOrder.ts": NODE, "lambdas/other.js": NODE}
    graph = read("orders/takeOrder.run", files, "nodejs22.x")
    assert [str(each) for each in graph.flow] == [SAYS]


def test_copies_of_one_file_are_one(read: Read) -> None:
    graph = read("take_order.run", {"a/take_order.py": PYTHON, "b/c/take_order.py": f"\n{PYTHON}"})
    assert [each.certainty for each in graph.flow] == ["assumed"]


@pytest.mark.parametrize(
    ("handler", "files"),
    [
        ("take_order.run", {}),
        ("take_order.run", {"a/take_order.py": PYTHON, "b/take_order.py": f"{PYTHON}print(1)"}),
        ("take_order.other", {"a/take_order.py": PYTHON}),
        ("take_order.run", {"tests/take_order.py": PYTHON}),
        ("app.run", {"code/app.py": PYTHON}),
    ],
)
def test_where_it_is_not_clear_nothing_is_assumed(read: Read, handler, files) -> None:
    graph = read(handler, files)
    assert not graph.flow
    assert any(each.startswith("not read: code that is not at hand") for each in graph.remarks)
