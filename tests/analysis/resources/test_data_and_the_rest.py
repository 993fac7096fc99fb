"""Buckets, streams, devices, user pools, mail, logs; and shapes that nobody should write."""

import pytest

from analysis.extract.resources import READERS

pytestmark = pytest.mark.slow  # hostile shapes are many


def test_a_bucket_tells_functions_queues_topics_and_the_default_bus(draw):
    world = draw("""
        Files:
          Type: AWS::S3::Bucket
          Properties:
            NotificationConfiguration:
              LambdaConfigurations: [{Event: "s3:ObjectCreated:*", Function: !GetAtt Work.Arn}]
              QueueConfigurations: [{Event: "s3:ObjectCreated:*", Queue: !GetAtt Inbox.Arn}]
              TopicConfigurations: [{Event: "s3:ObjectRemoved:*", Topic: !Ref News}]
              EventBridgeConfiguration: {EventBridgeEnabled: true}
        Quiet:
          Type: AWS::S3::Bucket
          Properties:
            NotificationConfiguration: {EventBridgeConfiguration: {EventBridgeEnabled: false}}
        Work: {Type: AWS::Lambda::Function}
        Inbox: {Type: AWS::SQS::Queue}
        News: {Type: AWS::SNS::Topic}
        """)
    assert world.flow == [
        "Files delivers Inbox",
        "Files delivers News",
        "Files delivers ext:bus/default",
        "Files triggers Work",
    ]
    [said] = world.reading.emissions
    assert (said.publisher, said.channel, said.source) == ("Files", "ext:bus/default", "aws.s3")


def test_cdks_custom_resource_gives_a_bucket_its_notifications(draw):
    world = draw("""
        Files: {Type: AWS::S3::Bucket}
        Work: {Type: AWS::Lambda::Function}
        FilesNotifications:
          Type: Custom::S3BucketNotifications
          Properties:
            ServiceToken: !GetAtt Handler.Arn
            BucketName: !Ref Files
            NotificationConfiguration:
              LambdaFunctionConfigurations:
                - {Events: ["s3:ObjectCreated:*"], LambdaFunctionArn: !GetAtt Work.Arn}
        Handler: {Type: AWS::Lambda::Function}
        """)
    assert world.flow == ["Files triggers Work"]


def test_changes_flow_from_a_table_through_streams_into_a_bucket(draw):
    world = draw("""
        Table:
          Type: AWS::DynamoDB::Table
          Properties: {KinesisStreamSpecification: {StreamArn: !GetAtt Changes.Arn}}
        Changes: {Type: AWS::Kinesis::Stream}
        Lake: {Type: AWS::S3::Bucket}
        Clean: {Type: AWS::Lambda::Function}
        Delivery:
          Type: AWS::KinesisFirehose::DeliveryStream
          Properties:
            KinesisStreamSourceConfiguration: {KinesisStreamARN: !GetAtt Changes.Arn}
            ExtendedS3DestinationConfiguration:
              BucketARN: !GetAtt Lake.Arn
              ProcessingConfiguration:
                Processors:
                  - Type: Lambda
                    Parameters:
                      - {ParameterName: NumberOfRetries, ParameterValue: "3"}
                      - {ParameterName: LambdaArn, ParameterValue: !GetAtt Clean.Arn}
        """)
    assert world.flow == [
        "Changes delivers Delivery",
        "Delivery invokes Clean",
        "Delivery writes Lake",
        "Table delivers Changes",
    ]


def test_a_rule_of_iot_acts(draw):
    world = draw("""
        Rule:
          Type: AWS::IoT::TopicRule
          Properties:
            TopicRulePayload:
              Sql: SELECT * FROM 'things/+'
              Actions:
                - Lambda: {FunctionArn: !GetAtt Work.Arn}
                - DynamoDBv2: {PutItem: {TableName: !Ref Table}}
                - Kinesis: {StreamName: !Ref Clicks}
              ErrorAction: {Sqs: {QueueUrl: !Ref Dead}}
        Work: {Type: AWS::Lambda::Function}
        Table: {Type: AWS::DynamoDB::Table}
        Clicks: {Type: AWS::Kinesis::Stream}
        Dead: {Type: AWS::SQS::Queue}
        """)
    assert world.flow == [
        "Rule delivers Clicks",
        "Rule redrives Dead",
        "Rule triggers Work",
        "Rule writes Table",
    ]


