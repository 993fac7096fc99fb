"""Streams: DynamoDB's copies of changes to Kinesis, and Firehose."""

from analysis.extract.reading import Reading
from analysis.extract.resources.passing import act_on, pass_on, relate, started_by
from analysis.extract.resources.shapes import Found, blocks, found, text
from analysis.source.resource import Resource

_SOURCES = (
    ("KinesisStreamSourceConfiguration", "KinesisStreamARN"),
    ("MSKSourceConfiguration", "MSKClusterARN"),
)


def read_table(resource: Resource, reading: Reading) -> None:
    """A Kinesis stream that is told of every change."""
    written = resource.properties
    streams = found(written, "KinesisStreamSpecification", "StreamArn")
    streams += found(written, "Replicas", "KinesisStreamSpecification", "StreamArn")
    pass_on(reading, resource.id, streams, "stream")


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


READERS = {
    "AWS::DynamoDB::GlobalTable": read_table,
    "AWS::DynamoDB::Table": read_table,
    "AWS::KinesisFirehose::DeliveryStream": read_firehose,
}
