"""Calls of AWS services that a template spells out: which argument names the target.

Universal targets of EventBridge Scheduler and AWS integrations of API Gateway name a service and
an action; AWS's API references say which argument of the action is the resource.
"""

from analysis.extract.reading import Reading
from analysis.graph import Evidence
from analysis.records import dataclass


@dataclass(frozen=True, slots=True)
class Argument:
    """The argument that names the resource, the resource's kind, and what is done to it."""

    field: str
    kind: str
    stored: str = "writes"


_READS = (
    "getitem batchgetitem query scan transactgetitems getobject headobject listobjects "
    "listobjectsv2"
)
_ARGUMENTS = {
    "sqs": "queue QueueUrl",
    "sns": "topic TopicArn TargetArn",
    "states": "state-machine stateMachineArn",
    "lambda": "function FunctionName",
    "dynamodb": "table TableName",
    "s3": "bucket Bucket",
    "events": "bus EventBusName",
    "kinesis": "stream StreamName StreamARN",
    "firehose": "stream DeliveryStreamName",
    "ecs": "container TaskDefinition",
    "batch": "container JobDefinition",
    "glue": "container JobName",
    "codebuild": "container ProjectName",
    "codepipeline": "container Name",
    "sagemaker": "container PipelineName EndpointName",
}
_NAMES = {"sfn": "states", "eventbridge": "events", "dynamodb-streams": "dynamodb"}


def _service(name: str) -> str:
    """The name an ARN has for a service that an SDK names differently."""
    return _NAMES.get(name.lower(), name.lower())


def arguments(service: str, action: str) -> tuple[Argument, ...]:
    """How the action's target may be named, the likelier first; none if the service is unknown."""
    stored = "reads" if action.lower() in _READS.split() else "writes"
    kind, *fields = _ARGUMENTS.get(_service(service), "-").split()
    return tuple(Argument(field, kind.replace("-", " "), stored) for field in fields)


def default_target(service: str) -> str:
    """The target where none is named: EventBridge's default bus; else ""."""
    return "default" if _service(service) == "events" else ""


def outside_action(reading: Reading, service: str, action: str, where: Evidence) -> str:
    """The node of an action of a service that acts on nothing the graph shows."""
    node = f"ext:{service.lower()}/{action}"
    reading.node(node, "resource", name=f"{service}:{action}", outside=True, evidence=(where,))
    return node


def answer_token(reading: Reading, node: str, kind: str, place: Evidence, where: Evidence) -> None:
    """A task's token sent back: only the execution knows which machine waits for it."""
    reading.node(node, kind, attributes={"sends_token": True})
    reason = "the machine that waits for this token is known at run time only"
    reading.edge(node, reading.unresolved(node, "TaskToken", reason, place), "calls_back", where)
