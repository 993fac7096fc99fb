"""Events that Lambda polls for: queues, streams, Kafka and message brokers."""

from typing import Any

from analysis.source.document import Block, Items
from analysis.source.sam.drafts import listed, written
from analysis.source.serverless import naming
from analysis.source.serverless.drafts import ServerlessEvent, ServiceDraft, is_intrinsic, label
from analysis.source.values import Unknown, as_text

_RENAMED = {
    "batchSize": "BatchSize",
    "enabled": "Enabled",
    "startingPosition": "StartingPosition",
    "parallelizationFactor": "ParallelizationFactor",
    "batchWindow": "MaximumBatchingWindowInSeconds",
    "maximumBatchingWindow": "MaximumBatchingWindowInSeconds",
    "maximumRetryAttempts": "MaximumRetryAttempts",
    "bisectBatchOnFunctionError": "BisectBatchOnFunctionError",
    "maximumRecordAgeInSeconds": "MaximumRecordAgeInSeconds",
    "tumblingWindowInSeconds": "TumblingWindowInSeconds",
}
_KINDS = {
    "sqs": "SQS",
    "msk": "MSK",
    "kafka": "Kafka",
    "activemq": "ActiveMQ",
    "rabbitmq": "RabbitMQ",
}


def poll(draft: ServiceDraft, event: ServerlessEvent) -> None:
    """The mapping of a source to its function."""
    body = event.body
    whole = not isinstance(event.value, Block) or is_intrinsic(event.value)
    arn = body.get("arn", event.value if whole else None)
    if arn is None and "bootstrapServers" not in body:
        arn = Unknown("it names no ARN")
    content: dict[str, Any] = {
        "FunctionName": event.target,
        "EventSourceArn": arn,
        **{_RENAMED[key]: value for key, value in body.items() if key in _RENAMED},
        "FunctionResponseTypes": body.get("functionResponseType"),
        "FilterCriteria": _filters(body),
        "DestinationConfig": _failed(body),
        "Topics": _one(body, "topic"),
        "Queues": _one(body, "queue"),
    }
    if "bootstrapServers" in body:
        servers = written(body, {"KafkaBootstrapServers": body["bootstrapServers"]})
        content["SelfManagedEventSource"] = written(body, {"Endpoints": servers})
    old = {new: key for key, new in _RENAMED.items() if key in body}
    block = written(
        body, content, EventSourceArn="arn", Topics="topic", Queues="queue",
        FilterCriteria="filterPatterns", DestinationConfig="destinations", **old,
    )  # fmt: skip
    draft.add_for(event, _id(event, arn), "AWS::Lambda::EventSourceMapping", block)
    _add_consumer(draft, event, arn)


def _id(event: ServerlessEvent, arn: Any) -> str:
    begin = f"{event.owner.prefix}EventSourceMapping"
    if event.kind == "stream":
        kind = as_text(event.body.get("type")) or (as_text(arn).split(":") + [""] * 3)[2]
        name = as_text(arn).split("/")[1] if as_text(arn).count("/") else label(arn)
        return f"{begin}{naming.upper(kind)}{naming.plain(name)}"
    topic = naming.plain(label(event.body.get("topic", event.body.get("queue", ""))))
    cluster = naming.plain(label(arn)) if event.kind in ("sqs", "msk") else ""
    return f"{begin}{_KINDS[event.kind]}{cluster}{topic}"


def _one(body: Block, key: str) -> Items | None:
    return listed(body, body[key], key=key) if key in body else None


def _filters(body: Block) -> Block | None:
    patterns = body.get("filterPatterns")
    if not isinstance(patterns, Items):
        return None
    filters = [written(body, {"Pattern": each}, Pattern="filterPatterns") for each in patterns]
    return written(body, {"Filters": Items(filters)}, Filters="filterPatterns")


def _failed(body: Block) -> Block | None:
    destinations = body.get("destinations")
    if not isinstance(destinations, Block) or "onFailure" not in destinations:
        return None
    target = destinations["onFailure"]
    if isinstance(target, Block) and "arn" in target:
        target = target["arn"]
    failed = written(destinations, {"Destination": target}, Destination="onFailure")
    return written(destinations, {"OnFailure": failed}, OnFailure="onFailure")


def _add_consumer(draft: ServiceDraft, event: ServerlessEvent, arn: Any) -> None:
    """A Kinesis stream's own consumer; the mapping stays on the stream, which it stands for."""
    if event.kind == "stream" and event.body.get("consumer") is True:
        name = f"{event.owner.name}{label(arn)}Consumer"
        block = written(event.body, {"StreamARN": arn, "ConsumerName": name}, StreamARN="arn")
        logical_id = f"{naming.resource(name)}StreamConsumer"
        draft.add_for(event, logical_id, "AWS::Kinesis::StreamConsumer", block)


EVENTS = dict.fromkeys(("sqs", "stream", "msk", "kafka", "activemq", "rabbitmq"), poll)
