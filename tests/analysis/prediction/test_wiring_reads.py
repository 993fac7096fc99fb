"""A change of a field hits whoever has wiring that names it, at the line of that wiring."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent, indent

import pytest

from analysis.dependency.reading import depend
from analysis.graph import Graph
from analysis.prediction import predict
from analysis.prediction.changes import Change

HEAD = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.12, Handler: index.handler}}
Resources:
"""
BUS = """
Orchard: {Type: AWS::Events::EventBus, Properties: {Name: orchard}}
Pick:
  Type: AWS::Serverless::Function
  Properties:
    InlineCode: |
      import boto3, json, os
      def handler(event, context):
          fruit = {"sort": event["sort"], "ripe": event["ripe"], "tree": event["tree"],
                   "crate": {"no": event["no"], "kg": event["kg"]}}
          boto3.client("events").put_events(Entries=[{"EventBusName": os.environ["B"],
              "Source": "orchard", "DetailType": "Picked", "Detail": json.dumps(fruit)}])
    Environment: {Variables: {B: !Ref Orchard}}
"""
TOPIC = """
Market: {Type: AWS::SNS::Topic}
Sell:
  Type: AWS::Serverless::Function
  Properties:
    InlineCode: |
      import boto3, json, os
      def handler(event, context):
          boto3.client("sns").publish(TopicArn=os.environ["T"],
              Message=json.dumps({"sort": event["sort"], "price": event["price"]}),
              MessageAttributes={
                  "type": {"DataType": "String", "StringValue": "Sold"},
                  "region": {"DataType": "String", "StringValue": event["region"]}})
    Environment: {Variables: {T: !Ref Market}}
"""
Hits = Callable[..., dict[str, set[str]]]


@pytest.fixture
def hits(tmp_path: Path) -> Hits:
    """By component that a change hits, the texts of the lines shown for it; `X?` only may."""

    def found(resources: str, *changes: str) -> dict[str, set[str]]:
        template = tmp_path / "template.yaml"
        template.write_text(HEAD + indent(dedent(resources), "  "))
        system = depend([template])
        lines = template.read_text().splitlines()
        shown: dict[str, set[str]] = {}
        for change in changes:
            operator, _, names = change.partition(" ")
            impact = predict(system, Change(operator, tuple(names.split())))
            for hit in (*impact.hits, *impact.may):
                evidence = [at for cause in hit.causes for hop in cause.path for at in hop.evidence]
                texts = {lines[at.line - 1].strip() for at in evidence if at.line}
                name = hit.part if hit in impact.hits else f"{hit.part}?"
                shown.setdefault(name, set()).update(texts)
        return shown

    return found


def whom(hits: Hits, resources: str, *changes: str) -> set[str]:
    return set(hits(resources, *changes))


BY_PATTERN = """
Jam:
  Type: AWS::Serverless::Function
  Properties:
    InlineCode: |
      def handler(event, context):
          print(event["detail"]["tree"])
    Events:
      Ripe:
        Type: EventBridgeRule
        Properties:
          EventBusName: !Ref Orchard
          Pattern:
            source: [orchard]
            detail:
              ripe: [true]
              $or:
                - sort: [{prefix: pl}]
                - crate.no: [{exists: true}]
"""


@pytest.mark.parametrize(
    ("field", "line"),
    [
        ("ripe", "ripe: [true]"),
        ("sort", "- sort: [{prefix: pl}]"),
        ("crate.no", "- crate.no: [{exists: true}]"),
        ("crate", "- crate.no: [{exists: true}]"),
        ("tree", 'print(event["detail"]["tree"])'),
    ],
)
@pytest.mark.parametrize("operator", ["rename-field", "remove-field", "retype-field"])
def test_a_pattern_reads_what_it_names(hits: Hits, operator: str, field: str, line: str) -> None:
    found = hits(BUS + BY_PATTERN, f"{operator} Picked.{field}")
    assert set(found) == {"Pick", "Jam"}
    assert line in found["Jam"]


