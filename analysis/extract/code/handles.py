"""boto3 clients and resources: what their attributes are, and what calling them gives."""

from collections.abc import Mapping

from analysis.extract.code.atoms import UNKNOWN, Arguments, Handle, Method, Text, Value
from analysis.extract.code.machine import Machine

SESSIONS = ("boto3.session.Session", "boto3.Session", "aioboto3.Session", "aiobotocore.Session")
SESSION_MAKERS = ("aiobotocore.session.get_session", "botocore.session.get_session")

_MAKES: Mapping[tuple[str, str], tuple[str, str]] = {
    ("dynamodb", "Table"): ("table", "name"),
    ("sqs", "Queue"): ("queue", "url"),
    ("sqs", "get_queue_by_name"): ("queue", "QueueName"),
    ("sns", "Topic"): ("topic", "arn"),
    ("sns", "create_topic"): ("topic", "Name"),
    ("s3", "Bucket"): ("bucket", "name"),
    ("s3", "Object"): ("object", "bucket_name"),
    ("s3", "ObjectSummary"): ("object", "bucket_name"),
}
_NAMED = ("name", "table_name", "url", "queue_url", "arn", "bucket_name", "queue_name")
_ITSELF = ("meta", "objects", "object_versions")
_ANSWERS = {
    ("sqs", "get_queue_url"): ("QueueUrl", "QueueName"),
    ("sns", "create_topic"): ("TopicArn", "Name"),
    ("sqs", "create_queue"): ("QueueUrl", "QueueName"),
}


def opened(kind: str, arguments: Arguments) -> Value:
    """The client or resource that boto3 opens for the services a value may name."""
    services = [each.value for each in arguments.get("service_name", 0) if isinstance(each, Text)]
    address = arguments.get("endpoint_url") if "apigatewaymanagementapi" in services else UNKNOWN
    return tuple(Handle(each, kind, address) for each in services if isinstance(each, str))


def of_handle(handle: Handle, name: str) -> Value:
    """What an attribute of a client or a resource is: mostly an operation to call."""
    if name in _NAMED and handle.kind not in ("client", "resource", "paginator"):
        return handle.names
    if name in _ITSELF:
        return (handle,)
    if name == "client":
        return (Handle(handle.service, "client", handle.names),)
    return UNKNOWN if name == "exceptions" else (Method(handle, name),)


def result(
    machine: Machine, handle: Handle, operation: str, arguments: Arguments, site: object
) -> Value | None:
    """What calling an operation gives where it opens something, None where it acts."""
    if operation in ("batch_writer", "all", "filter", "__enter__", "__aenter__"):
        return (handle,)
    if operation == "get_paginator":
        return (Handle(handle.service, "paginator", arguments.get("operation_name", 0)),)
    if (handle.service, operation) in _MAKES:
        kind, name = _MAKES[handle.service, operation]
        return (Handle(handle.service, kind, arguments.get(name, 0)),)
    if handle.kind == "bucket" and operation == "Object":
        return (Handle(handle.service, "object", handle.names),)
    if (handle.service, operation) in _ANSWERS:
        key, name = _ANSWERS[handle.service, operation]
        return (machine.collection(site, **{f"[{key}]": arguments.get(name)}),)
    return None
