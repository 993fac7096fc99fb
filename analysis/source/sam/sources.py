"""What events become: mappings, subscriptions, notifications, rules, schedules, routes."""

from collections.abc import Callable, Mapping
from typing import Any

from analysis.source.document import Block, Items, as_items
from analysis.source.sam.drafts import (
    SamDrafts,
    SamEvent,
    inner,
    line_of,
    listed,
    taken,
    words,
    written,
)
from analysis.source.sam.roles import allow_sending
from analysis.source.sam.rules import new_queue, queue_policy, route, rule, schedule
from analysis.source.values import as_text

_POLLED = {
    "SQS": "Queue",
    "Kinesis": "Stream",
    "DynamoDB": "Stream",
    "MSK": "Stream",
    "MQ": "Broker",
    "DocumentDB": "Cluster",
    "SelfManagedKafka": "",
}
_MAPPED = words(
    "StartingPosition StartingPositionTimestamp BatchSize Enabled MaximumBatchingWindowInSeconds "
    "MaximumRetryAttempts BisectBatchOnFunctionError MaximumRecordAgeInSeconds "
    "ParallelizationFactor Topics Queues SourceAccessConfigurations TumblingWindowInSeconds "
    "FunctionResponseTypes FilterCriteria KmsKeyArn ScalingConfig ProvisionedPollerConfig "
    "MetricsConfig LoggingConfig"
)
_SUBSCRIBED = ("Region", "FilterPolicy", "FilterPolicyScope", "RedrivePolicy")
_MOST_NOTIFICATIONS = 100  # S3's own limit; beyond it duplicates are not looked for
_MAPPING = "AWS::Lambda::EventSourceMapping"


def add_source(drafts: SamDrafts, event: SamEvent) -> None:
    """The resources of one event; a type that SAM does not have for its owner adds nothing."""
    source = _SOURCES.get(event.type)
    if source and (not event.of_machine or event.type in _OF_MACHINES):
        source(drafts, event)


def _poll(drafts: SamDrafts, event: SamEvent) -> None:
    properties = event.properties
    key = _POLLED[event.type]
    content = {
        "FunctionName": event.callee,
        "EventSourceArn": properties.get(key),
        **taken(properties, *_MAPPED),
        "DestinationConfig": _destination(drafts, event),
    }
    if event.type == "DocumentDB":
        chosen = taken(properties, "DatabaseName", "CollectionName", "FullDocument")
        content["DocumentDBEventSourceConfig"] = written(properties, chosen)
    if "KafkaBootstrapServers" in properties:
        servers = written(properties, taken(properties, "KafkaBootstrapServers"))
        content["SelfManagedEventSource"] = written(properties, {"Endpoints": servers})
    drafts.add_for(event, _MAPPING, written(properties, content, EventSourceArn=key))


def _destination(drafts: SamDrafts, event: SamEvent) -> Any:
    config = event.properties.get("DestinationConfig")
    if not isinstance(config, Block):
        return config
    failed = inner(config, "OnFailure")
    allow_sending(drafts, event.owner, failed, failed.get("Destination"))
    kept = written(failed, taken(failed, "Destination"))
    return written(config, {**config, "OnFailure": kept})


def _sns(drafts: SamDrafts, event: SamEvent) -> None:
    properties = event.properties
    protocol, endpoint = "lambda", event.target
    through = properties.get("SqsSubscription")
    if isinstance(through, Block):
        protocol, endpoint = "sqs", _through_given_queue(drafts, event, through)
    elif through and as_text(through) != "false":
        protocol, endpoint = "sqs", _through_new_queue(drafts, event)
    content = {
        "Protocol": protocol,
        "Endpoint": endpoint,
        "TopicArn": properties.get("Topic"),
        **taken(properties, *_SUBSCRIBED),
    }
    block = written(properties, content, TopicArn="Topic", Endpoint="SqsSubscription")
    drafts.add_for(event, "AWS::SNS::Subscription", block)


def _through_given_queue(drafts: SamDrafts, event: SamEvent, given: Block) -> Any:
    queue, topic = given.get("QueueArn"), event.properties.get("Topic")
    line = given.line or event.line
    policy = queue_policy(given, queue, given.get("QueueUrl"), topic)
    name = as_text(given.get("QueuePolicyLogicalId")) or f"{event.id}QueuePolicy"
    drafts.add(event.owner, name, "AWS::SQS::QueuePolicy", policy, line)
    _add_mapping(drafts, event, given, queue, line)
    return queue


