"""A world: a template in a few lines, and whom each event type reaches in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent, indent

import pytest

from analysis.extract import extract
from analysis.graph import Graph

HEAD = """
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.12, Handler: index.handler}}
Resources:
"""
Read = Callable[..., Graph]
Reached = Callable[[Graph], dict[str, list[str]]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads resources; ``code`` is that of a function ``Say`` which may use everything named."""

    def made(resources: str, code: str = "", **environment: str) -> Graph:
        say = ""
        if code:
            variables = ", ".join(f"{name}: !Ref {value}" for name, value in environment.items())
            say = (
                "Say:\n  Type: AWS::Serverless::Function\n  Properties:\n"
                f"    Environment: {{Variables: {{{variables}}}}}\n    InlineCode: |\n"
                + indent("import boto3, json, os\n" + dedent(code).strip("\n"), "      ")
                + "\n"
            )
        template = tmp_path / "template.yaml"
        template.write_text(HEAD + indent(say + dedent(resources).strip("\n"), "  ") + "\n")
        return extract([template])

    return made


@pytest.fixture
def reached() -> Reached:
    """Who is reached by each event type that is said, inferred ones with a question mark."""

    def found(graph: Graph) -> dict[str, list[str]]:
        said = {edge.target for edge in graph.contracts if edge.relation == "emits"}
        names: dict[str, list[str]] = {event.rpartition("/")[2]: [] for event in sorted(said)}
        for edge in graph.contracts:
            if edge.relation == "reaches" and edge.source in said:
                mark = "" if edge.certainty == "declared" else "?"
                names[edge.source.rpartition("/")[2]].append(edge.target + mark)
        return names

    return found
