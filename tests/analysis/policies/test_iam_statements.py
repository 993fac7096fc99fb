"""Permissions become edges: small templates, and the edges that they come to."""

import textwrap

import pytest

from analysis.extract.extraction import extract

FUNCTION = """
  Fn:
    Type: AWS::Lambda::Function
    Properties: {Handler: a.b, Runtime: python3.12, Role: !GetAtt Role.Arn, Code: {S3Bucket: b}}
  Table: {Type: AWS::DynamoDB::Table, Properties: {TableName: orders}}
  Other: {Type: AWS::DynamoDB::Table, Properties: {TableName: users}}
  Queue: {Type: AWS::SQS::Queue}
  Topic: {Type: AWS::SNS::Topic}
"""


@pytest.fixture
def graph(tmp_path):
    def read(resources, head=""):
        text = head + "Resources:\n" + textwrap.indent(textwrap.dedent(resources), "  ")
        path = tmp_path / "template.yaml"
        path.write_text(text)
        return extract([path])

    return read


@pytest.fixture
def edges(graph):
    """What the resources come to: one line an edge, the inferred ones alone."""

    def read(resources, head=""):
        found = graph(resources, head)
        return [str(edge) for edge in found.flow if edge.certainty == "inferred"]

    return read


def role(*statements):
    listed = "".join(f"\n            - {each}" for each in statements)
    return f"""
  Role:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyName: p
          PolicyDocument:
            Statement:{listed}
"""


def allowed(action, resource, effect="Allow"):
    return f"{{Effect: {effect}, Action: {action}, Resource: {resource}}}"


@pytest.mark.parametrize(
    ("action", "resource", "expected"),
    [
        ("dynamodb:GetItem", "!GetAtt Table.Arn", ["Fn reads Table"]),
        ("[dynamodb:Query, dynamodb:PutItem]", "!GetAtt Table.Arn", ["reads", "writes"]),
        ("'dynamodb:*'", "!GetAtt Table.Arn", ["reads", "writes"]),
        ("'DYNAMODB:put*'", "!GetAtt Table.Arn", ["Fn writes Table"]),
        ("dynamodb:Query", "!Sub '${Table.Arn}/index/*'", ["Fn reads Table"]),
        ("dynamodb:Query", "!Sub 'arn:aws:dynamodb:x:1:table/${Table}'", ["Fn reads Table"]),
        ("dynamodb:GetItem", "'arn:aws:dynamodb:eu-west-1:1:table/orders'", ["Fn reads Table"]),
        ("dynamodb:GetItem", "'arn:aws:dynamodb:*:*:table/ord*'", ["Fn reads Table"]),
        ("'sqs:Send*'", "!GetAtt Queue.Arn", ["Fn publishes Queue"]),
        ("sns:Publish", "!Ref Topic", ["Fn publishes Topic"]),
        ("sns:Publish", "'arn:aws:sns:eu-west-1:1:far'", ["Fn publishes ext:topic/far"]),
        ("'*'", "!Ref Topic", ["Fn publishes Topic"]),
    ],
)
def test_a_permission_is_an_edge(edges, action, resource, expected):
    found = edges(FUNCTION + role(allowed(action, resource)))
    assert [line for line in found if any(each in line for each in expected)] == found
    assert len(found) == len(expected)


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("[sqs:ReceiveMessage, sqs:DeleteMessage]", "!GetAtt Queue.Arn"),
        ("'dynamodb:*'", "!GetAtt Table.StreamArn"),
        ("'dynamodb:*'", "!Sub '${Table.Arn}/stream/*'"),
        ("dynamodb:DescribeTable", "!GetAtt Table.Arn"),
        ("sqs:SendMessage", "!Ref Topic"),
        ("'logs:*'", "'*'"),
        ("kms:Decrypt", "'*'"),
    ],
)
def test_a_permission_that_sends_nothing_is_none(edges, action, resource):
    assert edges(FUNCTION + role(allowed(action, resource))) in (
        [],
        ["Fn writes unresolved:Fn/Nothing"],
    )


def test_what_is_denied_is_not_drawn(edges):
    found = edges(
        FUNCTION
        + role(
            allowed("[dynamodb:GetItem, dynamodb:PutItem]", "!GetAtt Table.Arn"),
            allowed("dynamodb:PutItem", "!GetAtt Table.Arn", effect="Deny"),
        )
    )
    assert found == ["Fn reads Table"]