def test_a_field_that_no_wiring_names_hits_no_wiring(hits: Hits) -> None:
    assert whom(hits, BUS + BY_PATTERN, "rename-field Picked.crate.kg") == {"Pick"}


def test_a_filter_policy_reads_attributes_and_bodies(hits: Hits) -> None:
    world = (
        TOPIC
        + """
Dear: {Type: AWS::SQS::Queue}
DearSub:
  Type: AWS::SNS::Subscription
  Properties:
    TopicArn: !Ref Market
    Protocol: sqs
    Endpoint: !GetAtt Dear.Arn
    FilterPolicyScope: MessageBody
    FilterPolicy:
      price: [{numeric: [">", 9]}]
Buyer:
  Type: AWS::Serverless::Function
  Properties:
    InlineCode: |
      def handler(event, context):
          pass
    Events: {Q: {Type: SQS, Properties: {Queue: !GetAtt Dear.Arn}}}
North:
  Type: AWS::Serverless::Function
  Properties:
    InlineCode: |
      import json
      def handler(event, context):
          for record in event["Records"]:
              print(json.loads(record["Sns"]["Message"])["sort"])
    Events:
      S:
        Type: SNS
        Properties:
          Topic: !Ref Market
          FilterPolicy:
            type: [Sold]
            region: [north]
"""
    )
    found = hits(world, "rename-field Sold.price")
    assert set(found) == {"Sell", "Buyer"}
    assert 'price: [{numeric: [">", 9]}]' in found["Buyer"]
    found = hits(world, "remove-field Sold.region")
    assert set(found) == {"Sell", "North"}
    assert "region: [north]" in found["North"]
    assert any("TopicArn" in line for line in found["Sell"])
    assert whom(hits, world, "rename-field Sold.sort") == {"Sell", "North"}


FILTERED = """
Barn: {Type: AWS::SQS::Queue}
ToBarn:
  Type: AWS::Events::Rule
  Properties:
    EventBusName: !Ref Orchard
    EventPattern: {source: [orchard]}
    Targets: [{Id: q, Arn: !GetAtt Barn.Arn, InputPath: $.detail}]
Press:
  Type: AWS::Serverless::Function
  Properties:
    InlineCode: |
      import json
      def handler(event, context):
          for record in event["Records"]:
              print(json.loads(record["body"])["tree"])
    Events:
      Q:
        Type: SQS
        Properties:
          Queue: !GetAtt Barn.Arn
          FilterCriteria:
            Filters:
              - Pattern: '{"body": {"crate": {"kg": [{"numeric": [">", 5]}]}}}'
"""


def test_filter_criteria_read_through_an_input_path(hits: Hits) -> None:
    found = hits(BUS + FILTERED, "rename-field Picked.crate.kg")
    assert set(found) == {"Pick", "Press"}
    assert any("numeric" in line for line in found["Press"])
    assert whom(hits, BUS + FILTERED, "rename-field Picked.tree") == {"Pick", "Press"}
    assert whom(hits, BUS + FILTERED, "rename-field Picked.sort") == {"Pick"}


LABEL = """
Label:
  Type: AWS::Serverless::Function
  Properties:
    InlineCode: |
      def handler(event, context):
          print(event["what"])
ToLabel:
  Type: AWS::Events::Rule
  Properties:
    EventBusName: !Ref Orchard
    EventPattern: {source: [orchard]}
    Targets:
      - Id: l
        Arn: !GetAtt Label.Arn
        InputTransformer:
          InputPathsMap:
            s: $.detail.sort
            k: $.detail.crate.kg
          InputTemplate: '{"what": "<s>", "weight": {"kg": <k>}}'
"""


