"""The rarer sources: user pools, mail, logs, secrets, compliance rules, pipelines, agents."""

from typing import Any

from analysis.extract.reading import Reading
from analysis.extract.resources.passing import act_on, pass_on, started_by
from analysis.extract.resources.shapes import Found, blocks, entries, found, text
from analysis.source.resource import Resource
from analysis.source.values import Joined, Reference, shown


def read_user_pool(resource: Resource, reading: Reading) -> None:
    """The functions that a user pool calls as users sign up and in."""
    _call(resource, resource.id, reading)


def read_triggers(resource: Resource, reading: Reading) -> None:
    """The functions that the Serverless Framework's custom resource has a user pool call."""
    for value, where in found(resource.properties, "UserPoolName"):
        for pool in reading.ends(value, "user pool", where, resource.id):
            _call(resource, pool, reading)


def _call(resource: Resource, pool: str, reading: Reading) -> None:
    for key, value, where in entries(resource.properties, "LambdaConfig"):
        functions = found(value, "LambdaArn") if isinstance(value, dict) else [(value, where)]
        if key != "KMSKeyID":
            pass_on(reading, pool, functions, "function")


def read_subscription_filter(resource: Resource, reading: Reading) -> None:
    """What a log group tells each line of its log that the filter lets pass."""
    for value, where in found(resource.properties, "LogGroupName"):
        if isinstance(value, str | Joined):
            groups: tuple[str, ...] = (reading.outside("resource", shown(value), where),)
        else:
            groups = reading.ends(value, "resource", where, resource.id)
        for group in groups:
            pass_on(reading, group, found(resource.properties, "DestinationArn"), "function")


def read_receipt_rule(resource: Resource, reading: Reading) -> None:
    """What is done with mail that comes in."""
    reading.node(resource.id, "rule", **_shown(resource))
    actions = (
        (("LambdaAction", "FunctionArn"), "function"),
        (("SNSAction", "TopicArn"), "topic"),
        (("S3Action", "BucketName"), "bucket"),
        (("S3Action", "TopicArn"), "topic"),
        (("LambdaAction", "TopicArn"), "topic"),
    )
    for action in blocks(resource.properties, "Rule", "Actions"):
        for path, kind in actions:
            pass_on(reading, resource.id, found(action, *path), kind)


def read_mail_events(resource: Resource, reading: Reading) -> None:
    """Where the sending of mail is told of: deliveries, bounces, complaints."""
    written = resource.properties
    for value, where in found(written, "ConfigurationSetName"):
        for mail in reading.ends(value, "resource", where, resource.id):
            for path, kind in (
                (("SnsDestination", "TopicARN"), "topic"),
                (("KinesisFirehoseDestination", "DeliveryStreamARN"), "stream"),
                (("EventBridgeDestination", "EventBusArn"), "bus"),
            ):
                pass_on(reading, mail, found(written, "EventDestination", *path), kind)


def read_config_rule(resource: Resource, reading: Reading) -> None:
    """A function that judges whether resources comply."""
    for source in blocks(resource.properties, "Source"):
        if text(source, "Owner") == "CUSTOM_LAMBDA":
            reading.node(resource.id, "rule", **_shown(resource))
            pass_on(reading, resource.id, found(source, "SourceIdentifier"), "function")


def read_rotation(resource: Resource, reading: Reading) -> None:
    """The function that replaces a secret, when its time has come."""
    written = resource.properties
    for value, where in found(written, "SecretId") if "RotationLambdaARN" in written else ():
        for secret in reading.ends(value, "resource", where, resource.id):
            pass_on(reading, secret, found(written, "RotationLambdaARN"), "function")


def read_repository(resource: Resource, reading: Reading) -> None:
    """What a push to a repository sets off."""
    pass_on(reading, resource.id, found(resource.properties, "Triggers", "DestinationArn"), "topic")


def read_pipeline(resource: Resource, reading: Reading) -> None:
    """What starts a delivery pipeline, and the functions, builds and workflows it runs."""
    for action in blocks(resource.properties, "Stages", "Actions"):
        for configuration in blocks(action, "Configuration"):
            started_by(
                reading,
                found(configuration, "RepositoryName"),
                resource.id,
                "resource",
                "triggers",
            )
            for key, kind in (
                ("FunctionName", "function"),
                ("ProjectName", "container"),
                ("StateMachineArn", "state machine"),
                ("NotificationArn", "topic"),
            ):
                act_on(reading, resource.id, found(configuration, key), kind)


def read_agent(resource: Resource, reading: Reading) -> None:
    """The functions that an agent of Bedrock may call."""
    functions = found(resource.properties, "ActionGroups", "ActionGroupExecutor", "Lambda")
    act_on(reading, resource.id, functions, "function")


def read_object_lambda(resource: Resource, reading: Reading) -> None:
    """The functions that change objects as they are read."""
    reading.node(resource.id, "api", **_shown(resource))
    path = ("TransformationConfigurations", "ContentTransformation", "AwsLambda", "FunctionArn")
    functions = found(resource.properties, "ObjectLambdaConfiguration", *path)
    act_on(reading, resource.id, functions, "function")


def read_job_trigger(resource: Resource, reading: Reading) -> None:
    """Jobs of Glue that a schedule or another job's end starts."""
    scheduled = text(resource.properties, "Type").upper() == "SCHEDULED"
    reading.node(resource.id, "schedule" if scheduled else "rule", **_shown(resource))
    pass_on(reading, resource.id, found(resource.properties, "Actions", "JobName"), "container")


def read_alarm(resource: Resource, reading: Reading) -> None:
    """An alarm that runs a function; one that only tells somebody is left out."""
    functions: list[Found] = [
        (value, where)
        for key in ("AlarmActions", "OKActions", "InsufficientDataActions")
        for value, where in found(resource.properties, key)
        if _is_function(reading, value)
    ]
    if functions:
        reading.node(resource.id, "resource", **_shown(resource))
        pass_on(reading, resource.id, functions, "function")


def _is_function(reading: Reading, value: Any) -> bool:
    if isinstance(value, Reference):
        return reading.kind_of(value.resource) == "function"
    return isinstance(value, str) and value.startswith("arn:aws:lambda:")


def _shown(resource: Resource) -> dict[str, Any]:
    return {
        "name": resource.logical_id,
        "type": resource.type,
        "stack": resource.stack,
        "evidence": (resource.at,),
    }


READERS = {
    "AWS::Bedrock::Agent": read_agent,
    "AWS::CloudWatch::Alarm": read_alarm,
    "AWS::CloudWatch::CompositeAlarm": read_alarm,
    "AWS::CodeCommit::Repository": read_repository,
    "AWS::CodePipeline::Pipeline": read_pipeline,
    "AWS::Cognito::UserPool": read_user_pool,
    "AWS::Config::ConfigRule": read_config_rule,
    "AWS::Glue::Trigger": read_job_trigger,
    "AWS::Logs::SubscriptionFilter": read_subscription_filter,
    "AWS::S3ObjectLambda::AccessPoint": read_object_lambda,
    "AWS::SES::ConfigurationSetEventDestination": read_mail_events,
    "AWS::SES::ReceiptRule": read_receipt_rule,
    "AWS::SecretsManager::RotationSchedule": read_rotation,
    "Custom::CognitoUserPool": read_triggers,
}
