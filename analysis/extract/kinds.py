"""Which CloudFormation types are nodes, and of what kind; all others only join them."""

from collections.abc import Mapping
from typing import Any

_TYPES = {
    "function": "Lambda::Function",
    "state machine": "StepFunctions::StateMachine",
    "activity": "StepFunctions::Activity",
    "topic": "SNS::Topic",
    "queue": "SQS::Queue AmazonMQ::Broker",
    "bus": "Events::EventBus EventsV2::EventBus",
    "rule": "Events::Rule EventsV2::Subscriber IoT::TopicRule",
    "schedule": "Scheduler::Schedule",
    "pipe": "Pipes::Pipe",
    "table": (
        "DynamoDB::Table DynamoDB::GlobalTable RDS::DBCluster RDS::DBInstance DocDB::DBCluster "
        "DocDBElastic::Cluster DSQL::Cluster Neptune::DBCluster Redshift::Cluster "
        "RedshiftServerless::Workgroup Timestream::Table Timestream::InfluxDBInstance "
        "Cassandra::Table QLDB::Ledger SDB::Domain DAX::Cluster"
    ),
    "stream": (
        "Kinesis::Stream KinesisFirehose::DeliveryStream MSK::Cluster MSK::ServerlessCluster "
        "KinesisVideo::Stream"
    ),
    "bucket": "S3::Bucket S3Express::DirectoryBucket",
    "api": (
        "ApiGateway::RestApi ApiGatewayV2::Api AppSync::GraphQLApi AppSync::Api "
        "Events::ApiDestination ElasticLoadBalancingV2::LoadBalancer "
        "ElasticLoadBalancing::LoadBalancer VpcLattice::Service"
    ),
    "user pool": "Cognito::UserPool",
    "container": (
        "ECS::TaskDefinition EC2::Instance Glue::Job Batch::JobDefinition AppRunner::Service "
        "CodeBuild::Project CodePipeline::Pipeline SageMaker::Endpoint SageMaker::Pipeline "
        "ElasticBeanstalk::Environment KinesisAnalyticsV2::Application Bedrock::Agent EKS::Cluster "
        "EMR::Cluster EMRServerless::Application Transfer::Server"
    ),
    "resource": (
        "CloudFront::Distribution ElastiCache::CacheCluster ElastiCache::ReplicationGroup "
        "ElastiCache::ServerlessCache MemoryDB::Cluster OpenSearchService::Domain "
        "OpenSearchServerless::Collection Elasticsearch::Domain EFS::FileSystem "
        "CodeCommit::Repository Location::Tracker Location::PlaceIndex Bedrock::KnowledgeBase "
        "Lex::Bot Connect::Instance"
    ),
}

KINDS: dict[str, str] = {
    f"AWS::{name}": kind for kind, names in _TYPES.items() for name in names.split()
}
"""CloudFormation type to kind, for the types that are always nodes."""

_STAND_BY = {
    "ApiId": (
        "ApiGatewayV2::Stage ApiGatewayV2::Deployment ApiGatewayV2::Route "
        "ApiGatewayV2::Integration AppSync::ApiKey AppSync::ChannelNamespace AppSync::DataSource "
        "AppSync::GraphQLSchema"
    ),
    "Bucket": "S3::AccessPoint",
    "DBClusterIdentifier": "DocDB::DBInstance Neptune::DBInstance RDS::DBInstance",
    "EventBuses.EventBusArn": "Events::Endpoint",
    "FileSystemId": "EFS::AccessPoint",
    "FunctionName": "Lambda::Alias Lambda::Version",
    "LoadBalancerArn": "ElasticLoadBalancingV2::Listener",
    "RestApiId": (
        "ApiGateway::Stage ApiGateway::Deployment ApiGateway::Resource ApiGateway::Method"
    ),
    "RoutingConfiguration.StateMachineVersionArn": "StepFunctions::StateMachineAlias",
    "DeploymentPreference.StateMachineVersionArn": "StepFunctions::StateMachineAlias",
    "StateMachineArn": "StepFunctions::StateMachineVersion",
    "StreamARN": "Kinesis::StreamConsumer",
    "TargetFunctionArn": "Lambda::Url",
    "TaskDefinition": "ECS::Service",
    "UserPoolId": "Cognito::UserPoolClient Cognito::UserPoolDomain",
}

STANDS_FOR: Mapping[str, tuple[str, ...]] = {
    f"AWS::{name}": tuple(path for path, names in _STAND_BY.items() if name in names.split())
    for name in " ".join(_STAND_BY.values()).split()
}
"""Types that stand for a node, if they are none: the (dotted) properties that say for which."""


def kind_of(resource_type: str, properties: Mapping[str, Any] | None = None) -> str:
    """The kind of node that a resource is, or "" if it is none.

    A rule with a schedule and no pattern is a schedule; an instance of a database cluster is
    part of the cluster.
    """
    kind = KINDS.get(resource_type, "")
    written = properties or {}
    if resource_type == "AWS::Events::Rule" and not written.get("EventPattern"):
        return "schedule" if written.get("ScheduleExpression") else kind
    if resource_type == "AWS::RDS::DBInstance" and written.get("DBClusterIdentifier"):
        return ""
    return kind
