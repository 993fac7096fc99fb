"""Which IAM actions let their holder send, read or write; all others draw nothing.

Names and their access levels are those of AWS's service authorization reference, as cfn-lint
ships it. Left out on purpose: whatever polls (ReceiveMessage, GetRecords, GetActivityTask ...),
whatever describes or configures, and services whose use is no flow (kms, logs, ssm ...).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from analysis.extract.policies.patterns import matches


@dataclass(frozen=True, slots=True)
class Deed:
    """One action of a service, and the relation that its holder may have to a resource."""

    service: str
    action: str
    relation: str


@dataclass(frozen=True, slots=True)
class Service:
    """What a service's permissions are about: the kind of node, and its CloudFormation types."""

    kind: str
    types: str
    prefixes: tuple[str, ...] = ("",)  # of the name, in the resource part of an ARN
    verb: str = "use"


SERVICES: Mapping[str, Service] = {
    "dynamodb": Service("table", "AWS::DynamoDB::", ("table/",)),
    "sqs": Service("queue", "AWS::SQS::Queue"),
    "sns": Service("topic", "AWS::SNS::Topic"),
    "events": Service("bus", "AWS::Events::EventBus", ("event-bus/",)),
    "kinesis": Service("stream", "AWS::Kinesis::", ("stream/",)),
    "firehose": Service("stream", "AWS::KinesisFirehose::", ("deliverystream/",)),
    "lambda": Service("function", "AWS::Lambda::Function", ("function:",)),
    "states": Service("state machine", "AWS::StepFunctions::", ("stateMachine:", "express:")),
    "s3": Service("bucket", "AWS::S3"),
    "execute-api": Service("api", "AWS::ApiGateway"),
    "appsync": Service("api", "AWS::AppSync::", ("apis/",)),
}

_DEEDS = {
    ("dynamodb", "reads"): (
        "BatchGetItem ConditionCheckItem GetItem PartiQLSelect Query Scan SearchVectors"
    ),
    ("dynamodb", "writes"): (
        "BatchWriteItem DeleteItem PartiQLDelete PartiQLInsert PartiQLUpdate PutItem UpdateItem"
    ),
    ("sqs", "publishes"): "SendMessage SendMessageBatch",
    ("sns", "publishes"): "Publish",
    ("events", "publishes"): "PutEvents",
    ("kinesis", "publishes"): "PutRecord PutRecords",
    ("firehose", "publishes"): "PutRecord PutRecordBatch",
    ("lambda", "invokes"): "InvokeAsync InvokeFunction InvokeFunctionUrl",
    ("states", "invokes"): "StartExecution StartSyncExecution",
    ("states", "calls_back"): "SendTaskFailure SendTaskHeartbeat SendTaskSuccess",
    ("s3", "reads"): (
        "GetObject GetObjectAttributes GetObjectVersion GetObjectVersionAttributes ListBucket "
        "ListBucketVersions ListObjectsV2 SelectObjectContent"
    ),
    ("s3", "writes"): (
        "AbortMultipartUpload DeleteObject DeleteObjectVersion PutObject ReplicateDelete "
        "ReplicateObject"
    ),
    ("execute-api", "invokes"): "Invoke ManageConnections",
    ("appsync", "invokes"): "EventPublish GraphQL",
}

_BY_SERVICE: dict[str, tuple[Deed, ...]] = {}
for (_service, _relation), _names in _DEEDS.items():
    _BY_SERVICE[_service] = (
        *_BY_SERVICE.get(_service, ()),
        *(Deed(_service, name.lower(), _relation) for name in _names.split()),
    )

_LONGEST = 200  # characters of an action that are looked at; AWS's longest has under 80


@lru_cache(maxsize=4096)
def deeds(pattern: str) -> tuple[Deed, ...]:
    """What a statement's Action stands for, of the deeds that draw an edge."""
    return tuple(_deeds(pattern.lower())) if len(pattern) <= _LONGEST else ()


def _deeds(pattern: str) -> Iterator[Deed]:
    service, colon, action = pattern.partition(":")
    if not colon:
        if pattern == "*":
            for listed in _BY_SERVICE.values():
                yield from listed
        return
    services = _BY_SERVICE.values() if service == "*" else (_BY_SERVICE.get(service, ()),)
    for listed in services:
        yield from (deed for deed in listed if matches(action, deed.action))
