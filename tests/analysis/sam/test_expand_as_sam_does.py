"""Our expansion makes the ids, types and wiring that aws-sam-translator makes."""

import json
from importlib.resources import files

import pytest

pytestmark = pytest.mark.slow  # samtranslator takes seconds to import

BESIDE = """
  Q: {Type: AWS::SQS::Queue}
  T: {Type: AWS::SNS::Topic}
  S: {Type: AWS::Kinesis::Stream, Properties: {ShardCount: 1}}
  B: {Type: AWS::S3::Bucket}
  Pool: {Type: AWS::Cognito::UserPool}
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: b}}
  Tab: {Type: AWS::Serverless::SimpleTable, Properties: {PrimaryKey: {Name: k, Type: Number}}}
"""
FUNCTION = """
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      Runtime: python3.11
      CodeUri: s3://bucket/key
"""
MACHINE = """
  M:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: s3://bucket/key
"""


def world(resource: str, more: str = "", globals_: str = "") -> str:
    """A template with one resource, lines of it more (at the depth of properties), and others."""
    shifted = "".join(f"      {line}\n" for line in more.strip("\n").split("\n"))
    return f"{globals_}\nResources:{BESIDE}{resource.rstrip()}\n{shifted}"


def events(text: str) -> str:
    return "Events:\n" + "".join(f"  {line}\n" for line in text.strip().split("\n"))


OF_FUNCTIONS = {
    "queue": "E: {Type: SQS, Properties: {Queue: !GetAtt Q.Arn, BatchSize: 5}}",
    "queue filtered": """
E:
  Type: SQS
  Properties:
    Queue: !GetAtt Q.Arn
    FilterCriteria: {Filters: [{Pattern: '{"a": ["b"]}'}]}""",
    "stream with a queue for failures": """
E:
  Type: Kinesis
  Properties:
    Stream: !GetAtt S.Arn
    StartingPosition: LATEST
    DestinationConfig: {OnFailure: {Type: SQS, Destination: !GetAtt Q.Arn}}""",
    "table's stream with a topic for failures": """
E:
  Type: DynamoDB
  Properties:
    Stream: !GetAtt Tab.StreamArn
    StartingPosition: LATEST
    DestinationConfig: {OnFailure: {Type: SNS, Destination: !Ref T}}""",
    "kafka on AWS": """
E:
  Type: MSK
  Properties: {Stream: "arn:aws:kafka:::cluster/c", StartingPosition: LATEST, Topics: [t]}""",
    "kafka elsewhere": """
E:
  Type: SelfManagedKafka
  Properties:
    KafkaBootstrapServers: ["a:9092"]
    Topics: [t]
    SourceAccessConfigurations: [{Type: SASL_SCRAM_512_AUTH, URI: "arn:aws:secretsmanager:::s"}]""",
    "topic": "E: {Type: SNS, Properties: {Topic: !Ref T, FilterPolicy: {a: [b]}}}",
    "topic through new queue": "E: {Type: SNS, Properties: {Topic: !Ref T, SqsSubscription: true}}",
    "topic through a queue": """
E:
  Type: SNS
  Properties:
    Topic: !Ref T
    SqsSubscription: {QueueArn: !GetAtt Q.Arn, QueueUrl: !Ref Q, QueuePolicyLogicalId: Pol}""",
    "bucket": """
E: {Type: S3, Properties: {Bucket: !Ref B, Events: "s3:ObjectCreated:*"}}
F: {Type: S3, Properties: {Bucket: !Ref B, Events: ["s3:ObjectRemoved:*", "s3:Replication:*"]}}""",
    "schedule with a queue": """
E: {Type: Schedule, Properties: {Schedule: rate(1 day), DeadLetterConfig: {Type: SQS}}}""",
    "schedule off": "E: {Type: Schedule, Properties: {Schedule: rate(1 day), Enabled: false}}",
    "schedule, second edition": """
E:
  Type: ScheduleV2
  Properties: {ScheduleExpression: rate(1 day), DeadLetterConfig: {Type: SQS}, Input: "{}"}""",
    "rule": """
E:
  Type: EventBridgeRule
  Properties:
    EventBusName: !Ref Bus
    Pattern: {source: [shop], detail-type: [Sold]}
    DeadLetterConfig: {Type: SQS, QueueLogicalId: Letters}
    RetryPolicy: {MaximumRetryAttempts: 3}
    InputPath: $.detail""",
    "rule with a given queue": """
E:
  Type: CloudWatchEvent
  Properties: {Pattern: {source: [aws.ec2]}, DeadLetterConfig: {Arn: !GetAtt Q.Arn}}""",
    "logs": "E: {Type: CloudWatchLogs, Properties: {LogGroupName: /g, FilterPattern: x}}",
    "device": "E: {Type: IoTRule, Properties: {Sql: SELECT * FROM 'a'}}",
    "user pool": """
E: {Type: Cognito, Properties: {UserPool: !Ref Pool, Trigger: [PreSignUp, PostConfirmation]}}""",
    "skill": "E: {Type: AlexaSkill}",
    "implicit APIs": """
E: {Type: Api, Properties: {Path: /a, Method: get}}
F: {Type: Api, Properties: {Path: "/a/{b}", Method: any}}
G: {Type: HttpApi, Properties: {Path: /c, Method: post}}
H: {Type: HttpApi}""",
}
POLICIES = """
Policies:
  - SQSSendMessagePolicy: {QueueName: !GetAtt Q.QueueName}
  - AmazonS3ReadOnlyAccess
  - arn:aws:iam::aws:policy/AmazonSQSFullAccess
  - Version: 2012-10-17
    Statement: [{Effect: Allow, Action: "sns:Publish", Resource: !Ref T}]
  - DynamoDBCrudPolicy: {TableName: !Ref Tab}"""
