"""What types do whose properties simply name it: whom they tell, ask, run and hear, as a table.

A type of which there is more to say has a reader in another module here.
"""

from collections.abc import Callable

from analysis.extract.reading import Reading
from analysis.extract.resources.passing import (
    act_on,
    named_in,
    pass_on,
    redrive,
    relate,
    started_by,
)
from analysis.extract.resources.shapes import Found, blocks, found, references
from analysis.source.resource import Resource

Reader = Callable[[Resource, Reading], None]
Join = Callable[[Reading, str, list[Found], str], object]
"""Draws the edges from a node to (or from) values of which each is taken to be of a kind."""


def _reader(join: Join, *ends: str, base: str = "", of: str = "", shown: str = "") -> Reader:
    """A reader that joins what stands at some paths, each written ``kind Path.To.It``.

    The paths begin at ``base``. The node is the resource itself, shown as one of the kind
    ``shown`` where it is none of itself; or the one that it belongs to, written as an end.
    """
    rows = [(kind, path.split(".")) for kind, _, path in (end.rpartition(" ") for end in ends)]
    kind_of_owner, _, owner_at = of.rpartition(" ")

    def read(resource: Resource, reading: Reading) -> None:
        if shown:
            reading.show(resource, shown)
        for block in blocks(resource.properties, *filter(None, base.split("."))):
            named = [(values, kind) for kind, path in rows if (values := found(block, *path))]
            owners = [resource.id]
            if of:
                owners = named_in(reading, resource, owner_at, kind_of_owner) if named else []
            for owner in owners:
                for values, kind in named:
                    join(reading, owner, values, kind)

    return read


def _all(*readers: Reader) -> Reader:
    def read(resource: Resource, reading: Reading) -> None:
        for each in readers:
            each(resource, reading)

    return read


def _related(relation: str) -> Join:
    return lambda reading, source, values, kind: relate(reading, source, values, kind, relation)


def _started(relation: str) -> Join:
    return lambda reading, target, values, kind: started_by(reading, values, target, kind, relation)


def _redriven(reading: Reading, source: str, values: list[Found], _kind: str) -> None:
    redrive(reading, source, values)


def _asked_of_ours(reading: Reading, source: str, values: list[Found], kind: str) -> None:
    """Addresses of the system's own; others say little."""
    act_on(reading, source, [each for each in values if references(each[0])], kind, "reads")


_AUTHORIZERS = _reader(
    _related("invokes"),
    *(
        f"function {above}{config}.AuthorizerUri"
        for above in ("", "AdditionalAuthenticationProviders.", "EventConfig.AuthProviders.")
        for config in ("LambdaAuthorizerConfig", "LambdaAuthorizer")
    ),
)
_CONFLICT_HANDLER = _reader(
    act_on,
    "function SyncConfig.LambdaConflictHandlerConfig.LambdaConflictHandlerArn",
    of="api ApiId",
)
_COPIED_CHANGES = _reader(
    pass_on,
    "stream KinesisStreamSpecification.StreamArn",
    "stream Replicas.KinesisStreamSpecification.StreamArn",
)
_OF_DEVICES = (
    "function Lambda.FunctionArn",
    "topic Sns.TargetArn",
    "stream Kinesis.StreamName",
    "stream Firehose.DeliveryStreamName",
    "table DynamoDB.TableName",
    "table DynamoDBv2.PutItem.TableName",
    "table Timestream.TableName",
    "bucket S3.BucketName",
    "state machine StepFunctions.StateMachineName",
    "api Http.Url",
)

READERS = {
    "AWS::AppSync::Api": _AUTHORIZERS,
    "AWS::AppSync::FunctionConfiguration": _CONFLICT_HANDLER,
    "AWS::AppSync::GraphQLApi": _AUTHORIZERS,
    "AWS::AppSync::Resolver": _CONFLICT_HANDLER,
    "AWS::Bedrock::Agent": _reader(act_on, "function ActionGroups.ActionGroupExecutor.Lambda"),
    "AWS::Chatbot::SlackChannelConfiguration": _reader(_started("delivers"), "topic SnsTopicArns"),
    "AWS::CloudFront::Distribution": _all(
        _reader(
            act_on,
            "function DefaultCacheBehavior.LambdaFunctionAssociations.LambdaFunctionARN",
            "function CacheBehaviors.LambdaFunctionAssociations.LambdaFunctionARN",
            base="DistributionConfig",
        ),
        _reader(_asked_of_ours, "api DistributionConfig.Origins.DomainName"),
    ),
    "AWS::CodeCommit::Repository": _reader(pass_on, "topic Triggers.DestinationArn"),
    "AWS::CodePipeline::Pipeline": _all(
        _reader(_started("triggers"), "resource Stages.Actions.Configuration.RepositoryName"),
        _reader(
            act_on,
            "function FunctionName",
            "container ProjectName",
            "state machine StateMachineArn",
            "topic NotificationArn",
            base="Stages.Actions.Configuration",
        ),
    ),
    "AWS::DynamoDB::GlobalTable": _COPIED_CHANGES,
    "AWS::DynamoDB::Table": _COPIED_CHANGES,
    "AWS::Events::ApiDestination": _reader(_asked_of_ours, "api InvocationEndpoint"),
    "AWS::Events::EventBus": _reader(_redriven, "queue DeadLetterConfig.Arn"),
    "AWS::IoT::TopicRule": _all(
        _reader(pass_on, "queue Sqs.QueueUrl", *_OF_DEVICES, base="TopicRulePayload.Actions"),
        _reader(pass_on, *_OF_DEVICES, base="TopicRulePayload.ErrorAction"),
        _reader(_redriven, "queue TopicRulePayload.ErrorAction.Sqs.QueueUrl"),
    ),
    "AWS::S3ObjectLambda::AccessPoint": _reader(
        act_on,
        "function ContentTransformation.AwsLambda.FunctionArn",
        base="ObjectLambdaConfiguration.TransformationConfigurations",
        shown="api",
    ),
    "AWS::SES::ConfigurationSetEventDestination": _reader(
        pass_on,
        "topic SnsDestination.TopicARN",
        "stream KinesisFirehoseDestination.DeliveryStreamARN",
        "bus EventBridgeDestination.EventBusArn",
        base="EventDestination",
        of="resource ConfigurationSetName",
    ),
    "AWS::SES::ReceiptRule": _reader(
        pass_on,
        "function LambdaAction.FunctionArn",
        "topic SNSAction.TopicArn",
        "bucket S3Action.BucketName",
        "topic S3Action.TopicArn",
        "topic LambdaAction.TopicArn",
        base="Rule.Actions",
        shown="rule",
    ),
    "AWS::SecretsManager::RotationSchedule": _reader(
        pass_on, "function RotationLambdaARN", of="resource SecretId"
    ),
}
