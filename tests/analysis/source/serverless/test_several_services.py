"""Services that are read together, and how they name what another one has."""

import pytest

MAKER = """service: maker
provider: {name: aws}
resources:
  Resources:
    Orders: {Type: AWS::SQS::Queue, Properties: {QueueName: "orders-${sls:stage}"}}
    Kept: {Type: AWS::SSM::Parameter, Properties: {Name: /dev/orders, Value: !GetAtt Orders.Arn}}
  Outputs:
    OrdersArn: {Value: !GetAtt Orders.Arn}
    Named: {Value: !GetAtt Orders.Arn, Export: {Name: "${self:service}-${sls:stage}-orders"}}
"""
READER = """service: reader
provider: {name: aws, runtime: java21}
functions:
  cook:
    handler: a.b
    events:
      - sqs:
          arn: ARN
"""


@pytest.mark.parametrize(
    "arn",
    [
        "${cf:maker-${sls:stage}.OrdersArn}",
        "${cf(eu-west-1):maker-dev.OrdersArn}",
        "${ssm:/${sls:stage}/orders}",
        "${ssm:/dev/orders~true}",
        "!ImportValue maker-dev-orders",
        "{'Fn::ImportValue': '${self:custom.x, \"maker\"}-${opt:stage, \"dev\"}-orders'}",
        "!ImportValue sls-maker-dev-OrdersArn",
        "'arn:aws:sqs:${aws:region}:${aws:accountId}:orders-${sls:stage}'",
    ],
)
def test_a_queue_of_another_service_is_found(read, arn: str) -> None:
    files = {"maker/serverless.yml": MAKER, "reader/serverless.yml": READER.replace("ARN", arn)}
    graph = read(files)
    assert [str(edge) for edge in graph.flow] == ["maker:Orders triggers reader:CookLambdaFunction"]
    assert not graph.unresolved


def test_an_output_that_no_stack_has_is_unresolved_with_both_names(read) -> None:
    files = {
        "maker/serverless.yml": MAKER,
        "reader/serverless.yml": READER.replace("ARN", "${cf:maker-dev.Nothing}"),
    }
    [unresolved] = read(files).unresolved
    assert unresolved.reason == (
        "no template that was read is the stack 'maker-dev' with 'Nothing'"
    )


def test_outputs_that_name_each_other_end(read) -> None:
    service = """service: SELF
provider: {name: aws}
functions: {cook: {handler: a.b, events: [{sqs: {arn: "${cf:OTHER-dev.Out}"}}]}}
resources: {Outputs: {Out: {Value: "${cf:OTHER-dev.Out}"}}}
"""
    files = {
        "one/serverless.yml": service.replace("SELF", "one").replace("OTHER", "two"),
        "two/serverless.yml": service.replace("SELF", "two").replace("OTHER", "one"),
    }
    assert read(files).unresolved
