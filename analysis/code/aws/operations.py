"""AWS operations as boto3 spells them: what each does, and the argument that says to what.

Names and arguments are those of botocore's service models and boto3's resource models.
"""

from analysis.records import dataclass


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


_TABLE = """
dynamodb.client reads table TableName: get_item query scan
dynamodb.client writes table TableName: put_item update_item delete_item
dynamodb.client reads table RequestItems>keys: batch_get_item
dynamodb.client writes table RequestItems>keys: batch_write_item
dynamodb.client reads table TransactItems>Get.TableName: transact_get_items
dynamodb.client writes table TransactItems>Put|Update|Delete.TableName: transact_write_items
dynamodb.resource reads table RequestItems>keys: batch_get_item
dynamodb.resource writes table RequestItems>keys: batch_write_item
dynamodb.table reads table: get_item query scan
dynamodb.table writes table: put_item update_item delete_item batch_writer
sqs.client publishes queue QueueUrl: send_message send_message_batch
sqs.queue publishes queue: send_message send_messages
sns.client publishes topic TopicArn|TargetArn: publish publish_batch
sns.topic publishes topic: publish
events.client publishes bus Entries>EventBusName: put_events
kinesis.client publishes stream StreamName|StreamARN: put_record put_records
firehose.client publishes stream DeliveryStreamName: put_record put_record_batch
lambda.client invokes function FunctionName: invoke invoke_async invoke_with_response_stream
stepfunctions.client invokes state-machine stateMachineArn: start_execution start_sync_execution
stepfunctions.client calls_back state-machine taskToken: send_task_success send_task_failure \
send_task_heartbeat
s3.client reads bucket Bucket: get_object head_object list_objects list_objects_v2 \
list_object_versions get_object_attributes get_object_tagging select_object_content
s3.client writes bucket Bucket: put_object delete_object delete_objects copy_object \
create_multipart_upload upload_part complete_multipart_upload put_object_tagging restore_object \
upload
s3.client reads bucket Bucket@0: download_file download_fileobj
s3.client writes bucket Bucket@1: upload_file upload_fileobj copy
s3.client reads bucket CopySource@0>Bucket: copy
s3.client reads bucket CopySource>Bucket: copy_object
s3.bucket reads bucket: download_file download_fileobj all filter limit page_size
s3.bucket writes bucket: delete put_object upload_file upload_fileobj delete_objects copy
s3.object reads bucket: get download_file download_fileobj load
s3.object writes bucket: put delete upload_file upload_fileobj copy_from copy \
initiate_multipart_upload
apigatewaymanagementapi.client invokes api endpoint_url: post_to_connection delete_connection \
get_connection
http.client invokes api url@0: request
idempotency.client reads table table_name@0: store
idempotency.client writes table table_name@0: store
"""
"""A line: service and kind of handle, relation, kind, ``arguments@place>inside``; operations."""


def _operations() -> dict[tuple[str, str, str], tuple[Operation, ...]]:
    found: dict[tuple[str, str, str], tuple[Operation, ...]] = {}
    for line in _TABLE.strip().split("\n"):
        head, _, names = line.partition(": ")
        handle, relation, kind, argument = f"{head} ".split(" ", 3)
        service, _, of = handle.partition(".")
        written, _, inside = argument.strip().partition(">")
        arguments, _, place = written.partition("@")
        several = tuple(arguments.split("|")) if arguments else ()
        at = int(place) if place else None
        made = Operation(relation, kind.replace("-", " "), several, at, inside)
        for name in names.split():
            found[service, of, name] = (*found.get((service, of, name), ()), made)
    return found


OPERATIONS = _operations()
"""By service, kind of handle and operation."""
