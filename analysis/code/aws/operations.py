"""AWS operations as boto3 spells them: what each does, and the argument that says to what.

Names and arguments are those of botocore's service models and boto3's resource models.
"""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Operation:
    """What an operation does.

    ``arguments`` may each name the resource; ``place`` is the first one's place where it may be
    passed without its name; ``inside`` says that it stands within what the argument holds.
    """

    relation: str
    kind: str
    arguments: tuple[str, ...]
    place: int | None = None
    inside: str = ""


_CLIENTS = """
dynamodb reads table TableName: get_item query scan
dynamodb writes table TableName: put_item update_item delete_item
sqs publishes queue QueueUrl: send_message send_message_batch
sns publishes topic TopicArn|TargetArn: publish publish_batch
kinesis publishes stream StreamName|StreamARN: put_record put_records
firehose publishes stream DeliveryStreamName: put_record put_record_batch
lambda invokes function FunctionName: invoke invoke_async invoke_with_response_stream
stepfunctions invokes state-machine stateMachineArn: start_execution start_sync_execution
stepfunctions calls_back state-machine taskToken: send_task_success send_task_failure \
send_task_heartbeat
s3 reads bucket Bucket: get_object head_object list_objects list_objects_v2 list_object_versions \
get_object_attributes get_object_tagging select_object_content
s3 writes bucket Bucket: put_object delete_object delete_objects copy_object \
create_multipart_upload upload_part complete_multipart_upload put_object_tagging restore_object
apigatewaymanagementapi invokes api endpoint_url: post_to_connection delete_connection \
get_connection
"""
_RESOURCES = """
dynamodb table reads: get_item query scan
dynamodb table writes: put_item update_item delete_item batch_writer
sqs queue publishes: send_message send_messages
sns topic publishes: publish
s3 bucket reads: download_file download_fileobj all filter limit page_size
s3 bucket writes: put_object upload_file upload_fileobj delete_objects copy
s3 object reads: get download_file download_fileobj load
s3 object writes: put delete upload_file upload_fileobj copy_from copy initiate_multipart_upload
"""
_KIND_OF = {"object": "bucket"}  # what a handle stands for, unless it is called as its kind


def _clients() -> Iterator[tuple[tuple[str, str, str], Operation]]:
    for line in _CLIENTS.strip().split("\n"):
        head, _, names = line.partition(": ")
        service, relation, kind, arguments = head.split()
        made = Operation(relation, kind.replace("-", " "), tuple(arguments.split("|")))
        yield from (((service, "client", name), made) for name in names.split())


def _resources() -> Iterator[tuple[tuple[str, str, str], Operation]]:
    for line in _RESOURCES.strip().split("\n"):
        head, _, names = line.partition(": ")
        service, kind, relation = head.split()
        made = Operation(relation, _KIND_OF.get(kind, kind), ())
        yield from (((service, kind, name), made) for name in names.split())


OPERATIONS: dict[tuple[str, str, str], tuple[Operation, ...]] = {
    key: (operation,) for key, operation in (*_clients(), *_resources())
}
"""By service, kind of handle and operation."""

_BUCKET_AT = {"upload_file": 1, "upload_fileobj": 1, "download_file": 0, "download_fileobj": 0}
for _name, _place in _BUCKET_AT.items():
    _relation = "writes" if _name.startswith("up") else "reads"
    OPERATIONS["s3", "client", _name] = (Operation(_relation, "bucket", ("Bucket",), _place),)
OPERATIONS |= {
    ("s3", "client", "copy"): (
        Operation("writes", "bucket", ("Bucket",), 1),
        Operation("reads", "bucket", ("CopySource",), 0, "Bucket"),
    ),
    ("s3", "client", "copy_object"): (
        Operation("writes", "bucket", ("Bucket",)),
        Operation("reads", "bucket", ("CopySource",), None, "Bucket"),
    ),
    ("events", "client", "put_events"): (
        Operation("publishes", "bus", ("Entries",), None, "EventBusName"),
    ),
    ("dynamodb", "client", "batch_get_item"): (
        Operation("reads", "table", ("RequestItems",), None, "keys"),
    ),
    ("dynamodb", "client", "batch_write_item"): (
        Operation("writes", "table", ("RequestItems",), None, "keys"),
    ),
    ("dynamodb", "client", "transact_get_items"): (
        Operation("reads", "table", ("TransactItems",), None, "Get.TableName"),
    ),
    ("dynamodb", "client", "transact_write_items"): (
        Operation("writes", "table", ("TransactItems",), None, "Put|Update|Delete.TableName"),
    ),
    ("idempotency", "client", "store"): (
        Operation("reads", "table", ("table_name",), 0),
        Operation("writes", "table", ("table_name",), 0),
    ),
    ("http", "client", "request"): (Operation("invokes", "api", ("url",), 0),),
}
for _name in ("batch_get_item", "batch_write_item"):
    OPERATIONS["dynamodb", "resource", _name] = OPERATIONS["dynamodb", "client", _name]
