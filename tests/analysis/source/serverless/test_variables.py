"""Variables: looked up in the service and in files beside it; what is left open says why."""

import pytest

from analysis.source.serverless.syntax import LiteralSource, Variable, VariableSource, parse

QUEUES = """service: shop
provider: {name: aws, stage: "${opt:stage, 'test'}", region: eu-west-1}
params: {default: {kind: plain}, test: {size: big}}
custom:
  name: orders
  flag: "true"
  stages: {test: {queue: of-test}, prod: {queue: of-prod}}
  listed: [first, second]
  file: ${file(values.yml)}
resources:
  Resources:
    Queue:
      Type: AWS::SQS::Queue
      Properties:
        QueueName: NAME
"""
BESIDE = {
    "values.yml": "inner: {name: of-file, again: '${self:custom.name}-again'}\n",
    "values.json": '{"name": "of-json"}',
    "test.yml": "name: of-stage\n",
    "list.yml": "- of-list\n",
    "text.txt": "of-text",
}
NAMES = {
    "${self:custom.name}": "orders",
    "${self:service}-${sls:stage}": "shop-test",
    "${self:provider.stage}": "test",
    "${opt:stage}-${opt:region}": "test-eu-west-1",
    "${opt:stage, 'other'}": "test",
    "${opt:size, 'small'}": "small",
    '${opt:size, "small"}': "small",
    "${opt:size, 3}x": "3x",
    "${opt:size, env:SIZE, self:custom.name}": "orders",
    "${self:custom.nothing, self:custom.name}": "orders",
    "${self:custom.stages.${self:provider.stage}.queue}": "of-test",
    "${self:custom.stages.${opt:stage, 'prod'}.queue, 'none'}": "of-test",
    "${self:custom.listed.1}": "second",
    "${self:custom.file.inner.name}": "of-file",
    "${file(values.yml):inner.name}": "of-file",
    "${file(./values.yml):inner.again}": "orders-again",
    "${file(values.json):name}": "of-json",
    "${file(${sls:stage}.yml):name}": "of-stage",
    "${file(nothing.yml):name, file(values.json):name}": "of-json",
    "${file(list.yml):0}": "of-list",
    "${file(text.txt)}": "of-text",
    "${param:kind}-${param:size}": "plain-big",
    "${strToBool(${self:custom.flag})}-x": "true-x",
    "${aws:accountId}-${aws:region}": "${AWS::AccountId}-eu-west-1",
    "a-#{AWS::AccountId}": "a-${AWS::AccountId}",
    "${AWS::AccountId}": "${AWS::AccountId}",
    "${Name}": "${Name}",
    r"\${self:custom.name}": "${self:custom.name}",
    "!Sub '${self:custom.name}-${AWS::Region}'": "orders-${AWS::Region}",
}


@pytest.mark.parametrize("written", NAMES)
def test_a_variable_means_what_stands_where_it_is_looked_up(made, written: str) -> None:
    queue = made(QUEUES.replace("NAME", written), BESIDE)["Queue"]
    assert queue.properties["QueueName"] == NAMES[written]


TRIGGER = """
functions:
  cook:
    handler: a.b
    events:
      - sqs: ARN
custom:
  circle: ${self:custom.other}
  other: ${self:custom.circle}
"""
REASONS = {
    "${env:QUEUE}": "the environment variable QUEUE is read when it is deployed",
    "${opt:queue}": "--queue is given on the command line when it is deployed",
    "${self:custom.queue}": "there is no 'custom.queue'",
    "${self:custom.circle}": "its variables lead back to itself",
    "${file(away.yml):arn}": "there is no file away.yml",
    "${file(code.js):arn}": "code.js: it is code, which is not run",
    "${s3:bucket/key}": "variables of 's3' are worked out when it is deployed",
    "${git:sha1}": "variables of 'git' are worked out when it is deployed",
    "${sls:instanceId}": "instanceId is worked out when it is deployed",
    "${ssm:/queue}": "no template that was read writes the SSM parameter '/queue'",
    "${strToBool(perhaps)}": "'perhaps' is neither true nor false",
    "${self:custom.${env:KEY}}": "the environment variable KEY is read when it is deployed",
}


@pytest.mark.parametrize("written", REASONS)
def test_what_is_left_open_is_unresolved_with_its_reason(reasons, written: str) -> None:
    assert REASONS[written] in reasons(TRIGGER.replace("ARN", written))


def test_what_is_known_of_a_name_is_kept(edges) -> None:
    world = """
functions: {cook: {handler: a.b, events: [sqs: "arn:aws:sqs:eu:1:${env:WHO}-orders"]}}
resources: {Resources: {Orders: {Type: AWS::SQS::Queue, Properties: {QueueName: "my-orders"}}}}
"""
    assert edges(world) == ["Orders triggers CookLambdaFunction"]


def test_the_pieces_of_a_text_are_told_apart() -> None:
    nested = Variable((VariableSource("opt", (), ("stage",)),), "${opt:stage}")
    assert parse("a-${self:b.${opt:stage}, 'c'}-${D}") == (
        "a-",
        Variable(
            (VariableSource("self", (), ("b.", nested)), LiteralSource("c")),
            "${self:b.${opt:stage}, 'c'}",
        ),
        "-${D}",
    )


@pytest.mark.parametrize("text", ["${", "${self", "${self:a", "${self:a, }", "${}", "$", "${A::B}"])
def test_what_is_no_variable_stays_text(text: str) -> None:
    assert parse(text) == (text,)


def test_many_openings_take_little_time() -> None:
    text = "${self:" * 30_000
    assert parse(text) == (text,)