def _through_new_queue(drafts: SamDrafts, event: SamEvent) -> Any:
    properties = event.properties
    topic, line = properties.get("Topic"), line_of(properties, "SqsSubscription") or event.line
    known = (drafts.resources.get(each) for each in drafts.referred(topic))
    fifo = [inner(each, "Properties").get("FifoTopic") for each in known if each is not None]
    name, first = f"{event.id}Queue", next(iter(fifo), None)
    arn = new_queue(drafts, event, properties, name, line, topic, FifoQueue=first)
    _add_mapping(drafts, event, properties, arn, line)
    return arn


def _add_mapping(drafts: SamDrafts, event: SamEvent, origin: Block, queue: Any, line: int) -> None:
    content = {"EventSourceArn": queue, "FunctionName": event.callee}
    content["BatchSize"] = origin.get("BatchSize", 10)
    mapping = written(origin, content, EventSourceArn="QueueArn")
    drafts.add(event.owner, f"{event.id}EventSourceMapping", _MAPPING, mapping, line)


def _s3(drafts: SamDrafts, event: SamEvent) -> None:
    properties = event.properties
    notified = [
        written(
            properties,
            {"Event": each, "Function": event.target, **taken(properties, "Filter")},
            SamEvent="Events",
        )
        for each in as_items(properties.get("Events"))
    ]
    for name in drafts.referred(properties.get("Bucket")):
        config = drafts.open(name, "NotificationConfiguration")
        if config is not None:
            _append(config, "LambdaConfigurations", notified, event.line)


def _append(config: Block, key: str, added: list[Block], line: int) -> None:
    """Lengthen the list under a key; the first time it is copied, since others hold it."""
    known = as_items(config.get(key))
    if not isinstance(known, _Grown):
        lines = known.lines if len(known.lines) == len(known) else [line] * len(known)
        known = _Grown(known, source=config.source, line=known.line or line, lines=lines)
        config[key] = known
    for each in added:
        if len(known) > _MOST_NOTIFICATIONS or each not in known:
            known.append(each)
            known.lines.append(line)


class _Grown(Items):
    """A list of our own, which may be lengthened in place."""


def _cognito(drafts: SamDrafts, event: SamEvent) -> None:
    for name in drafts.referred(event.properties.get("UserPool")):
        config = drafts.open(name, "LambdaConfig")
        for trigger in as_items(event.properties.get("Trigger")):
            if config is not None and isinstance(trigger, str):
                config.setdefault(trigger, event.target)
                config.lines.setdefault(trigger, event.line)


def _logs(drafts: SamDrafts, event: SamEvent) -> None:
    chosen = taken(event.properties, "LogGroupName", "FilterPattern")
    block = written(event.properties, {**chosen, "DestinationArn": event.target})
    drafts.add_for(event, "AWS::Logs::SubscriptionFilter", block)


def _iot(drafts: SamDrafts, event: SamEvent) -> None:
    properties = event.properties
    action = written(properties, {"Lambda": written(properties, {"FunctionArn": event.target})})
    chosen = taken(properties, "Sql", "AwsIotSqlVersion")
    payload = written(properties, {**chosen, "Actions": listed(properties, action)})
    block = written(properties, {"TopicRulePayload": payload}, TopicRulePayload="Sql")
    drafts.add_for(event, "AWS::IoT::TopicRule", block)


def _alexa(drafts: SamDrafts, event: SamEvent) -> None:
    content = {
        "Action": "lambda:InvokeFunction",
        "FunctionName": event.callee,
        "Principal": "alexa-appkit.amazon.com",
        "EventSourceToken": event.properties.get("SkillId"),
    }
    block = written(event.properties, content, EventSourceToken="SkillId")
    drafts.add_for(event, "AWS::Lambda::Permission", block, "Permission")


_SOURCES: Mapping[str, Callable[[SamDrafts, SamEvent], None]] = {
    **dict.fromkeys(_POLLED, _poll),
    "SNS": _sns,
    "S3": _s3,
    "Cognito": _cognito,
    "CloudWatchLogs": _logs,
    "IoTRule": _iot,
    "AlexaSkill": _alexa,
    "Schedule": rule,
    "EventBridgeRule": rule,
    "CloudWatchEvent": rule,
    "ScheduleV2": schedule,
    "Api": route,
    "HttpApi": route,
}
_OF_MACHINES = ("Schedule", "EventBridgeRule", "CloudWatchEvent", "ScheduleV2", "Api")
