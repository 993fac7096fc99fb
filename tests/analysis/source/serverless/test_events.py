"""Every kind of event of a function: what triggers it, under the ids that the Framework gives."""

import pytest

KITCHEN = """service: kitchen
provider:
  name: aws
  runtime: python3.12
  environment: {QUEUE: !Ref Orders}
  iam:
    role:
      statements: [{Effect: Allow, Action: "sqs:SendMessage", Resource: !GetAtt Orders.Arn}]
functions:
  take: {handler: src/take.handler, events: [{http: {path: orders, method: post}}]}
  cook: {handler: src/cook.handler, events: [{sqs: {arn: !GetAtt Orders.Arn}}]}
resources:
  Resources:
    Orders: {Type: AWS::SQS::Queue, Properties: {QueueName: "${self:service}-${sls:stage}-orders"}}
"""

EVENTS = {
    "http: {path: orders, method: post}": "ApiGatewayRestApi invokes CookLambdaFunction",
    "http: POST orders/{id}": "ApiGatewayRestApi invokes CookLambdaFunction",
    "httpApi: 'GET /orders'": "HttpApi invokes CookLambdaFunction",
    "httpApi: '*'": "HttpApi invokes CookLambdaFunction",
    "websocket: $connect": "WebsocketsApi invokes CookLambdaFunction",
    "websocket: {route: $default}": "WebsocketsApi invokes CookLambdaFunction",
    "sqs: !GetAtt Orders.Arn": "Orders triggers CookLambdaFunction",
    "sqs: {arn: !GetAtt Orders.Arn}": "Orders triggers CookLambdaFunction",
    "sqs: {arn: {Fn::GetAtt: [Orders, Arn]}}": "Orders triggers CookLambdaFunction",
    "sqs: 'arn:aws:sqs:eu-west-1:1:orders'": "Orders triggers CookLambdaFunction",
    "sns: placed": "SNSTopicPlaced triggers CookLambdaFunction",
    "sns: {topicName: placed, filterPolicy: {}}": "SNSTopicPlaced triggers CookLambdaFunction",
    "sns: {arn: !Ref Placed, topicName: placed}": "Placed triggers CookLambdaFunction",
    "sns: !Ref Placed": "Placed triggers CookLambdaFunction",
    "stream: {type: dynamodb, arn: !GetAtt Table.StreamArn}": "Table triggers CookLambdaFunction",
    "stream: {type: kinesis, arn: !GetAtt Stream.Arn, consumer: true}": (
        "Stream triggers CookLambdaFunction"
    ),
    "schedule: rate(1 minute)": "CookEventsRuleSchedule1 triggers CookLambdaFunction",
    "schedule: {rate: [rate(1 minute)], method: scheduler}": (
        "CookSchedulerSchedule1 triggers CookLambdaFunction"
    ),
    "eventBridge: {pattern: {source: [a]}, eventBus: !Ref Bus}": (
        "Shopdevcookrule1EventBridgeRule triggers CookLambdaFunction"
    ),
    "s3: pictures": "S3BucketPictures triggers CookLambdaFunction",
    "s3: {bucket: pictures, event: 's3:ObjectRemoved:*', rules: [{prefix: a/}]}": (
        "S3BucketPictures triggers CookLambdaFunction"
    ),
    "s3: {bucket: !Ref Bucket, existing: true}": "Bucket triggers CookLambdaFunction",
    "s3: {bucket: my-bucket, existing: true}": "Bucket triggers CookLambdaFunction",
    "iot: {sql: SELECT * FROM 'a'}": "CookIotTopicRule1 triggers CookLambdaFunction",
    "cloudwatchEvent: {event: {source: [aws.ec2]}}": (
        "CookEventsRuleCloudWatchEvent1 triggers CookLambdaFunction"
    ),
    "cognitoUserPool: {pool: people, trigger: PreSignUp}": (
        "CognitoUserPoolPeople triggers CookLambdaFunction"
    ),
    "cognitoUserPool: {pool: folk, trigger: PreSignUp, existing: true}": (
        "Pool triggers CookLambdaFunction"
    ),
    "alb: {listenerArn: !Ref Listener, priority: 1, conditions: {path: /}}": (
        "Balancer invokes CookLambdaFunction"
    ),
    "alb: {listenerArn: 'arn:aws:elasticloadbalancing:e:1:listener/app/front/5/f', priority: 2}": (
        "ext:api/front invokes CookLambdaFunction"
    ),
    "alexaSkill: amzn1.ask.skill.a": "ext:resource/amzn1.ask.skill.a triggers CookLambdaFunction",
    "alexaSkill": "ext:resource/alexa triggers CookLambdaFunction",
    "alexaSmartHome: {appId: amzn1.ask.skill.b}": (
        "ext:resource/amzn1.ask.skill.b triggers CookLambdaFunction"
    ),
    "cloudFront: {eventType: viewer-request, origin: 's3://a.s3.amazonaws.com'}": (
        "CloudFrontDistribution invokes CookLambdaFunction"
    ),
    "cloudwatchLog: /aws/other": "ext:resource//aws/other triggers CookLambdaFunction",
    "cloudwatchLog: {logGroup: /aws/other, filter: ERROR}": (
        "ext:resource//aws/other triggers CookLambdaFunction"
    ),
    "msk: {arn: 'arn:aws:kafka:eu-west-1:1:cluster/Cluster/1', topic: orders}": (
        "ext:stream/Cluster triggers CookLambdaFunction"
    ),
    "kafka: {bootstrapServers: [a:1], topic: orders, accessConfigurations: {}}": (
        "ext:stream/orders triggers CookLambdaFunction"
    ),
    "activemq: {arn: !GetAtt Broker.Arn, queue: q, basicAuthArn: x}": (
        "Broker triggers CookLambdaFunction"
    ),
    "rabbitmq: {arn: !GetAtt Broker.Arn, queue: q, basicAuthArn: x}": (
        "Broker triggers CookLambdaFunction"
    ),
}

