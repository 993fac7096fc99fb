"""What a template switches off is drawn, marked and told; nothing passes."""

from pathlib import Path
from textwrap import dedent, indent

import pytest

from analysis.dependency.reading import depend
from analysis.export.dot import to_dot
from analysis.export.listing import listing
from analysis.extract import extract
from analysis.graph.wire import to_wire
from analysis.prediction import predict

HEAD = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.12, Handler: index.handler}}
Parameters: {Live: {Type: String, Default: "false"}}
Resources:
"""
CODE = '"def handler(event, context): pass"'
TOWER = """
Tower: {Type: AWS::Events::EventBus, Properties: {Name: tower}}
Bells: {Type: AWS::SQS::Queue}
Ring:
  Type: AWS::Serverless::Function
  Properties:
    InlineCode: |
      import boto3, json, os
      def handler(event, context):
          boto3.client("events").put_events(Entries=[{"EventBusName": os.environ["B"],
              "Source": "tower", "DetailType": "Rung", "Detail": json.dumps({"note": "a"})}])
    Environment: {Variables: {B: !Ref Tower}}
"""


def off(tmp_path: Path, resources: str) -> dict[str, str]:
    template = tmp_path / "template.yaml"
    template.write_text(HEAD + indent(dedent(resources), "  "))
    return {str(edge): edge.off for edge in extract([template]).edges if edge.off}


@pytest.mark.parametrize(
    ("resource", "edge", "said"),
    [
        (
            (
                "R: {Type: AWS::Events::Rule, Properties: {EventBusName: !Ref Tower, "
                "State: DISABLED, "
                "EventPattern: {source: [tower]}, Targets: [{Id: b, Arn: !GetAtt Bells.Arn}]}}"
            ),
            "Tower routes R",
            "State DISABLED",
        ),
        (
            (
                "R: {Type: AWS::Events::Rule, Properties: {ScheduleExpression: rate(1 hour), "
                "State: DISABLED, Targets: [{Id: b, Arn: !GetAtt Bells.Arn}]}}"
            ),
            "R delivers Bells",
            "State DISABLED",
        ),
        (
            (
                "S: {Type: AWS::Scheduler::Schedule, Properties: {"
                "ScheduleExpression: rate(1 hour), State: DISABLED, "
                "Target: {Arn: !GetAtt Bells.Arn, RoleArn: r}}}"
            ),
            "S delivers Bells",
            "State DISABLED",
        ),
        (
            (
                f"F: {{Type: AWS::Serverless::Function, Properties: {{InlineCode: {CODE}, Events: "
                "{N: {Type: ScheduleV2, Properties: {ScheduleExpression: rate(1 day), "
                "State: DISABLED}}}}}"
            ),
            "FN triggers F",
            "State DISABLED",
        ),
        (
            (
                f"F: {{Type: AWS::Serverless::Function, Properties: {{InlineCode: {CODE}, Events: "
                "{N: {Type: EventBridgeRule, Properties: {EventBusName: !Ref Tower, "
                "State: DISABLED, "
                "Pattern: {source: [tower]}}}}}}"
            ),
            "Tower routes FN",
            "State DISABLED",
        ),
        (
            (
                f"F: {{Type: AWS::Serverless::Function, Properties: {{InlineCode: {CODE}, Events: "
                "{N: {Type: SQS, Properties: {Queue: !GetAtt Bells.Arn, Enabled: !Ref Live}}}}}"
            ),
            "Bells triggers F",
            "Enabled false",
        ),
        (
            (
                "P: {Type: AWS::Pipes::Pipe, Properties: {DesiredState: STOPPED, RoleArn: r, "
                "Source: !GetAtt Bells.Arn, Target: !GetAtt Ring.Arn}}"
            ),
            "Bells triggers P",
            "DesiredState STOPPED",
        ),
    ],
)
def test_each_switch_is_told_with_its_line(
    tmp_path: Path, resource: str, edge: str, said: str
) -> None:
    line = len((HEAD + TOWER).splitlines()) + 1
    assert off(tmp_path, TOWER + resource) == {edge: f"{said}, line {line}"}
    live = resource.replace("DISABLED", "ENABLED").replace("STOPPED", "RUNNING")
    assert off(tmp_path, TOWER + live.replace("!Ref Live", "true")) == {}


def test_what_is_wired_once_more_is_live(tmp_path: Path) -> None:
    mapping = (
        "{Type: AWS::Lambda::EventSourceMapping, Properties: {EventSourceArn: !GetAtt Bells.Arn, "
        "FunctionName: !Ref Ring, Enabled: %s}}"
    )
    both = f"A: {mapping % 'false'}\nB: {mapping % 'true'}\n"
    assert off(tmp_path, TOWER + both) == {}
    assert list(off(tmp_path, TOWER + both.replace("true", "false"))) == ["Bells triggers Ring"]


OFF = (
    TOWER
    + """
Rule:
  Type: AWS::Events::Rule
  Properties:
    EventBusName: !Ref Tower
    State: DISABLED
    EventPattern: {detail: {note: [a]}}
    Targets: [{Id: b, Arn: !GetAtt Bells.Arn}]
Hear:
  Type: AWS::Serverless::Function
  Properties:
    InlineCode: |
      def handler(event, context):
          print(event["Records"][0]["body"])
    Events: {Q: {Type: SQS, Properties: {Queue: !GetAtt Bells.Arn}}}
"""
)


def test_no_event_passes_and_everybody_is_told(tmp_path: Path) -> None:
    template = tmp_path / "template.yaml"
    template.write_text(HEAD + indent(dedent(OFF), "  "))
    graph = extract([template])
    assert [edge.target for edge in graph.contracts if edge.relation == "reaches"] == []
    text = listing(graph)
    assert text.splitlines()[0].endswith("1 edge is switched off")
    assert "switched off: State DISABLED, line" in text
    assert [edge["off"] for edge in to_wire(graph)["edges"] if edge.get("off")]
    assert "switched off" in to_dot(graph)
    impact = predict(depend([template]), "rename-field Rung.note")
    assert [hit.part for hit in impact.hits] == ["Ring"]
    assert any("Tower → Rule (State DISABLED" in note for note in impact.notes)