def test_the_rarer_sources_trigger_functions(draw):
    world = draw("""
        Work: {Type: AWS::Lambda::Function}
        News: {Type: AWS::SNS::Topic}
        Users:
          Type: AWS::Cognito::UserPool
          Properties:
            LambdaConfig:
              PostConfirmation: !GetAtt Work.Arn
              CustomEmailSender: {LambdaArn: !GetAtt Work.Arn, LambdaVersion: V1_0}
              KMSKeyID: arn:aws:kms:eu-west-1:1:key/x
        Log: {Type: AWS::Logs::LogGroup}
        Lines:
          Type: AWS::Logs::SubscriptionFilter
          Properties: {LogGroupName: !Ref Log, DestinationArn: !GetAtt Work.Arn}
        Mail:
          Type: AWS::SES::ReceiptRule
          Properties:
            Rule:
              Actions:
                - LambdaAction: {FunctionArn: !GetAtt Work.Arn}
                - SNSAction: {TopicArn: !Ref News}
        Sent: {Type: AWS::SES::ConfigurationSet}
        Bounced:
          Type: AWS::SES::ConfigurationSetEventDestination
          Properties:
            ConfigurationSetName: !Ref Sent
            EventDestination: {SnsDestination: {TopicARN: !Ref News}}
        Secret: {Type: AWS::SecretsManager::Secret}
        Rotation:
          Type: AWS::SecretsManager::RotationSchedule
          Properties: {SecretId: !Ref Secret, RotationLambdaARN: !GetAtt Work.Arn}
        Tagged:
          Type: AWS::Config::ConfigRule
          Properties: {Source: {Owner: CUSTOM_LAMBDA, SourceIdentifier: !GetAtt Work.Arn}}
        Encrypted:
          Type: AWS::Config::ConfigRule
          Properties: {Source: {Owner: AWS, SourceIdentifier: ENCRYPTED_VOLUMES}}
        Heal:
          Type: AWS::CloudWatch::Alarm
          Properties: {AlarmActions: [!GetAtt Work.Arn, !Ref News]}
        Tell:
          Type: AWS::CloudWatch::Alarm
          Properties: {AlarmActions: [!Ref News]}
        """)
    assert world.flow == [
        "Heal triggers Work",
        "Log triggers Work",
        "Mail delivers News",
        "Mail triggers Work",
        "Secret triggers Work",
        "Sent delivers News",
        "Tagged triggers Work",
        "Users triggers Work",
    ]
    kinds = {node.id: node.kind for node in world.reading.nodes}
    assert (kinds["Mail"], kinds["Log"]) == ("rule", "resource")
    assert "Encrypted" not in kinds
    assert "Tell" not in kinds


HOSTILE = [
    "7",
    "[[[1, null], {}]]",
    "{Arn: {a: {b: [1]}}, Targets: 3, Input: [1], Target: []}",
    '"${"',
    "!If [Unsaid, {Arn: x}, [1, {Targets: [!Ref Nobody]}]]",
    "!Sub '${Nobody}:{\"x\": '",
    "{Fn::GetAtt: 3}",
]


@pytest.mark.parametrize("shape", HOSTILE)
def test_no_shape_whatever_raises(draw, shape):
    properties = "".join(f"    {key}: {shape}\n" for key in sorted(_properties()))
    draw(
        "".join(
            f"X{index}:\n  Type: {kind}\n  Properties:\n{properties}"
            f"Y{index}:\n  Type: {kind}\n  Properties: {shape}\n"
            for index, kind in enumerate(sorted(READERS))
        )
    )


def _properties() -> set[str]:
    """Every name that the readers look for, at the first level."""
    return {
        *("ActionGroups", "AlarmActions", "ApiId", "AuthorizerUri", "Body", "BodyS3Location"),
        *("BucketName", "Code", "ContainerDefinitions", "DataSourceName", "DeadLetterConfig"),
        *("DestinationArn", "DestinationConfig", "DistributionConfig", "DynamoDBConfig"),
        *("Endpoint", "Enrichment", "Environment", "EventBusName", "EventPattern"),
        *("EventSourceArn", "FilterCriteria", "FilterPolicy", "FunctionName", "Integration"),
        *("IntegrationSubtype", "IntegrationUri", "KinesisStreamSpecification", "LambdaConfig"),
        *("LoadBalancers", "LogGroupName", "NotificationConfiguration", "Protocol"),
        *("RedrivePolicy", "RequestParameters", "RequestTemplates", "RestApiId", "Rule"),
        *("S3DestinationConfiguration", "SecretId", "Source", "SourceParameters", "Stages"),
        *("Subscription", "Target", "TargetParameters", "TargetType", "Targets", "TopicArn"),
        *("TopicRulePayload", "Triggers", "Uri", "SyncConfig", "RotationLambdaARN"),
    }
