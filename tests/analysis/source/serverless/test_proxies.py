"""An API that calls AWS itself, by the plugin serverless-apigateway-service-proxy."""

import pytest

WORLD = """
custom:
  apiGatewayServiceProxies:
    - PROXY
resources:
  Resources:
    Queue: {Type: AWS::SQS::Queue}
    Topic: {Type: AWS::SNS::Topic}
    Stream: {Type: AWS::Kinesis::Stream}
    Table: {Type: AWS::DynamoDB::Table}
    Bucket: {Type: AWS::S3::Bucket}
    Bus: {Type: AWS::Events::EventBus}
"""


@pytest.mark.parametrize(
    ("proxy", "does"),
    [
        ("sqs: {path: /a, method: post, queueName: !GetAtt Queue.QueueName}", "publishes Queue"),
        ("sns: {path: /a, method: post, topicName: !GetAtt Topic.TopicName}", "publishes Topic"),
        ("kinesis: {path: /a, method: post, streamName: !Ref Stream}", "publishes Stream"),
        (
            "dynamodb: {path: /a, method: put, action: PutItem, tableName: !Ref Table}",
            "writes Table",
        ),
        ("dynamodb: {path: /a, method: get, action: Query, tableName: !Ref Table}", "reads Table"),
        ("s3: {path: /a, method: post, action: PutObject, bucket: !Ref Bucket}", "writes Bucket"),
        (
            "eventbridge: {path: /a, method: post, source: shop, eventBusName: !Ref Bus}",
            "publishes Bus",
        ),
    ],
)
def test_the_api_acts_on_what_a_proxy_names(edges, proxy: str, does: str) -> None:
    assert edges(WORLD.replace("PROXY", proxy)) == [f"ApiGatewayRestApi {does}"]