AROUND = """
functions:
  cook:
    handler: cook.handler
    events:
      - EVENT
resources:
  Resources:
    Orders: {Type: AWS::SQS::Queue, Properties: {QueueName: orders}}
    Placed: {Type: AWS::SNS::Topic}
    Table: {Type: AWS::DynamoDB::Table}
    Stream: {Type: AWS::Kinesis::Stream}
    Bus: {Type: AWS::Events::EventBus, Properties: {Name: shop}}
    Bucket: {Type: AWS::S3::Bucket, Properties: {BucketName: my-bucket}}
    Pool: {Type: AWS::Cognito::UserPool, Properties: {UserPoolName: folk}}
    Broker: {Type: AWS::AmazonMQ::Broker}
    Balancer: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer}
    Listener:
      Type: AWS::ElasticLoadBalancingV2::Listener
      Properties: {LoadBalancerArn: !Ref Balancer}
"""


def test_the_kitchen_is_read(edges) -> None:
    assert edges(KITCHEN) == [
        "ApiGatewayRestApi invokes TakeLambdaFunction",
        "Orders triggers CookLambdaFunction",
        "TakeLambdaFunction publishes Orders",
    ]


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_starts_the_function(read_service, event: str) -> None:
    graph = read_service(AROUND.replace("EVENT", event))
    assert EVENTS[event] in [str(edge) for edge in graph.flow]
    assert not graph.unresolved


@pytest.mark.parametrize("event", EVENTS)
def test_each_edge_shows_the_line_of_the_event(read_service, event: str) -> None:
    graph = read_service(AROUND.replace("EVENT", event))
    [evidence] = [e.evidence for e in graph.flow if str(e) == EVENTS[event]]
    assert event.split(":", maxsplit=1)[0] in evidence[0].fragment


def test_a_bus_that_is_only_named_is_made(edges) -> None:
    event = "eventBridge: {pattern: {source: [a]}, eventBus: other}"
    found = edges(AROUND.replace("EVENT", event))
    assert "OtherEventBridgeEventBus routes Shopdevcookrule1EventBridgeRule" in found


def test_a_bus_of_the_service_is_meant_by_its_name(edges) -> None:
    event = "eventBridge: {pattern: {source: [a]}, eventBus: shop}"
    found = edges(AROUND.replace("EVENT", event))
    assert "Bus routes Shopdevcookrule1EventBridgeRule" in found