FUNCTIONS = {
    "bare": "Timeout: 3",
    "policies": POLICIES,
    "single policy": "Policies: AmazonS3ReadOnlyAccess",
    "role": "Role: arn:aws:iam::123456789012:role/r",
    "dead letters": "DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Q.Arn}",
    "alias, URL and events": """
AutoPublishAlias: live-now
FunctionUrlConfig: {AuthType: AWS_IAM}
Events:
  E: {Type: SQS, Properties: {Queue: !GetAtt Q.Arn}}
  F: {Type: EventBridgeRule, Properties: {Pattern: {source: [shop]}}}
  G: {Type: Api, Properties: {Path: /a, Method: get}}""",
    "URL": "FunctionUrlConfig: {AuthType: NONE}",
    "implicit destinations": """
EventInvokeConfig:
  MaximumRetryAttempts: 1
  DestinationConfig: {OnSuccess: {Type: SNS}, OnFailure: {Type: SQS}}""",
    "given destinations": """
EventInvokeConfig:
  DestinationConfig:
    OnSuccess: {Type: EventBridge, Destination: !GetAtt Bus.Arn}
    OnFailure: {Type: Lambda, Destination: "arn:aws:lambda:us-east-1:123456789012:function:f"}""",
    "layers": "Layers: [!Ref Layer]",
}
MACHINES = {
    "policies": POLICIES,
    "role": "Role: arn:aws:iam::123456789012:role/r",
    "substitutions": "Name: n\nDefinitionSubstitutions: {Queue: !Ref Q}",
    "alias": """
AutoPublishAlias: live
UseAliasAsEventTarget: true
Events: {E: {Type: EventBridgeRule, Properties: {Pattern: {source: [shop]}}}}""",
    "events": """
Events:
  A: {Type: Api, Properties: {Path: /a, Method: post}}
  S: {Type: Schedule, Properties: {Schedule: rate(1 day), DeadLetterConfig: {Type: SQS}}}
  V: {Type: ScheduleV2, Properties: {ScheduleExpression: rate(1 day)}}
  R: {Type: EventBridgeRule, Properties: {EventBusName: !Ref Bus, Pattern: {source: [shop]}}}
  W: {Type: CloudWatchEvent, Properties: {Pattern: {source: [aws.ec2]}}}""",
}
GLOBALS = """
Globals:
  Function:
    Timeout: 9
    Runtime: python3.9
    Environment: {Variables: {A: global, B: global}}
    Layers: ["arn:aws:lambda:us-east-1:123456789012:layer:l:1"]
"""
LOCAL = """
Environment: {Variables: {B: local}}
Layers: ["arn:aws:lambda:us-east-1:123456789012:layer:m:1"]"""
API_EVENTS = """
Events:
  A: {Type: Api, Properties: {RestApiId: !Ref Rest, Path: /a, Method: get}}
  B: {Type: HttpApi, Properties: {ApiId: !Ref Http, Path: /b, Method: get}}
"""
LAMBDA_AUTHORIZER = "Auth: {Authorizers: {Guard: {FunctionArn: !GetAtt Fn.Arn, %s}}}"
APIS = f"""
  Rest:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      {LAMBDA_AUTHORIZER % "FunctionPayloadType: TOKEN"}
  Http:
    Type: AWS::Serverless::HttpApi
    Properties:
      {LAMBDA_AUTHORIZER % 'AuthorizerPayloadFormatVersion: "2.0"'}
"""
WRITTEN_APIS = """
  Rest:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      DefinitionBody: {swagger: "2.0", info: {}, paths: {/z: {get: {}}}}
  Http:
    Type: AWS::Serverless::HttpApi
    Properties:
      DefinitionBody: {openapi: "3.0.1", info: {}, paths: {/z: {get: {}}}}
"""
SOCKETS = """
  Socket:
    Type: AWS::Serverless::WebSocketApi
    Properties:
      RouteSelectionExpression: $request.body.action
      StageName: live
      Auth: {AuthType: CUSTOM, AuthArn: !GetAtt Fn.Arn}
      Routes:
        $connect: {FunctionArn: !GetAtt Fn.Arn}
        send: {FunctionArn: !GetAtt Fn.Arn}
"""
GRAPHQL = """
  G:
    Type: AWS::Serverless::GraphQLApi
    Properties:
      Logging: {CloudWatchLogsRoleArn: "arn:aws:iam::123456789012:role/r"}
      SchemaInline: "type Query { a: String }"
      Auth: {Type: AWS_LAMBDA, LambdaAuthorizer: {AuthorizerUri: !GetAtt Fn.Arn}}
      DataSources:
        Lambda: {Fun: {FunctionArn: !GetAtt Fn.Arn, ServiceRoleArn: arn:r}}
        DynamoDb: {Dyn: {TableName: !Ref Tab, TableArn: !GetAtt Tab.Arn, ServiceRoleArn: arn:r}}
      Functions:
        one: {DataSource: Fun, InlineCode: x, Runtime: {Name: APPSYNC_JS, Version: 1.0.0}}
        two: {DataSource: Dyn, InlineCode: x, Runtime: {Name: APPSYNC_JS, Version: 1.0.0}}
        tri: {DataSource: none, InlineCode: x, Runtime: {Name: APPSYNC_JS, Version: 1.0.0}}
      Resolvers: {Query: {a: {Pipeline: [one, two]}}}
"""
LAYER = "\n  Layer: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: s3://b/k}}\n"
WORLDS = {
    **{f"event: {name}": world(FUNCTION, events(each)) for name, each in OF_FUNCTIONS.items()},
    **{f"function: {name}": world(LAYER + FUNCTION, each) for name, each in FUNCTIONS.items()},
    **{f"machine: {name}": world(MACHINE, each) for name, each in MACHINES.items()},
    "globals": world(FUNCTION, LOCAL, GLOBALS),
    "APIs with routes and authorizers": world(APIS + FUNCTION, API_EVENTS),
    "APIs with bodies of their own": world(WRITTEN_APIS + FUNCTION, API_EVENTS),
    "sockets": world(SOCKETS + FUNCTION, "Timeout: 3"),
    "GraphQL": world(GRAPHQL + FUNCTION, "Timeout: 3"),
}


@pytest.mark.parametrize("name", WORLDS)
def test_ids_types_and_wiring_are_those_of_sam(name, expanded, translated, wiring):
    ours = wiring(expanded(WORLDS[name]).resources)
    assert ours == wiring(translated(WORLDS[name]))
    assert len(ours) > len(BESIDE.split("\n"))


def test_every_policy_template_allows_what_sam_makes_it_allow(expanded, translated, wiring):
    package = files("samtranslator") / "policy_templates_data" / "policy_templates.json"
    templates = json.loads(package.read_text())["Templates"]
    policies = [
        {name: {parameter: f"<{parameter}>" for parameter in each["Parameters"]}}
        for name, each in templates.items()
    ]
    text = world(FUNCTION, f"Policies: {json.dumps(policies)}")
    ours = wiring(expanded(text).resources)
    assert len([line for line in ours if line.startswith("FnRole may ")]) > 3 * len(templates)
    assert ours == wiring(translated(text))
