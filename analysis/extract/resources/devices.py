"""IoT rules: what a message of a device sets off."""

from typing import Any

from analysis.extract.reading import Reading
from analysis.extract.resources.passing import pass_on, redrive
from analysis.extract.resources.shapes import Found, blocks, found
from analysis.source.resource import Resource

_ACTIONS = (
    (("Lambda", "FunctionArn"), "function"),
    (("Sqs", "QueueUrl"), "queue"),
    (("Sns", "TargetArn"), "topic"),
    (("Kinesis", "StreamName"), "stream"),
    (("Firehose", "DeliveryStreamName"), "stream"),
    (("DynamoDB", "TableName"), "table"),
    (("DynamoDBv2", "PutItem", "TableName"), "table"),
    (("Timestream", "TableName"), "table"),
    (("S3", "BucketName"), "bucket"),
    (("StepFunctions", "StateMachineName"), "state machine"),
    (("Http", "Url"), "api"),
)


def read_topic_rule(resource: Resource, reading: Reading) -> None:
    """The actions of the rule, and where a message goes whose action failed."""
    written = resource.properties
    _act(resource, reading, blocks(written, "TopicRulePayload", "Actions"))
    failed = blocks(written, "TopicRulePayload", "ErrorAction")
    queues: list[Found] = [each for action in failed for each in found(action, "Sqs", "QueueUrl")]
    redrive(reading, resource.id, queues)
    _act(resource, reading, [action for action in failed if "Sqs" not in action])


def _act(resource: Resource, reading: Reading, actions: list[Any]) -> None:
    for action in actions:
        for path, kind in _ACTIONS:
            pass_on(reading, resource.id, found(action, *path), kind)


READERS = {
    "AWS::IoT::TopicRule": read_topic_rule,
}