def test_without_a_bus_it_is_the_default_one(edges) -> None:
    found = edges(AROUND.replace("EVENT", "eventBridge: {pattern: {source: [a]}}"))
    assert "ext:bus/default routes Shopdevcookrule1EventBridgeRule" in found


def test_two_rates_are_two_rules(edges) -> None:
    found = edges(AROUND.replace("EVENT", "schedule: {rate: [rate(1 day), cron(0 1 * * ? *)]}"))
    assert found == [
        "CookEventsRuleSchedule1 triggers CookLambdaFunction",
        "CookEventsRuleSchedule2 triggers CookLambdaFunction",
    ]


def test_what_a_stream_fails_on_goes_where_the_event_says(edges) -> None:
    event = (
        "stream: {type: dynamodb, arn: !GetAtt Table.StreamArn, "
        "destinations: {onFailure: {type: sqs, arn: !GetAtt Orders.Arn}}}"
    )
    assert "CookLambdaFunction redrives Orders" in edges(AROUND.replace("EVENT", event))


def test_what_a_subscription_cannot_deliver_goes_to_its_queue(edges) -> None:
    event = "sns: {topicName: placed, redrivePolicy: {deadLetterTargetRef: Orders}}"
    assert "CookLambdaFunction redrives Orders" in edges(AROUND.replace("EVENT", event))


def test_a_filter_of_a_subscription_is_kept(made) -> None:
    event = "sns: {topicName: placed, filterPolicy: {kind: [big]}}"
    subscription = made(AROUND.replace("EVENT", event))["CookSnsSubscriptionPlaced"]
    assert subscription.properties["FilterPolicy"] == {"kind": ["big"]}


def test_an_event_that_is_switched_off_is_made_so(made) -> None:
    sqs = made(AROUND.replace("EVENT", "sqs: {arn: !GetAtt Orders.Arn, enabled: false}"))
    assert sqs["CookEventSourceMappingSQSOrders"].properties["Enabled"] is False
    rate = made(AROUND.replace("EVENT", "schedule: {rate: rate(1 day), enabled: false}"))
    assert rate["CookEventsRuleSchedule1"].properties["State"] == "DISABLED"


def test_several_functions_hear_one_topic(edges) -> None:
    world = """
functions:
  one: {handler: a.b, events: [sns: placed]}
  two-more: {handler: a.b, events: [sns: placed]}
"""
    assert edges(world) == [
        "SNSTopicPlaced triggers OneLambdaFunction",
        "SNSTopicPlaced triggers TwoDashmoreLambdaFunction",
    ]


def test_one_bucket_tells_several_functions(edges) -> None:
    world = """
functions:
  one: {handler: a.b, events: [s3: pictures]}
  two: {handler: a.b, events: [s3: {bucket: pictures, event: "s3:ObjectRemoved:*"}]}
"""
    assert edges(world) == [
        "S3BucketPictures triggers OneLambdaFunction",
        "S3BucketPictures triggers TwoLambdaFunction",
    ]


def test_an_api_asks_its_authorizers(edges) -> None:
    world = """service: shop
provider:
  name: aws
  httpApi: {authorizers: {mine: {type: request, functionName: check}}}
functions:
  check: {handler: a.b}
  rest: {handler: a.b, events: [http: {path: a, method: get, authorizer: check}]}
  named: {handler: a.b, events: [http: {path: b, method: get, authorizer: {name: check}}]}
  new: {handler: a.b, events: [httpApi: {path: /a, method: get, authorizer: {name: mine}}]}
  socket: {handler: a.b, events: [websocket: {route: $connect, authorizer: check}]}
"""
    found = edges(world)
    for api in ("ApiGatewayRestApi", "HttpApi", "WebsocketsApi"):
        assert f"{api} invokes CheckLambdaFunction" in found


def test_a_shared_api_is_the_one_that_is_named(edges) -> None:
    world = """service: shop
provider: {name: aws, apiGateway: {restApiId: !Ref Mine}}
functions:
  one: {handler: a.b, events: [http: GET a]}
resources: {Resources: {Mine: {Type: AWS::ApiGateway::RestApi}}}
"""
    assert edges(world) == ["Mine invokes OneLambdaFunction"]


def test_an_event_of_a_plugin_is_said(reasons) -> None:
    assert reasons(AROUND.replace("EVENT", "strange: {a: b}")) == ["it is no event that is read"]