def test_a_transformer_reads_what_it_fills_in_and_code_behind_it_that_alone(hits: Hits) -> None:
    found = hits(BUS + LABEL, "rename-field Picked.crate.kg")
    assert "k: $.detail.crate.kg" in found["Label"]
    found = hits(BUS + LABEL, "rename-field Picked.sort")
    assert {"s: $.detail.sort", 'print(event["what"])'} <= found["Label"]
    assert whom(hits, BUS + LABEL, "rename-field Picked.tree") == {"Pick"}


def test_where_the_code_is_not_read_its_wiring_is_known_all_the_same(hits: Hits) -> None:
    unread = BUS + BY_PATTERN.replace("InlineCode: |", "Runtime: ruby3.3\n    InlineCode: |")
    found = hits(unread, "rename-field Picked.ripe")
    assert "ripe: [true]" in found["Jam"]
    assert whom(hits, unread, "rename-field Picked.tree") == {"Pick", "Jam?"}


def test_wiring_of_another_service_is_hit_itself(hits: Hits) -> None:
    own = LABEL.replace("    InlineCode", "    Tags: {service: labels}\n    InlineCode")
    tagged = "    Tags: [{Key: service, Value: wires}]\n    Targets:"
    world = BUS + own.replace("    Targets:", tagged)
    assert whom(hits, world, "rename-field Picked.sort") == {"Pick", "Label", "ToLabel"}
    assert whom(hits, world, "rename-field Picked.tree") == {"Pick"}


def test_a_pipe_reads_by_its_filter_and_its_template(hits: Hits) -> None:
    world = (
        BUS
        + """
Barn: {Type: AWS::SQS::Queue}
ToBarn:
  Type: AWS::Events::Rule
  Properties:
    EventBusName: !Ref Orchard
    EventPattern: {source: [orchard]}
    Targets: [{Id: q, Arn: !GetAtt Barn.Arn}]
Duct:
  Type: AWS::Pipes::Pipe
  Properties:
    RoleArn: arn:aws:iam::111122223333:role/x
    Source: !GetAtt Barn.Arn
    SourceParameters:
      FilterCriteria:
        Filters: [{Pattern: '{"body": {"detail": {"ripe": [true]}}}'}]
    Target: !GetAtt Count.Arn
    TargetParameters:
      InputTemplate: '{"n": <$.body.detail.crate.no>}'
Count:
  Type: AWS::Serverless::Function
  Properties:
    InlineCode: |
      def handler(event, context):
          for each in event:
              print(each["n"])
"""
    )
    assert "Count" in hits(world, "rename-field Picked.ripe")
    found = hits(world, "rename-field Picked.crate.no")
    assert any("InputTemplate" in line for line in found["Count"])
    assert 'print(each["n"])' in found["Count"]
    assert whom(hits, world, "rename-field Picked.tree") == {"Pick"}


def test_a_workflow_that_is_started_with_a_part_reads_fields_of_the_event(hits: Hits) -> None:
    world = (
        BUS
        + """
Cider:
  Type: AWS::Serverless::StateMachine
  Properties:
    Definition:
      StartAt: Weigh
      States:
        Weigh:
          Type: Choice
          Choices: [{Variable: $.crate.kg, NumericGreaterThan: 3, Next: Done}]
          Default: Done
        Done: {Type: Succeed}
ToCider:
  Type: AWS::Events::Rule
  Properties:
    EventBusName: !Ref Orchard
    EventPattern: {source: [orchard]}
    Targets: [{Id: m, Arn: !Ref Cider, RoleArn: "arn:aws:iam::1:role/x", InputPath: $.detail}]
"""
    )
    found = hits(world, "rename-field Picked.crate.kg")
    assert "Choices: [{Variable: $.crate.kg, NumericGreaterThan: 3, Next: Done}]" in found["Cider"]
    assert whom(hits, world, "rename-field Picked.sort") == {"Pick"}


