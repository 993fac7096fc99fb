"""The outbox's dead letters: they say where in the stream announcing stopped, not what it was."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from lab.deployment import Deployment, answer_of
from lab.errors import LabError

Json = dict[str, Any]


class NotAnnounced(LabError):
    """An order still cannot be announced; the text carries the function's error."""


def records_of(deployment: Deployment, notice: Json) -> list[Json]:
    """The stream's records that a notice is about; [] when they are no longer in the stream."""
    batch = notice.get("DDBStreamBatchInfo")
    if not isinstance(batch, dict):
        return []
    return list(_read(deployment, batch))


def order_id_of(record: Json) -> str | None:
    """The order whose row changed."""
    key: str = record["dynamodb"].get("Keys", {}).get("pk", {}).get("S", "")
    return key.partition("#")[2] or None


def announce(deployment: Deployment, records: list[Json]) -> None:
    """Hand the records to the announcing function again; raises NotAnnounced.

    Announcing twice is harmless: the same change always makes the same event id.
    """
    announcer = deployment.design.announcer
    answer, failed = answer_of(deployment, announcer, {"Records": records}, default=_seconds)
    told = answer or {}
    if failed:
        raise NotAnnounced(f"{announcer} failed again: {told.get('errorMessage', 'no message')}.")
    if told.get("batchItemFailures"):
        raise NotAnnounced(f"{announcer} failed again: its log says why.")


def _read(deployment: Deployment, batch: Json) -> Iterator[Json]:
    streams = deployment.client("dynamodbstreams")
    last = int(batch["endSequenceNumber"])
    try:
        iterator = streams.get_shard_iterator(
            StreamArn=batch["streamArn"],
            ShardId=batch["shardId"],
            ShardIteratorType="AT_SEQUENCE_NUMBER",
            SequenceNumber=batch["startSequenceNumber"],
        ).get("ShardIterator")
    except (
        streams.exceptions.ResourceNotFoundException,
        streams.exceptions.TrimmedDataAccessException,
    ):
        return
    while iterator:
        page = streams.get_records(ShardIterator=iterator)
        for record in page["Records"]:
            if int(record["dynamodb"]["SequenceNumber"]) > last:
                return
            yield record | {"eventSourceARN": batch["streamArn"]}
        # An open shard ends in empty pages, not in a missing iterator.
        iterator = page.get("NextShardIterator") if page["Records"] else None


def _seconds(value: object) -> float:
    if isinstance(value, datetime):
        return value.timestamp()
    raise TypeError(f"{value!r} has no place in a stream's record.")
