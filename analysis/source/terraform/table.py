"""Which CloudFormation type each Terraform type is, and which of its arguments are called otherwise.

An argument that is not named here has its own name in capitals: `event_source_arn` is
EventSourceArn. Names hold at any depth of a resource's blocks; a dotted one is a property in a
property.
"""

from collections.abc import Mapping
from dataclasses import dataclass

_TYPES = """
aws_api_gateway_authorizer          ApiGateway::Authorizer
aws_api_gateway_deployment          ApiGateway::Deployment
aws_api_gateway_integration         ApiGateway::Method http_method=HttpMethod uri=Uri
aws_api_gateway_method              ApiGateway::Method rest_api_id=RestApiId
aws_api_gateway_resource            ApiGateway::Resource
aws_api_gateway_rest_api            ApiGateway::RestApi
aws_api_gateway_stage               ApiGateway::Stage
aws_apigatewayv2_api                ApiGatewayV2::Api
aws_apigatewayv2_authorizer         ApiGatewayV2::Authorizer
aws_apigatewayv2_integration        ApiGatewayV2::Integration
aws_apigatewayv2_route              ApiGatewayV2::Route
aws_apigatewayv2_stage              ApiGatewayV2::Stage
aws_apprunner_service               AppRunner::Service
aws_appsync_datasource              AppSync::DataSource function_arn=LambdaFunctionArn
aws_appsync_function                AppSync::FunctionConfiguration data_source=DataSourceName
aws_appsync_graphql_api             AppSync::GraphQLApi
aws_appsync_resolver                AppSync::Resolver type=TypeName field=FieldName data_source=DataSourceName
aws_batch_job_definition            Batch::JobDefinition name=JobDefinitionName
aws_cloudfront_distribution         CloudFront::Distribution
aws_cloudwatch_event_api_destination Events::ApiDestination
aws_cloudwatch_event_archive        Events::Archive
aws_cloudwatch_event_bus            Events::EventBus
aws_cloudwatch_event_bus_policy     Events::EventBusPolicy
aws_cloudwatch_event_connection     Events::Connection
aws_cloudwatch_event_permission     Events::EventBusPolicy
aws_cloudwatch_event_rule           Events::Rule
aws_cloudwatch_log_group            Logs::LogGroup name=LogGroupName
aws_cloudwatch_log_subscription_filter Logs::SubscriptionFilter
aws_cloudwatch_metric_alarm         CloudWatch::Alarm ok_actions=OKActions
aws_codebuild_project               CodeBuild::Project
aws_codepipeline                    CodePipeline::Pipeline
aws_cognito_user_pool               Cognito::UserPool name=UserPoolName
aws_cognito_user_pool_client        Cognito::UserPoolClient
aws_config_config_rule              Config::ConfigRule
aws_db_instance                     RDS::DBInstance identifier=DBInstanceIdentifier
aws_docdb_cluster                   DocDB::DBCluster
aws_dynamodb_global_table           DynamoDB::GlobalTable name=TableName
aws_dynamodb_table                  DynamoDB::Table name=TableName
aws_ecs_cluster                     ECS::Cluster
aws_ecs_service                     ECS::Service
aws_ecs_task_definition             ECS::TaskDefinition
aws_efs_file_system                 EFS::FileSystem
aws_eks_cluster                     EKS::Cluster
aws_elasticache_cluster             ElastiCache::CacheCluster
aws_elasticache_replication_group   ElastiCache::ReplicationGroup
aws_elasticsearch_domain            Elasticsearch::Domain
aws_emr_cluster                     EMR::Cluster
aws_glue_job                        Glue::Job role_arn=Role
aws_glue_trigger                    Glue::Trigger
aws_iam_instance_profile            IAM::InstanceProfile role=Roles
aws_iam_policy                      IAM::ManagedPolicy name=ManagedPolicyName policy=PolicyDocument
aws_iam_role                        IAM::Role name=RoleName assume_role_policy=AssumeRolePolicyDocument inline_policy=Policies
aws_iam_role_policy                 IAM::RolePolicy role=RoleName policy=PolicyDocument name=PolicyName
aws_instance                        EC2::Instance
aws_iot_topic_rule                  IoT::TopicRule
aws_kinesis_analytics_application   KinesisAnalyticsV2::Application
aws_kinesis_firehose_delivery_stream KinesisFirehose::DeliveryStream name=DeliveryStreamName bucket_arn=BucketARN kinesis_stream_arn=KinesisStreamARN msk_cluster_arn=MSKClusterARN kinesis_source_configuration=KinesisStreamSourceConfiguration msk_source_configuration=MSKSourceConfiguration extended_s3_configuration=ExtendedS3DestinationConfiguration s3_configuration=S3Configuration http_endpoint_configuration=HttpEndpointDestinationConfiguration url=EndpointConfiguration.Url domain_arn=DomainARN opensearch_configuration=AmazonopensearchserviceDestinationConfiguration elasticsearch_configuration=ElasticsearchDestinationConfiguration redshift_configuration=RedshiftDestinationConfiguration splunk_configuration=SplunkDestinationConfiguration cluster_jdbcurl=ClusterJDBCURL
aws_kinesis_stream                  Kinesis::Stream
aws_kinesis_stream_consumer         Kinesis::StreamConsumer stream_arn=StreamARN
aws_kinesisanalyticsv2_application  KinesisAnalyticsV2::Application
aws_lambda_alias                    Lambda::Alias
aws_lambda_event_source_mapping     Lambda::EventSourceMapping filter=Filters destination_arn=Destination
aws_lambda_function                 Lambda::Function image_uri=Code.ImageUri s3_bucket=Code.S3Bucket s3_key=Code.S3Key
aws_lambda_function_event_invoke_config Lambda::EventInvokeConfig
aws_lambda_function_url             Lambda::Url function_name=TargetFunctionArn authorization_type=AuthType
aws_lambda_layer_version            Lambda::LayerVersion
aws_lambda_permission               Lambda::Permission
aws_lb                              ElasticLoadBalancingV2::LoadBalancer
aws_alb                             ElasticLoadBalancingV2::LoadBalancer
aws_elb                             ElasticLoadBalancing::LoadBalancer
aws_mq_broker                       AmazonMQ::Broker
aws_msk_cluster                     MSK::Cluster
aws_msk_serverless_cluster          MSK::ServerlessCluster
aws_neptune_cluster                 Neptune::DBCluster
aws_opensearch_domain               OpenSearchService::Domain
aws_opensearchserverless_collection OpenSearchServerless::Collection
aws_pipes_pipe                      Pipes::Pipe filter=Filters
aws_rds_cluster                     RDS::DBCluster
aws_rds_cluster_instance            RDS::DBInstance cluster_identifier=DBClusterIdentifier
aws_redshift_cluster                Redshift::Cluster
aws_redshiftserverless_workgroup    RedshiftServerless::Workgroup
aws_s3_bucket                       S3::Bucket bucket=BucketName
aws_s3_bucket_notification          S3::BucketNotification
aws_s3_bucket_policy                S3::BucketPolicy policy=PolicyDocument
aws_s3_directory_bucket             S3Express::DirectoryBucket
aws_sagemaker_endpoint              SageMaker::Endpoint
aws_scheduler_schedule              Scheduler::Schedule
aws_scheduler_schedule_group        Scheduler::ScheduleGroup
aws_secretsmanager_secret           SecretsManager::Secret
aws_secretsmanager_secret_rotation  SecretsManager::RotationSchedule rotation_lambda_arn=RotationLambdaARN
aws_ses_receipt_rule                SES::ReceiptRule
aws_sfn_activity                    StepFunctions::Activity
aws_sfn_alias                       StepFunctions::StateMachineAlias
aws_sfn_state_machine               StepFunctions::StateMachine name=StateMachineName definition=DefinitionString
aws_sns_topic                       SNS::Topic name=TopicName
aws_sns_topic_policy                SNS::TopicPolicy arn=Topics policy=PolicyDocument
aws_sns_topic_subscription          SNS::Subscription
aws_sqs_queue                       SQS::Queue name=QueueName
aws_sqs_queue_policy                SQS::QueuePolicy queue_url=Queues policy=PolicyDocument
aws_sqs_queue_redrive_policy        SQS::QueueRedrivePolicy
aws_ssm_parameter                   SSM::Parameter
aws_timestreamwrite_table           Timestream::Table
aws_vpclattice_service              VpcLattice::Service
"""

