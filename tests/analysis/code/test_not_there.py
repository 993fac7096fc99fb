"""A handler that is not there is said, and what is taken in its stead is called a guess."""

from pathlib import Path
from textwrap import dedent

import pytest

from analysis.extract import extract
from analysis.graph import Graph

CODE = """
    import os
    import boto3

    def lambda_handler(event, context):
        return {}

    def nightly(event, context):
        boto3.client("sns").publish(TopicArn=os.environ["T"], Message="gone")
"""


def read(folder: Path, handler: str) -> Graph:
    template = f"""
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Topic: {{Type: AWS::SNS::Topic}}
          Night:
            Type: AWS::Serverless::Function
            Properties:
              Handler: {handler}
              Runtime: python3.12
              CodeUri: .
              Environment: {{Variables: {{T: !Ref Topic}}}}
    """
    (folder / "template.yaml").write_text(dedent(template))
    (folder / "app.py").write_text(dedent(CODE))
    return extract([folder / "template.yaml"])


def reasons(graph: Graph) -> list[str]:
    return [node.reason for node in graph.unresolved]


def test_a_handler_that_its_file_does_not_define_is_said(tmp_path: Path) -> None:
    graph = read(tmp_path, "app.handler")

    (reason,) = reasons(graph)
    assert reason.endswith("app.py defines no handler")
    assert [(str(edge), edge.certainty) for edge in graph.flow] == [
        ("Night publishes Topic", "inferred")
    ]


def test_a_handler_that_something_unread_makes_is_not_called_missing(tmp_path: Path) -> None:
    read(tmp_path, "app.handler")
    made = "from cfn_resource import Resource\nhandler = Resource()\n"
    (tmp_path / "app.py").write_text(made + dedent(CODE))

    (reason,) = reasons(extract([tmp_path / "template.yaml"]))
    assert reason.endswith("app.py makes its handler by what is not read")


@pytest.mark.parametrize("name", ["code", "email", "queue", "calendar", "statistics", "secrets"])
def test_a_file_may_be_called_as_a_module_of_python_is(tmp_path: Path, name: str) -> None:
    read(tmp_path, f"{name}.nightly")
    (tmp_path / "app.py").rename(tmp_path / f"{name}.py")

    graph = extract([tmp_path / "template.yaml"])

    assert not reasons(graph)
    assert [str(edge) for edge in graph.flow] == ["Night publishes Topic"]


def test_one_that_the_runtime_has_loaded_before_is_not_the_file(tmp_path: Path) -> None:
    read(tmp_path, "token.nightly")
    (tmp_path / "app.py").rename(tmp_path / "token.py")

    assert reasons(extract([tmp_path / "template.yaml"]))[0].startswith("there is no token.py")


def test_a_handler_that_is_there_is_read(tmp_path: Path) -> None:
    graph = read(tmp_path, "app.nightly")

    assert not reasons(graph)
    assert [edge.certainty for edge in graph.flow] == ["read"]


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    graph = read(tmp_path, "main.handler")

    (reason,) = reasons(graph)
    assert reason.startswith("there is no main.py in ")
    assert not graph.flow


def test_without_a_code_uri_the_code_is_beside_the_template(tmp_path: Path) -> None:
    read(tmp_path, "app.nightly")
    template = tmp_path / "template.yaml"
    template.write_text(template.read_text().replace("      CodeUri: .\n", ""))

    graph = extract([template])

    assert [(str(edge), edge.certainty) for edge in graph.flow] == [
        ("Night publishes Topic", "read")
    ]
