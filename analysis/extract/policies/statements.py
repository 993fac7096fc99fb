"""IAM policy documents taken apart: each statement as grants, one a relation and a resource.

Which actions let their holder send, read or write is a table; all others draw nothing. Names and
their access levels are those of AWS's service authorization reference, as cfn-lint ships it. Left
out on purpose: whatever polls (ReceiveMessage, GetRecords, GetActivityTask ...), whatever describes
or configures, and services whose use is no flow (kms, logs, ssm ...).
"""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import islice
from typing import Any

from analysis.graph import Evidence
from analysis.records import dataclass
from analysis.source.document import Block, as_block, as_items, at
from analysis.source.embedded import parse
from analysis.source.values import Joined, alternatives, as_text

_MOST_ACTIONS = 2_000  # actions of one statement that are looked at


@dataclass(frozen=True, slots=True)
class Permission:
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

_PERMISSIONS = {
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

_BY_SERVICE: dict[str, tuple[Permission, ...]] = {}
for (_service, _relation), _names in _PERMISSIONS.items():
    _BY_SERVICE[_service] = (
        *_BY_SERVICE.get(_service, ()),
        *(Permission(_service, name.lower(), _relation) for name in _names.split()),
    )


def matches(pattern: str, text: str) -> bool:
    """Whether IAM's pattern fits the whole text: ``*`` is any text, ``?`` one character."""
    return fnmatchcase(text, pattern.replace("[", "[[]"))


_LONGEST = 200  # characters of an action that are looked at; AWS's longest has under 80


@lru_cache(maxsize=4096)
def permissions(pattern: str) -> tuple[Permission, ...]:
    """What a statement's Action stands for, of the actions that draw an edge."""
    return tuple(_permissions(pattern.lower())) if len(pattern) <= _LONGEST else ()


def _permissions(pattern: str) -> Iterator[Permission]:
    service, colon, action = pattern.partition(":")
    if not colon:
        if pattern == "*":
            for listed in _BY_SERVICE.values():
                yield from listed
        return
    services = _BY_SERVICE.values() if service == "*" else (_BY_SERVICE.get(service, ()),)
    for listed in services:
        yield from (each for each in listed if matches(action, each.action))


@dataclass(frozen=True, slots=True)
class Grant:
    """What a statement allows (or denies): actions of one service on one resource as written.

    ``relation`` is what the actions come to; ``at`` is where the action and where the resource
    are written.
    """

    service: str
    relation: str
    actions: frozenset[str]
    resource: Any
    at: tuple[Evidence, ...]
    denies: bool = False


def grants(document: Any, place: Evidence) -> Iterator[Grant]:
    """The grants of a policy document: a mapping, or its text in JSON."""
    for statement in statements(document, place):
        yield from _granted(statement)


def statements(document: Any, place: Evidence) -> Iterator[Block]:
    """The statements of a policy document: a mapping, or its text in JSON."""
    for each in alternatives(document):
        whole = parse(each, place.file, place) if isinstance(each, str | Joined) else each
        for statement in as_items(as_block(whole).get("Statement")):
            yield from (as_block(one) for one in alternatives(statement))


def _granted(statement: Block) -> Iterator[Grant]:
    effect = as_text(statement.get("Effect"))
    if effect not in ("Allow", "Deny") or {"NotAction", "NotResource"} & statement.keys():
        return
    if effect == "Deny" and "Condition" in statement:
        return
    grouped: dict[tuple[str, str], tuple[set[str], Evidence]] = {}
    for each, place in _permitted(statement):
        grouped.setdefault((each.service, each.relation), (set(), place))[0].add(each.action)
    if not grouped:
        return
    for resource, where in _placed(statement, "Resource"):
        for (service, relation), (actions, place) in grouped.items():
            places = (place,) if place == where else (place, where)
            yield Grant(
                service, relation, frozenset(actions), resource, places, denies=effect == "Deny"
            )


def _permitted(statement: Block) -> Iterator[tuple[Permission, Evidence]]:
    for action, place in islice(_placed(statement, "Action"), _MOST_ACTIONS):
        for each in permissions(action) if isinstance(action, str) else ():
            yield each, place


def _placed(statement: Block, key: str) -> Iterator[tuple[Any, Evidence]]:
    """What is listed under a key, or stands there alone, each with its line."""
    written = statement.get(key)
    for number, each in enumerate(as_items(written)):
        place = at(written, number)
        place = place if place.file else at(statement, key)
        yield from ((one, place) for one in alternatives(each))
