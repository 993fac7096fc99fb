"""Functions, resources and statements in all the shapes in which services are written."""

import pytest

ORDERS = "Orders: {Type: AWS::SQS::Queue}"
COOK = "cook: {handler: a.b, events: [sqs: !GetAtt Orders.Arn]}"
EDGES = ["Orders triggers CookLambdaFunction"]


@pytest.mark.parametrize(
    "functions",
    [
        "functions:\n  " + COOK,
        "functions:\n  - " + COOK + "\n  - more: {handler: a.c}",
        "functions: ${file(functions.yml)}",
        "functions: ${file(functions.yml):functions}",
        "functions:\n  - ${file(functions.yml)}\n  - more: {handler: a.c}",
        "functions:\n  cook: ${file(cook.yml)}",
        "functions:\n  cook: ${file(functions.yml):cook}",
        "functions:\n  cook: {handler: a.b, events: '${file(events.yml)}'}",
        "functions:\n  cook: {handler: a.b, events: ['${file(events.yml):0}']}",
        "functions: ${self:custom.functions}",
    ],
)
def test_functions_are_read_as_a_map_a_list_or_from_files(edges, functions: str) -> None:
    beside = {
        "functions.yml": f"{COOK}\nfunctions:\n  {COOK}\n",
        "cook.yml": "handler: a.b\nevents:\n  - sqs: !GetAtt Orders.Arn\n",
        "events.yml": "- sqs: !GetAtt Orders.Arn\n",
    }
    world = (
        f"{functions}\nresources: {{Resources: {{{ORDERS}}}}}\ncustom:\n  functions:\n    {COOK}\n"
    )
    assert edges(world, beside=beside) == EDGES


@pytest.mark.parametrize(
    "resources",
    [
        f"resources:\n  Resources:\n    {ORDERS}",
        f"resources:\n  - Resources:\n      {ORDERS}\n  - Outputs: {{A: {{Value: b}}}}",
        "resources: ${file(orders.yml)}",
        "resources:\n  - ${file(orders.yml)}\n  - ${file(more.yml)}",
        "resources:\n  Resources: ${file(orders.yml):Resources}",
        "resources:\n  Resources:\n    Orders: ${file(orders.yml):Resources.Orders}",
    ],
)
def test_resources_are_a_block_a_list_or_files(edges, resources: str) -> None:
    beside = {
        "orders.yml": f"Resources:\n  {ORDERS}\n",
        "more.yml": "Resources:\n  More: {Type: AWS::SQS::Queue}\n",
    }
    assert edges(f"functions:\n  {COOK}\n{resources}\n", beside=beside) == EDGES


def test_what_a_file_says_is_shown_in_that_file(read_service) -> None:
    beside = {
        "functions.yml": "\n\ncook:\n  handler: a.b\n  events:\n    - sqs: !GetAtt Orders.Arn\n",
        "orders.yml": f"Resources:\n\n  {ORDERS}\n",
    }
    world = "functions: ${file(functions.yml)}\nresources: ${file(orders.yml)}\n"
    graph = read_service(world, beside=beside)
    [edge] = graph.flow
    places = {(each.file.rpartition("/")[2], each.line) for each in edge.evidence}
    assert places == {("functions.yml", 6)}
    function, queue = graph.by_id["CookLambdaFunction"], graph.by_id["Orders"]
    assert [(e.file.rpartition("/")[2], e.line) for e in (*function.evidence, *queue.evidence)] == [
        ("functions.yml", 3),
        ("orders.yml", 3),
    ]


def test_a_resource_of_the_service_is_laid_over_what_is_made(made) -> None:
    world = """
functions: {cook: {handler: a.b, events: [sns: placed]}}
resources:
  Resources:
    SNSTopicPlaced: {Properties: {DisplayName: Placed}}
    CookLambdaFunction: {Properties: {Timeout: 3}}
  extensions:
    IamRoleLambdaExecution: {Properties: {RoleName: mine}}
    NothingOfTheKind: {Properties: {A: b}}
"""
    resources = made(world)
    topic = resources["SNSTopicPlaced"]
    assert (topic.type, topic.properties["DisplayName"]) == ("AWS::SNS::Topic", "Placed")
    assert topic.properties["TopicName"] == "placed"
    assert resources["CookLambdaFunction"].properties["Timeout"] == 3
    assert resources["IamRoleLambdaExecution"].properties["RoleName"] == "mine"
    assert "NothingOfTheKind" not in resources


def test_conditions_decide_what_is_made(edges) -> None:
    world = """
functions:
  cook: {handler: a.b, condition: Never, events: [sqs: !GetAtt Orders.Arn]}
  wash: {handler: a.b, events: [sqs: !GetAtt Orders.Arn]}
resources:
  Conditions: {Never: !Equals ["${sls:stage}", prod]}
  Resources:
    Orders: {Type: AWS::SQS::Queue}
    Letters: {Type: AWS::SQS::Queue, Condition: Never}
  extensions: {SNSTopicPlaced: {Condition: Never}}
"""
    assert edges(world) == ["Orders triggers WashLambdaFunction"]


