"""The types that take more than a table to read: buckets, delivery streams, logs, alarms ..."""

from typing import Any

from analysis.extract.events import Emission
from analysis.extract.reading import Reading
from analysis.extract.resources.passing import act_on, named_in, pass_on, relate, started_by
from analysis.extract.resources.shapes import Found, blocks, found, switched_off, text
from analysis.graph import Evidence
from analysis.source.resource import Resource
from analysis.source.values import Joined, Reference, as_text, shown

_TOLD = (
    (("LambdaConfigurations", "Function"), "function"),
    (("QueueConfigurations", "Queue"), "queue"),
    (("TopicConfigurations", "Topic"), "topic"),
    # As S3's own API calls them, which CDK's custom resource passes on.
    (("LambdaFunctionConfigurations", "LambdaFunctionArn"), "function"),
    (("QueueConfigurations", "QueueArn"), "queue"),
    (("TopicConfigurations", "TopicArn"), "topic"),
)
_SOURCES = (
    ("KinesisStreamSourceConfiguration", "KinesisStreamARN"),
    ("MSKSourceConfiguration", "MSKClusterARN"),
)


def read_bucket(resource: Resource, reading: Reading) -> None:
    """What a bucket tells of its objects, and to whom."""
    _notify(resource, resource.id, reading)


def read_notifications(resource: Resource, reading: Reading) -> None:
    """The notifications that CDK's custom resource gives to a bucket."""
    for bucket in named_in(reading, resource, "BucketName", "bucket"):
        _notify(resource, bucket, reading)


def _notify(resource: Resource, bucket: str, reading: Reading) -> None:
    for written in blocks(resource.properties, "NotificationConfiguration"):
        for path, kind in _TOLD:
            pass_on(reading, bucket, found(written, *path), kind)
        for switch, where in found(written, "EventBridgeConfiguration"):
            if not _off(switch):
                _announce(reading, bucket, where)


def _off(switch: Any) -> bool:
    return isinstance(switch, dict) and as_text(switch.get("EventBridgeEnabled")) == "false"


def _announce(reading: Reading, bucket: str, where: Evidence) -> None:
    for bus in reading.ends("default", "bus", where, bucket):
        reading.edge(bucket, bus, "delivers", where)
        found_as = reading.system.get(bucket)
        name = as_text(found_as.properties.get("BucketName")) if found_as else ""
        detail = {"bucket": {"name": name or Reference(bucket)}}
        reading.emissions.append(Emission(bucket, bus, where, source="aws.s3", detail=detail))


def read_firehose(resource: Resource, reading: Reading) -> None:
    """What feeds the delivery stream, what transforms the records, where they are written."""
    written = resource.properties
    sources = [each for path in _SOURCES for each in found(written, *path)]
    started_by(reading, sources, resource.id, "stream", "delivers")
    for key in written:
        if key.endswith("DestinationConfiguration"):
            for destination in blocks(written, key):
                act_on(reading, resource.id, _transformers(destination), "function")
                act_on(reading, resource.id, _buckets(destination), "bucket")
                stores = found(destination, "DomainARN") + found(destination, "ClusterJDBCURL")
                relate(reading, resource.id, stores, "resource", "writes")
                addresses = found(destination, "EndpointConfiguration", "Url")
                relate(reading, resource.id, addresses, "api", "delivers")


def _buckets(destination: object) -> list[Found]:
    return [
        *found(destination, "BucketARN"),
        *found(destination, "S3Configuration", "BucketARN"),
        *found(destination, "S3BackupConfiguration", "BucketARN"),
    ]


def _transformers(destination: object) -> list[Found]:
    return [
        each
        for parameter in blocks(destination, "ProcessingConfiguration", "Processors", "Parameters")
        if text(parameter, "ParameterName") == "LambdaArn"
        for each in found(parameter, "ParameterValue")
    ]


def read_subscription_filter(resource: Resource, reading: Reading) -> None:
    """What a log group tells each line of its log that the filter lets pass."""
    for value, where in found(resource.properties, "LogGroupName"):
        if isinstance(value, str | Joined):
            groups: tuple[str, ...] = (reading.outside("resource", shown(value), where),)
        else:
            groups = reading.ends(value, "resource", where, resource.id)
        for group in groups:
            pass_on(reading, group, found(resource.properties, "DestinationArn"), "function")


def read_config_rule(resource: Resource, reading: Reading) -> None:
    """A function that judges whether resources comply."""
    for source in blocks(resource.properties, "Source"):
        if text(source, "Owner") == "CUSTOM_LAMBDA":
            reading.show(resource, "rule")
            pass_on(reading, resource.id, found(source, "SourceIdentifier"), "function")


def read_job_trigger(resource: Resource, reading: Reading) -> None:
    """Jobs of Glue that a schedule or another job's end starts."""
    scheduled = text(resource.properties, "Type").upper() == "SCHEDULED"
    reading.show(resource, "schedule" if scheduled else "rule")
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
        reading.show(resource)
        passed = pass_on(reading, resource.id, functions, "function")
        reading.switch_off(passed, switched_off(resource.properties))


def _is_function(reading: Reading, value: Any) -> bool:
    if isinstance(value, Reference):
        return reading.kind_of(value.resource) == "function"
    return isinstance(value, str) and value.startswith("arn:aws:lambda:")


READERS = {
    "AWS::CloudWatch::Alarm": read_alarm,
    "AWS::CloudWatch::CompositeAlarm": read_alarm,
    "AWS::Config::ConfigRule": read_config_rule,
    "AWS::Glue::Trigger": read_job_trigger,
    "AWS::KinesisFirehose::DeliveryStream": read_firehose,
    "AWS::Logs::SubscriptionFilter": read_subscription_filter,
    "AWS::S3::Bucket": read_bucket,
    "Custom::S3BucketNotifications": read_notifications,
}