def test_a_denial_of_one_action_leaves_the_others(edges):
    found = edges(
        FUNCTION
        + role(
            allowed("[dynamodb:UpdateItem, dynamodb:PutItem]", "!GetAtt Table.Arn"),
            allowed("dynamodb:PutItem", "'*'", effect="Deny"),
        )
    )
    assert found == ["Fn writes Table"]


def test_a_permission_for_everything_means_what_the_environment_names(edges):
    world = FUNCTION.replace(
        "Code: {S3Bucket: b}", "Code: {S3Bucket: b}, Environment: {Variables: {T: !Ref Table}}"
    )
    assert edges(world + role(allowed("dynamodb:PutItem", "'*'"))) == ["Fn writes Table"]


def test_a_permission_for_everything_is_unresolved_where_nothing_is_named(graph):
    found = graph(FUNCTION + role(allowed("[dynamodb:GetItem, dynamodb:PutItem]", "'*'")))
    assert [(node.id, node.reason) for node in found.unresolved] == [
        ("unresolved:Fn/dynamodb", "may read and write any table: its policy names none")
    ]
    assert found.flow == ()


def test_a_wildcard_that_fits_what_the_environment_names_means_only_that(edges):
    world = FUNCTION.replace(
        "Code: {S3Bucket: b}", "Code: {S3Bucket: b}, Environment: {Variables: {T: !Ref Other}}"
    )
    found = edges(world + role(allowed("dynamodb:PutItem", "'arn:aws:dynamodb:*:*:table/?*rs'")))
    assert found == ["Fn writes Other"]


def test_evidence_is_where_the_action_and_the_resource_are_written(graph):
    (edge,) = graph(FUNCTION + role(allowed("sns:Publish", "!Ref Topic"))).flow
    assert [place.line for place in edge.evidence] == [18]
    assert "Action: sns:Publish" in edge.evidence[0].fragment


def test_policies_of_their_own_reach_the_roles_they_name(edges):
    found = edges(
        FUNCTION
        + """
  Role: {Type: AWS::IAM::Role}
  Policy:
    Type: AWS::IAM::Policy
    Properties:
      Roles: [!Ref Role]
      PolicyDocument: {Statement: [{Effect: Allow, Action: sns:Publish, Resource: !Ref Topic}]}
  RolePolicy:
    Type: AWS::IAM::RolePolicy
    Properties:
      RoleName: !Ref Role
      PolicyDocument: >
        {"Statement": {"Effect": "Allow", "Action": "dynamodb:GetItem",
        "Resource": "arn:aws:dynamodb:x:1:table/orders"}}
  Managed:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      Roles: [!Ref Role]
      PolicyDocument:
        Statement: [{Effect: Allow, Action: sqs:SendMessage, Resource: !GetAtt Queue.Arn}]
"""
    )
    assert found == ["Fn publishes Queue", "Fn reads Table", "Fn publishes Topic"]


def test_a_managed_policy_of_aws_is_a_permission_for_everything(graph):
    found = graph(
        FUNCTION
        + """
  Role:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
        - !Sub arn:${AWS::Partition}:iam::aws:policy/AmazonSQSFullAccess
"""
    )
    assert [node.reason for node in found.unresolved] == [
        "may publish on any queue: its policy names none"
    ]


def test_containers_act_and_state_machines_do_not(edges):
    found = edges(
        FUNCTION
        + """
  Task: {Type: AWS::ECS::TaskDefinition, Properties: {TaskRoleArn: !GetAtt Role.Arn}}
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: !GetAtt Role.Arn
      Definition: {StartAt: A, States: {A: {Type: Succeed}}}
"""
        + role(allowed("sns:Publish", "!Ref Topic"))
    )
    assert found == ["Fn publishes Topic", "Task publishes Topic"]


def test_a_queue_s_policy_lets_a_role_send(edges):
    found = edges(
        FUNCTION
        + """
  Role: {Type: AWS::IAM::Role}
  QueuePolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Queue]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {AWS: !GetAtt Role.Arn}
            Action: sqs:SendMessage
            Resource: '*'
          - Effect: Allow
            Principal: {Service: sns.amazonaws.com}
            Action: sqs:SendMessage
            Resource: '*'
"""
    )
    assert found == ["Fn publishes Queue"]


SAM = "Transform: AWS::Serverless-2016-10-31\n"


