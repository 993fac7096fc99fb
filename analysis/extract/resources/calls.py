"""Calls of AWS services that a template spells out: which argument names the target.

Universal targets of EventBridge Scheduler and AWS integrations of API Gateway name a service and
an action; AWS's API references say which argument of the action is the resource.
"""

from dataclasses import dataclass

from analysis.extract.reading import Reading
from analysis.graph import Evidence


@dataclass(frozen=True, slots=True)
class Call:
    """The argument that names the resource, the resource's kind, and what is done to it."""

    field: str
    kind: str
    stored: str = "writes"


_READS = (
    "getitem",
    "batchgetitem",
    "query",
    "scan",
    "transactgetitems",
    "getobject",
    "headobject",
    "listobjects",
    "listobjectsv2",
)
_FIELDS: dict[str, tuple[tuple[str, str], ...]] = {
    "sqs": (("QueueUrl", "queue"),),
    "sns": (("TopicArn", "topic"), ("TargetArn", "topic")),
    "states": (("stateMachineArn", "state machine"),),
    "lambda": (("FunctionName", "function"),),
    "dynamodb": (("TableName", "table"),),
    "s3": (("Bucket", "bucket"),),
    "events": (("EventBusName", "bus"),),
    "kinesis": (("StreamName", "stream"), ("StreamARN", "stream")),
    "firehose": (("DeliveryStreamName", "stream"),),
    "ecs": (("TaskDefinition", "container"),),
    "batch": (("JobDefinition", "container"),),
    "glue": (("JobName", "container"),),
    "codebuild": (("ProjectName", "container"),),
    "codepipeline": (("Name", "container"),),
    "sagemaker": (("PipelineName", "container"), ("EndpointName", "container")),
}
_NAMES = {"sfn": "states", "eventbridge": "events", "dynamodb-streams": "dynamodb"}
_ELSE = {"events": "default"}


def service_of(name: str) -> str:
    """The name an ARN has for a service that an SDK names differently."""
    return _NAMES.get(name.lower(), name.lower())


def calls(service: str, action: str) -> tuple[Call, ...]:
    """How the action's target may be named, the likelier first; none if the service is unknown."""
    stored = "reads" if action.lower() in _READS else "writes"
    return tuple(Call(field, kind, stored) for field, kind in _FIELDS.get(service_of(service), ()))


def default_target(service: str) -> str:
    """The target where none is named: EventBridge's default bus; else ""."""
    return _ELSE.get(service_of(service), "")


def outside_action(reading: Reading, service: str, action: str, where: Evidence) -> str:
    """The node of an action of a service that acts on nothing the graph shows."""
    node = f"ext:{service.lower()}/{action}"
    reading.node(node, "resource", name=f"{service}:{action}", outside=True, evidence=(where,))
    return node