CONTENT = frozenset(
    "variables tags tags_all triggers environment_variables request_parameters request_templates "
    "response_parameters response_templates response_models path_parameter_values labels "
    "query_string_parameters header_parameters default_arguments arguments input_paths "
    "stage_variables attributes attribute_mapping keepers parameters_map context".split()
)
"""Arguments whose keys are the user's own, and stay as they are written."""

DOCUMENTS = frozenset(
    "DefinitionString PolicyDocument AssumeRolePolicyDocument EventPattern FilterPolicy Body Input "
    "RedrivePolicy Pattern ContainerDefinitions Definition Policy InputTemplate "
    "ContainerProperties".split()
)
"""Properties whose text is a document; one that is read from a file keeps the file's lines."""


@dataclass(frozen=True, slots=True)
class Row:
    """A CloudFormation type, and the arguments that it calls otherwise."""

    type: str
    names: Mapping[str, str]


def _row(line: str) -> tuple[str, Row]:
    kind, cloudformation, *names = line.split()
    pairs = (each.partition("=") for each in names)
    return kind, Row(f"AWS::{cloudformation}", {name: other for name, _, other in pairs})


TABLE: Mapping[str, Row] = dict(_row(line) for line in _TYPES.strip().splitlines())

UNKNOWN = "Terraform::"
"""What stands before the type of a resource that is none of CloudFormation's that are known."""


def row_of(kind: str) -> Row:
    """The row of a Terraform type; what is not known keeps its name."""
    return TABLE.get(kind) or Row(UNKNOWN + kind, {})