def test_whether_a_field_is_there_at_all_is_a_guess(hits: Hits) -> None:
    some = BUS.replace('"tree": event["tree"],', '"tree": event["tree"], **event["more"],')
    by_owner = BY_PATTERN.replace("sort: [{prefix: pl}]", "owner: [ann]")
    assert whom(hits, some + by_owner, "rename-field Picked.tree") == {"Pick", "Jam"}  # or by crate
    by_owner = by_owner.replace("crate.no: [{exists: true}]", "owner: [bob]")
    assert whom(hits, some + by_owner, "rename-field Picked.tree") == {"Pick", "Jam?"}
    assert whom(hits, some + by_owner, "rename-field Picked.ripe") == {"Pick", "Jam"}  # it is named


MAPPED = """
Desk: {Type: AWS::ApiGateway::RestApi, Properties: {Name: desk}}
Post:
  Type: AWS::ApiGateway::Method
  Properties:
    RestApiId: !Ref Desk
    ResourceId: !GetAtt Desk.RootResourceId
    HttpMethod: POST
    AuthorizationType: NONE
    Integration:
      Type: AWS
      IntegrationHttpMethod: POST
      Uri: !Sub "arn:aws:apigateway:x:lambda:path/2015-03-31/functions/${Weigh.Arn}/invocations"
      RequestTemplates:
        application/json: |
          {
            "fruit": "$input.path('$.sort')",
            "load": {"kg": $input.json('$.kg')},
            "by": "$util.escapeJavaScript($context.identity.user)"
          }
Put:
  Type: AWS::ApiGateway::Method
  Properties:
    RestApiId: !Ref Desk
    ResourceId: !GetAtt Desk.RootResourceId
    HttpMethod: PUT
    AuthorizationType: NONE
    Integration:
      Type: AWS
      IntegrationHttpMethod: POST
      Uri: arn:aws:apigateway:x:states:action/StartExecution
      RequestTemplates:
        application/json: !Sub |
          {"stateMachineArn": "${Cider}",
           "input": "{\\"crate\\": {\\"kg\\": $input.json('$.kg')}}"}
Weigh:
  Type: AWS::Serverless::Function
  Properties:
    InlineCode: |
      def handler(event, context):
          print(event["fruit"], event["load"]["kg"], event["rest"])
Cider:
  Type: AWS::Serverless::StateMachine
  Properties:
    Definition:
      StartAt: Weighed
      States:
        Weighed:
          Type: Choice
          Choices: [{Variable: $.crate.kg, NumericGreaterThan: 3, Next: Done}]
          Default: Done
        Done: {Type: Succeed}
"""


def test_a_mapping_template_knows_the_fields_that_it_writes(hits: Hits) -> None:
    found = hits(MAPPED, "rename-field request:Weigh.load.kg")
    assert set(found) == {"Weigh", "Desk"}
    assert found["Desk"] == {'"load": {"kg": $input.json(\'$.kg\')},'}
    found = hits(MAPPED, "rename-field request:Cider.crate.kg")
    assert set(found) == {"Cider", "Desk"}
    assert any("crate" in line for line in found["Desk"])


def test_a_proxy_integration_hands_on_what_it_gets(hits: Hits) -> None:
    proxy = MAPPED.replace("Type: AWS\n", "Type: AWS_PROXY\n", 1)
    assert whom(hits, proxy, "rename-field request:Weigh.fruit") == {"Weigh"}


