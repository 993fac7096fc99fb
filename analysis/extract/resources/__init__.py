"""What resources do with one another: a reader for each type of CloudFormation's that says it."""

from collections.abc import Callable, Mapping

from analysis.extract.reading import Reading
from analysis.extract.resources.apis import (
    read_api,
    read_authorizer,
    read_destination,
    read_integration,
    read_method,
)
from analysis.extract.resources.balancers import (
    read_distribution,
    read_service,
    read_target_group,
)
from analysis.extract.resources.buckets import read_bucket, read_notifications
from analysis.extract.resources.devices import read_topic_rule
from analysis.extract.resources.environment import read_environment
from analysis.extract.resources.graphql import read_data_source, read_graph_api, read_resolver
from analysis.extract.resources.lambdas import (
    read_event_source,
    read_function,
    read_invoke_config,
)
from analysis.extract.resources.messaging import (
    read_queue,
    read_subscription,
    read_topic,
    read_topic_listener,
)
from analysis.extract.resources.others import (
    read_agent,
    read_alarm,
    read_config_rule,
    read_job_trigger,
    read_mail_events,
    read_object_lambda,
    read_pipeline,
    read_receipt_rule,
    read_repository,
    read_rotation,
    read_subscription_filter,
    read_user_pool,
)
from analysis.extract.resources.pipes import read_pipe
from analysis.extract.resources.rules import read_bus, read_rule, read_schedule
from analysis.extract.resources.streams import read_firehose, read_table
from analysis.source.system import Resource

Reader = Callable[[Resource, Reading], None]

READERS: Mapping[str, Reader] = {
    "AWS::ApiGateway::Authorizer": read_authorizer,
    "AWS::ApiGateway::Method": read_method,
    "AWS::ApiGateway::RestApi": read_api,
    "AWS::ApiGatewayV2::Api": read_api,
    "AWS::ApiGatewayV2::Authorizer": read_authorizer,
    "AWS::ApiGatewayV2::Integration": read_integration,
    "AWS::AppRunner::Service": read_environment,
    "AWS::AppSync::Api": read_graph_api,
    "AWS::AppSync::DataSource": read_data_source,
    "AWS::AppSync::FunctionConfiguration": read_resolver,
    "AWS::AppSync::GraphQLApi": read_graph_api,
    "AWS::AppSync::Resolver": read_resolver,
    "AWS::Batch::JobDefinition": read_environment,
    "AWS::Bedrock::Agent": read_agent,
    "AWS::Chatbot::SlackChannelConfiguration": read_topic_listener,
    "AWS::CloudFront::Distribution": read_distribution,
    "AWS::CloudWatch::Alarm": read_alarm,
    "AWS::CloudWatch::CompositeAlarm": read_alarm,
    "AWS::CodeBuild::Project": read_environment,
    "AWS::CodeCommit::Repository": read_repository,
    "AWS::CodePipeline::Pipeline": read_pipeline,
    "AWS::Cognito::UserPool": read_user_pool,
    "AWS::Config::ConfigRule": read_config_rule,
    "AWS::DynamoDB::GlobalTable": read_table,
    "AWS::DynamoDB::Table": read_table,
    "AWS::ECS::Service": read_service,
    "AWS::ECS::TaskDefinition": read_environment,
    "AWS::ElasticLoadBalancingV2::TargetGroup": read_target_group,
    "AWS::Events::ApiDestination": read_destination,
    "AWS::Events::EventBus": read_bus,
    "AWS::Events::Rule": read_rule,
    "AWS::Glue::Job": read_environment,
    "AWS::Glue::Trigger": read_job_trigger,
    "AWS::IoT::TopicRule": read_topic_rule,
    "AWS::KinesisFirehose::DeliveryStream": read_firehose,
    "AWS::Lambda::EventInvokeConfig": read_invoke_config,
    "AWS::Lambda::EventSourceMapping": read_event_source,
    "AWS::Lambda::Function": read_function,
    "AWS::Logs::SubscriptionFilter": read_subscription_filter,
    "AWS::Pipes::Pipe": read_pipe,
    "AWS::S3::Bucket": read_bucket,
    "AWS::S3ObjectLambda::AccessPoint": read_object_lambda,
    "AWS::SES::ConfigurationSetEventDestination": read_mail_events,
    "AWS::SES::ReceiptRule": read_receipt_rule,
    "AWS::SNS::Subscription": read_subscription,
    "AWS::SNS::Topic": read_topic,
    "AWS::SQS::Queue": read_queue,
    "AWS::Scheduler::Schedule": read_schedule,
    "AWS::SecretsManager::RotationSchedule": read_rotation,
    "AWS::VpcLattice::TargetGroup": read_target_group,
    "Custom::S3BucketNotifications": read_notifications,
}
"""CloudFormation type to the reader that adds its edges; types without one add none."""
