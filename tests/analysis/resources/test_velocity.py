"""What mapping templates of APIs write: through loops, conditions and what they set before."""

from pathlib import Path
from textwrap import dedent, indent

import pytest

from analysis.extract.resources.velocity import without_directives
from analysis.fields import read_facts

API = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {}}}
  Line: {Type: AWS::SQS::Queue}
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: desk}}
  Take:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: index.go
      InlineCode: "def go(event, context): return 1"
      Events:
        Q: {Type: SQS, Properties: {Queue: !GetAtt Line.Arn}}
        E:
          Type: EventBridgeRule
          Properties: {EventBusName: !Ref Bus, Pattern: {detail-type: [Asked]}}
  Ask:
    Type: AWS::Serverless::Api
    Properties:
      StageName: v
      DefinitionBody:
        openapi: 3.0.1
        paths:
          /ask:
            post:
              x-amazon-apigateway-integration:
                type: aws
                httpMethod: POST
                uri: !Sub arn:aws:apigateway:${AWS::Region}:TARGET
                credentials: !GetAtt Role.Arn
                requestTemplates:
                  application/json: !Sub |
TEMPLATE
"""
TO_FUNCTION = "lambda:path/2015-03-31/functions/${Take.Arn}/invocations"
TO_BUS = "events:action/PutEvents"
TO_QUEUE = "sqs:path/${AWS::AccountId}/${Line.QueueName}"


def written(folder: Path, target: str, template: str) -> set[str]:
    """The fields of what the API writes, whatever else is read of it."""
    text = indent(dedent(template).strip("\n"), " " * 20)
    path = folder / "template.yaml"
    path.write_text(API.replace("TARGET", target).replace("TEMPLATE", text))
    facts = read_facts([path])
    if target == TO_FUNCTION:
        [read] = [each for each in facts.reads if each.contract == "request:Take"
                  and each.component == "Ask"]  # fmt: skip
        return {each.path for each in read.fields or ()}
    [event] = [each for each in facts.contracts if each.name == "Asked" and each.owners == ("Ask",)]
    return {each.path for each in event.fields or ()}


@pytest.mark.parametrize(
    ("template", "fields"),
    [
        (
            """
            {"id": "$input.params('id')", #if($input.path('$.a') != "")"a": $input.json('$.a'),#end
             "b": [#foreach($x in $input.path('$.b')){"k": "$x.k", "v": $x.get("v")}#end],
             "c": #if($input.path('$.c'))"y"#{else}"n"#end }
            """,
            {"id", "a", "b.k", "b.v", "c"},
        ),
        (
            """
            #set($all = $input.params())
            ## what goes on
            #set($body = {
              "name": "$input.path('$.name')",
              "tags": $input.json('$.tags')
            })
            $util.toJson($body)
            """,
            {"name", "tags"},
        ),
        (
            """
            #set($body = {})
            #set($done = $body.put("name", $input.path('$.name')))
            #if($input.path('$.age'))
            #set($body.age = $input.path('$.age'))
            #end
            $util.toJson($body)
            """,
            {"name", "age"},
        ),
    ],
)
def test_a_request_has_what_the_template_writes(
    tmp_path: Path, template: str, fields: set[str]
) -> None:
    assert written(tmp_path, TO_FUNCTION, template) == fields


@pytest.mark.parametrize(
    "template",
    [
        r"""
        #set($root = $input.path('$'))
        {"Entries": [
        #foreach($one in $root.all)
          {"Source": "web", "DetailType": "Asked", "EventBusName": "desk",
           "Detail": "{\"id\":\"$one.id\",\"qty\":$one.qty}"}#if($foreach.hasNext),#end
        #end
        ]}
        """,
        """
        #set($detail = {"id": "$input.path('$.id')", "qty": "$input.path('$.qty')"})
        {"Entries": [{"Source": "web", "DetailType": "Asked", "EventBusName": "desk",
          "Detail": "$util.escapeJavaScript($util.toJson($detail))"}]}
        """,
    ],
)
def test_an_event_has_what_the_template_writes(tmp_path: Path, template: str) -> None:
    assert written(tmp_path, TO_BUS, template) == {"id", "qty"}


def test_a_form_has_the_message_in_it(tmp_path: Path) -> None:
    template = (
        """Action=SendMessage&MessageBody={"type": "Asked", "qty": $input.json('$.qty')}"""
        "&MessageAttribute.1.Name=kind"
    )
    assert written(tmp_path, TO_QUEUE, template) == {"type", "qty"}


@pytest.mark.parametrize("piece", ["#set(", "#*", "$a(", "${a", "#foreach($a in [(", "#if()", "\\"])
def test_whatever_a_template_has_is_gone_through_once(piece: str) -> None:
    text = "$" + piece * (90_000 // len(piece))
    assert isinstance(without_directives(text), str)