def test_a_pipe_owns_what_its_templates_name_and_what_it_publishes(hits: Hits) -> None:
    world = (
        BUS
        + """
Barn: {Type: AWS::SQS::Queue}
ToBarn:
  Type: AWS::Events::Rule
  Properties:
    EventBusName: !Ref Orchard
    EventPattern: {source: [orchard]}
    Targets: [{Id: q, Arn: !GetAtt Barn.Arn}]
Duct:
  Type: AWS::Pipes::Pipe
  Properties:
    RoleArn: arn:aws:iam::111122223333:role/x
    Source: !GetAtt Barn.Arn
    Target: !GetAtt Orchard.Arn
    TargetParameters:
      EventBridgeEventBusParameters: {DetailType: Counted, Source: duct}
      InputTemplate: |
        {"number": <$.body.detail.crate.no>,
         "of": "fruit"}
Count:
  Type: AWS::Serverless::Function
  Properties:
    InlineCode: |
      def handler(event, context):
          print(event["detail"]["of"])
    Events:
      C:
        Type: EventBridgeRule
        Properties:
          EventBusName: !Ref Orchard
          Pattern: {source: [duct], detail: {number: [{numeric: [">", 0]}]}}
"""
    )
    found = hits(world, "rename-field Counted.number")
    assert set(found) == {"Duct", "Count"}
    assert '{"number": <$.body.detail.crate.no>,' in found["Duct"]
    assert whom(hits, world, "rename-field Picked.crate.no") == {"Pick", "Duct", "Count"}
    assert whom(hits, world, "rename-field Picked.sort") == {"Pick"}
    found = hits(world, "rename-field Counted.of")
    assert set(found) == {"Duct", "Count"}
    assert '"of": "fruit"}' in found["Duct"]


TERRAFORM = """
resource "aws_cloudwatch_event_bus" "lake" { name = "lake" }
resource "aws_sqs_queue" "boats" { name = "boats" }
resource "aws_cloudwatch_event_rule" "all" {
  name           = "all"
  event_bus_name = aws_cloudwatch_event_bus.lake.name
  event_pattern  = jsonencode({ source = ["lake"] })
}
resource "aws_cloudwatch_event_target" "all" {
  rule           = aws_cloudwatch_event_rule.all.name
  event_bus_name = aws_cloudwatch_event_bus.lake.name
  arn            = aws_sqs_queue.boats.arn
  input_transformer {
    input_paths    = { d = "$.detail.depth" }
    input_template = "{\\"fathoms\\": <d>}"
  }
}
resource "aws_cloudwatch_event_rule" "off" {
  name           = "off"
  event_bus_name = aws_cloudwatch_event_bus.lake.name
  is_enabled     = false
  event_pattern  = jsonencode({ detail = { shore = ["north"] } })
}
resource "aws_cloudwatch_event_target" "off" {
  rule           = aws_cloudwatch_event_rule.off.name
  event_bus_name = aws_cloudwatch_event_bus.lake.name
  arn            = aws_sqs_queue.boats.arn
}
resource "aws_sfn_state_machine" "sound" {
  name = "sound"
  definition = jsonencode({
    StartAt = "P", States = { P = {
      Type = "Task", Resource = "arn:aws:states:::events:putEvents", End = true
      Parameters = { Entries = [{
        EventBusName = aws_cloudwatch_event_bus.lake.name, Source = "lake", DetailType = "Sounded"
        Detail       = { depth = 7, shore = "north" }
      }] }
    } }
  })
}
resource "aws_lambda_function" "row" {
  function_name = "row"
  runtime       = "ruby3.3"
  handler       = "a.b"
}
resource "aws_lambda_event_source_mapping" "row" {
  event_source_arn = aws_sqs_queue.boats.arn
  function_name    = aws_lambda_function.row.arn
  filter_criteria {
    filter { pattern = jsonencode({ body = { fathoms = [{ numeric = [">", 5] }] } }) }
  }
}
"""


def test_the_same_is_read_of_terraform(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(TERRAFORM)
    system = depend([tmp_path])
    impact = predict(system, "rename-field Sounded.depth")
    assert {hit.part for hit in impact.hits} == {
        "aws_sfn_state_machine.sound",
        "aws_lambda_function.row",
    }
    assert [edge.target for edge in system.flow.flow if edge.off] == [
        "aws_cloudwatch_event_rule.off"
    ]
    assert "is_enabled" in TERRAFORM.splitlines()[int(_line_of_switch(system.flow)) - 1]


def _line_of_switch(graph: Graph) -> str:
    return next(edge.off for edge in graph.flow if edge.off).rpartition(" ")[2]