def test_sam_s_policy_templates_and_connectors(edges):
    found = edges(
        """
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      Runtime: nodejs22.x
      CodeUri: src
      Policies:
        - DynamoDBReadPolicy: {TableName: !Ref Table}
        - SNSPublishMessagePolicy: {TopicName: !GetAtt Topic.TopicName}
    Connectors:
      ToQueue: {Properties: {Destination: {Id: Queue}, Permissions: [Read, Write]}}
  Table: {Type: AWS::Serverless::SimpleTable}
  Topic: {Type: AWS::SNS::Topic}
  Queue: {Type: AWS::SQS::Queue}
""",
        SAM,
    )
    assert found == ["Fn publishes Queue", "Fn reads Table", "Fn publishes Topic"]


def test_the_permission_to_set_failures_aside_is_no_publishing(edges):
    found = edges(
        """
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      Runtime: nodejs22.x
      CodeUri: src
      DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Queue.Arn}
  Queue: {Type: AWS::SQS::Queue}
""",
        SAM,
    )
    assert found == []


WAITING = """
  %s:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      Definition:
        StartAt: Ask
        States:
          Ask:
            Type: Task
            End: true
            Resource: arn:aws:states:::%s.waitForTaskToken
            Parameters: {%s, "Payload": {"token.$": "$$.Task.Token"}}
"""


def test_who_may_send_a_task_s_success_calls_back_the_only_machine_that_waits(edges):
    found = edges(
        FUNCTION
        + WAITING % ("Machine", "sqs:sendMessage", "QueueUrl: !Ref Queue")
        + role(allowed("states:SendTaskSuccess", "'*'"))
    )
    assert found == ["Fn calls_back Machine"]


def test_of_several_machines_the_one_whose_token_it_gets_is_called_back(edges):
    found = edges(
        FUNCTION
        + WAITING % ("One", "sqs:sendMessage", "QueueUrl: !Ref Queue")
        + WAITING % ("Two", "lambda:invoke", "FunctionName: !Ref Fn")
        + role(allowed("'states:SendTask*'", "'*'"))
    )
    assert found == ["Fn calls_back Two"]


@pytest.mark.parametrize(
    "document",
    [
        "[]",
        "nonsense",
        "'{'",
        "{Statement: [[[]], 3, null, {Effect: Allow}]}",
        "{Statement: {Effect: [Allow], Action: {}, Resource: 3}}",
        "{Statement: {Effect: Allow, Action: [3, {a: b}, sns:Publish], Resource: [3, {}]}}",
        "{Statement: {Effect: Allow, Action: sns:Publish, Resource: !Ref Nowhere}}",
        "{Statement: {Effect: Allow, Action: 'sns:*', Resource: 'arn:aws:sns'}}",
    ],
)
def test_no_shape_of_a_policy_breaks_the_reading(graph, document):
    graph(
        FUNCTION
        + f"""
  Role: {{Type: AWS::IAM::Role, Properties: {{Policies: [{{PolicyDocument: {document}}}]}}}}
"""
    )


def test_many_wildcards_in_a_row_are_matched_in_no_time(edges):
    pattern = "'sns:" + "*a" * 90 + "'"
    assert edges(FUNCTION + role(allowed(pattern, "!Ref Topic"))) == []


ARN = "{Statement: [{Effect: Allow, Action: '%s', Resource: !Sub 'arn:aws:%s'}]}"
HERE = "${AWS::Region}:${AWS::AccountId}"
NAMED = """
Transform: AWS::Serverless-2016-10-31
Parameters: {BusName: {Type: String, Default: shop}}
Resources:
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: shop}}
  Table: {Type: AWS::DynamoDB::Table, Properties: {TableName: orders}}
  F:
    Type: AWS::Serverless::Function
    Properties: {Handler: a.b, Policies: [POLICY]}
"""


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("{EventBridgePutEventsPolicy: {EventBusName: !Ref BusName}}", ["F publishes Bus"]),
        ("{DynamoDBReadPolicy: {TableName: orders}}", ["F reads Table"]),
        ("{SQSSendMessagePolicy: {QueueName: far}}", ["F publishes ext:queue/far"]),
        (ARN % ("dynamodb:GetItem", f"dynamodb:{HERE}:table/orders"), ["F reads Table"]),
        (
            ARN % ("events:PutEvents", f"events:{HERE}:event-bus/default"),
            ["F publishes ext:bus/default"],
        ),
        (ARN % ("sns:Publish", f"sns:{HERE}:*"), []),
    ],
)
def test_a_permission_may_name_its_resource(tmp_path, policy: str, expected: list[str]) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(NAMED.replace("POLICY", policy))
    graph = extract([path])
    assert [str(edge) for edge in graph.flow] == expected
    assert bool(expected) or "any topic" in graph.unresolved[0].reason
