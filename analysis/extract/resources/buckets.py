"""S3: what a bucket tells of its objects, and to whom."""

from typing import Any

from analysis.extract.events import Emission
from analysis.extract.reading import Reading
from analysis.extract.resources.passing import pass_on
from analysis.extract.resources.shapes import blocks, found
from analysis.graph import Evidence
from analysis.source.resource import Resource
from analysis.source.values import Reference, as_text

_TOLD = (
    (("LambdaConfigurations", "Function"), "function"),
    (("QueueConfigurations", "Queue"), "queue"),
    (("TopicConfigurations", "Topic"), "topic"),
    # As S3's own API calls them, which CDK's custom resource passes on.
    (("LambdaFunctionConfigurations", "LambdaFunctionArn"), "function"),
    (("QueueConfigurations", "QueueArn"), "queue"),
    (("TopicConfigurations", "TopicArn"), "topic"),
)


def read_bucket(resource: Resource, reading: Reading) -> None:
    """The notifications of a bucket."""
    _notify(resource, resource.id, reading)


def read_notifications(resource: Resource, reading: Reading) -> None:
    """The notifications that CDK's custom resource gives to a bucket."""
    for value, where in found(resource.properties, "BucketName"):
        for bucket in reading.ends(value, "bucket", where, resource.id):
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
        reading.emission(Emission(bucket, bus, where, source="aws.s3", detail=detail))


READERS = {
    "AWS::S3::Bucket": read_bucket,
    "Custom::S3BucketNotifications": read_notifications,
}
