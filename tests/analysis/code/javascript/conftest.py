"""A template and code in a few lines, once in Python and once in TypeScript: what each comes to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent, indent

import pytest

from analysis.extract.extraction import extract
from analysis.facts import Facts
from analysis.fields import read_facts

Record = list[str]

SYSTEM = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: {runtime}
      CodeUri: src
      Handler: app.handler
      Environment:
        Variables:
          TABLE: !Ref Table
          QUEUE: !Ref Queue
          TOPIC: !Ref Topic
          BUS: !Ref Bus
          BUCKET: !Ref Bucket
          WORKER: !GetAtt Worker.Arn
          MACHINE: !Ref Machine
          PREFIX: some
{events}
  Table:
    Type: AWS::DynamoDB::Table
    Properties: {{TableName: orders, StreamSpecification: {{StreamViewType: NEW_IMAGE}}}}
  Queue: {{Type: AWS::SQS::Queue}}
  Topic: {{Type: AWS::SNS::Topic}}
  Bus: {{Type: AWS::Events::EventBus, Properties: {{Name: shop}}}}
  Bucket: {{Type: AWS::S3::Bucket}}
  Worker: {{Type: AWS::Lambda::Function, Properties: {{Runtime: java21, Handler: a.b}}}}
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties: {{Definition: {{StartAt: A, States: {{A: {{Type: Succeed}}}}}}}}
"""


@pytest.fixture
def system(tmp_path: Path) -> Callable[..., Path]:
    """A template with a function of such code, "app" and its other files, by what starts it."""

    def written(files: dict[str, str], runtime: str = "nodejs22.x", events: str = "") -> Path:
        folder = tmp_path / runtime
        for name, text in files.items():
            path = folder / "src" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), encoding="utf-8")
        template = folder / "template.yaml"
        of_function = indent("Events:\n" + indent(dedent(events), "  "), "      ") if events else ""
        text = SYSTEM.format(runtime=runtime, events=of_function)
        template.write_text(text, encoding="utf-8")
        return template

    return written


def record_of(template: Path) -> Record:
    """The edges of the function, what is not resolved, and all facts; no line and no file."""
    graph = extract([template])
    found = [
        f"{edge.relation} {edge.target} {' '.join(sorted(edge.events))} {edge.certainty}"
        for edge in graph.edges
        if edge.source == "Fn"
    ]
    return sorted([*found, *_facts(read_facts([template], graph))])


def _facts(facts: Facts) -> Record:
    found = []
    for contract in facts.contracts:
        fields = "?" if contract.fields is None else " ".join(each.path for each in contract.fields)
        found.append(f"{contract.id} of {' '.join(contract.owners)}: {fields}")
    for read in facts.reads:
        fields = "?" if read.fields is None else " ".join(each.path for each in read.fields)
        found.append(f"{read.component} reads {read.contract}: {fields}")
    for each in facts.lineage:
        sign = "<-" if each.copied else "<~"
        origin = f"{each.from_contract}.{each.from_path}"
        found.append(f"{each.contract}.{each.path} {sign} {origin}")
    return found


@pytest.fixture
def record(system: Callable[..., Path]) -> Callable[..., Record]:
    """What TypeScript comes to: text of the handler's file, or files by name."""

    def read(code: str | dict[str, str], events: str = "", runtime: str = "nodejs22.x") -> Record:
        suffix = "py" if runtime.startswith("python") else "ts"
        files = code if isinstance(code, dict) else {f"app.{suffix}": code}
        return record_of(system(files, runtime, events))

    return read


@pytest.fixture
def edges(system: Callable[..., Path]) -> Callable[..., Record]:
    """What a function in TypeScript does to what, and how sure that is."""

    def read(code: str | dict[str, str], events: str = "") -> Record:
        files = code if isinstance(code, dict) else {"app.ts": code}
        graph = extract([system(files, "nodejs22.x", events)])
        return [
            f"{edge.relation} {edge.target} {edge.certainty}"
            for edge in graph.flow
            if edge.source == "Fn"
        ]

    return read