def test_functions_may_publish_what_their_role_lets_them(edges) -> None:
    for statements in ("iamRoleStatements: STATEMENTS", "iam: {role: {statements: STATEMENTS}}"):
        world = """service: shop
provider:
  name: aws
  GIVEN
functions: {one: {handler: a.b}}
resources: {Resources: {Placed: {Type: AWS::SNS::Topic}}}
"""
        allowed = "[{Effect: Allow, Action: ['sns:Publish'], Resource: !Ref Placed}]"
        given = statements.replace("STATEMENTS", allowed)
        assert edges(world.replace("GIVEN", given)) == ["OneLambdaFunction publishes Placed"]


def test_a_function_may_have_a_role_of_its_own(edges) -> None:
    world = """service: shop
provider:
  name: aws
  iamRoleStatements: [{Effect: Allow, Action: 'sns:Publish', Resource: !Ref Placed}]
functions:
  own:
    handler: a.b
    iamRoleStatements: [{Effect: Allow, Action: 'sqs:SendMessage', Resource: !GetAtt Queue.Arn}]
  heir:
    handler: a.b
    iamRoleStatementsInherit: true
    iamRoleStatements: [{Effect: Allow, Action: 'sqs:SendMessage', Resource: !GetAtt Queue.Arn}]
  named: {handler: a.b, role: Mine}
resources:
  Resources:
    Placed: {Type: AWS::SNS::Topic}
    Queue: {Type: AWS::SQS::Queue}
    Mine:
      Type: AWS::IAM::Role
      Properties:
        Policies:
          - PolicyDocument:
              Statement: [{Effect: Allow, Action: 'lambda:InvokeFunction', Resource: !GetAtt OwnLambdaFunction.Arn}]
"""  # noqa: E501
    assert edges(world) == [
        "HeirLambdaFunction publishes Placed",
        "HeirLambdaFunction publishes Queue",
        "NamedLambdaFunction invokes OwnLambdaFunction",
        "OwnLambdaFunction publishes Queue",
    ]


def test_results_and_failures_go_to_their_destinations(edges) -> None:
    world = """
functions:
  one:
    handler: a.b
    destinations: {onSuccess: two, onFailure: {type: sqs, arn: !GetAtt Letters.Arn}}
  two: {handler: a.b, onError: !Ref Told}
resources: {Resources: {Letters: {Type: AWS::SQS::Queue}, Told: {Type: AWS::SNS::Topic}}}
"""
    assert sorted(edges(world)) == [
        "OneLambdaFunction invokes TwoLambdaFunction",
        "OneLambdaFunction redrives Letters",
        "TwoLambdaFunction redrives Told",
    ]


def test_the_environment_of_all_and_of_one_is_read(read_service) -> None:
    world = """service: shop
provider: {name: aws, environment: {QUEUE: !Ref Orders}}
functions: {one: {handler: a.b, environment: {TOPIC: !Ref Placed}}}
resources: {Resources: {Orders: {Type: AWS::SQS::Queue}, Placed: {Type: AWS::SNS::Topic}}}
"""
    assert [str(edge) for edge in read_service(world).weak] == [
        "OneLambdaFunction refers Orders",
        "OneLambdaFunction refers Placed",
    ]


def test_python_handlers_are_followed_from_the_folder_of_the_service(edges) -> None:
    world = """
functions:
  take: {handler: src/orders.create, runtime: python3.12, environment: {QUEUE: !Ref Orders}}
resources: {Resources: {Orders: {Type: AWS::SQS::Queue}}}
"""
    code = """
import os, boto3
from src.sending import client

def create(event, context):
    client.send_message(QueueUrl=os.environ["QUEUE"], MessageBody="{}")
"""
    beside = {
        "src/orders.py": code,
        "src/sending.py": "import boto3\nclient = boto3.client('sqs')\n",
    }
    assert edges(world, beside=beside) == ["TakeLambdaFunction publishes Orders"]


def test_a_plugin_that_is_not_run_is_said(reasons) -> None:
    world = "functions: {one: {handler: a.b}}\nconstructs: {jobs: {type: queue}}\n"
    assert reasons(world) == ["a plugin reads it, which is not run"]


def test_functions_of_code_are_said_to_be_unread(reasons) -> None:
    assert "it is code, which is not run" in reasons("functions: ${file(code.js):all}\n")


def test_the_same_service_may_be_json(read) -> None:
    text = (
        '{"service": "shop", "provider": {"name": "aws"}, "functions": {"one": {"handler": "a.b", '
    )
    text += '"events": [{"sns": "placed"}]}}}'
    graph = read({"serverless.json": text})
    assert [str(edge) for edge in graph.flow] == ["SNSTopicPlaced triggers OneLambdaFunction"]


def test_a_log_of_a_function_may_be_listened_to(edges) -> None:
    world = """
functions: {one: {handler: a.b}, two: {handler: a.b}}
resources:
  Resources:
    Filter:
      Type: AWS::Logs::SubscriptionFilter
      Properties: {LogGroupName: !Ref OneLogGroup, DestinationArn: !GetAtt TwoLambdaFunction.Arn}
"""
    assert edges(world) == ["OneLogGroup triggers TwoLambdaFunction"]


def test_the_bucket_of_packages_is_there_where_it_is_named(read_service) -> None:
    world = "functions: {one: {handler: a.b, environment: {B: !Ref ServerlessDeploymentBucket}}}\n"
    assert "ServerlessDeploymentBucket" in read_service(world).by_id
    assert "ServerlessDeploymentBucket" not in read_service("functions: {}\n").by_id
