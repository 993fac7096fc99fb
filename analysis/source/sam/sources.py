"""What a function's events become: mappings, subscriptions, rules, notifications, routes."""

from collections.abc import Callable, Mapping
from typing import Any

from analysis.source.document import Block, Items, as_items
from analysis.source.sam.drafts import Drafts, Event, inner, line_of, listed, taken, words, written
from analysis.source.sam.roles import allow
from analysis.source.sam.routes import function_route
from analysis.source.sam.rules import queue_policy, rule, schedule, sender
from analysis.source.values import as_text

_POLLED = {
    "SQS": "Queue",
    "Kinesis": "Stream",
    "DynamoDB": "Stream",
    "MSK": "Stream",
    "MQ": "Broker",
    "DocumentDB": "Cluster",
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
_SENDS = {
    "SQS": ("sqs:SendMessage",),
    "SNS": ("sns:Publish",),
    "S3": ("s3:PutObject", "s3:ListBucket"),
}


def add_source(drafts: Drafts, event: Event) -> None:
    """The resources of one event of a function; a type that SAM does not have adds nothing."""
    if event.type in _POLLED or event.type == "SelfManagedKafka":
        _poll(drafts, event)
        return
    reader = _PUSHED.get(event.type)
    if reader:
        reader(drafts, event)


def _poll(drafts: Drafts, event: Event) -> None:
    properties = event.properties
    key = _POLLED.get(event.type, "")
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
    block = written(properties, content, EventSourceArn=key)
    drafts.add(event.owner, event.id, "AWS::Lambda::EventSourceMapping", block, event.line)


def _destination(drafts: Drafts, event: Event) -> Any:
    config = event.properties.get("DestinationConfig")
    if not isinstance(config, Block):
        return config
    failed = inner(config, "OnFailure")
    actions = _SENDS.get(as_text(failed.get("Type")))
    if actions:
        allow(drafts, event.owner, failed, actions, failed.get("Destination"))
    kept = written(failed, taken(failed, "Destination"))
    return written(config, {**config, "OnFailure": kept})


def _sns(drafts: Drafts, event: Event) -> None:
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
    drafts.add(event.owner, event.id, "AWS::SNS::Subscription", block, event.line)


def _through_given_queue(drafts: Drafts, event: Event, given: Block) -> Any:
    queue, topic = given.get("QueueArn"), event.properties.get("Topic")
    line = given.line or event.line
    policy = queue_policy(given, queue, given.get("QueueUrl"), topic)
    name = as_text(given.get("QueuePolicyLogicalId")) or f"{event.id}QueuePolicy"
    drafts.add(event.owner, name, "AWS::SQS::QueuePolicy", policy, line)
    _add_mapping(drafts, event, given, queue, line)
    return queue


def _through_new_queue(drafts: Drafts, event: Event) -> Any:
    properties, name = event.properties, f"{event.id}Queue"
    line = line_of(properties, "SqsSubscription") or event.line
    fifo = [
        inner(drafts.resources[topic], "Properties").get("FifoTopic")
        for topic in drafts.referred(properties.get("Topic"))
        if topic in drafts.resources
    ]
    queue = written(properties, {"FifoQueue": fifo[0] if fifo else None})
    drafts.add(event.owner, name, "AWS::SQS::Queue", queue, line)
    policy = sender(drafts, properties, name, properties.get("Topic"))
    drafts.add(event.owner, f"{event.id}QueuePolicy", "AWS::SQS::QueuePolicy", policy, line)
    arn = drafts.ref(name, "Arn")
    _add_mapping(drafts, event, properties, arn, line)
    return arn


def _add_mapping(drafts: Drafts, event: Event, origin: Block, queue: Any, line: int) -> None:
    content = {"EventSourceArn": queue, "FunctionName": event.callee}
    content["BatchSize"] = origin.get("BatchSize", 10)
    mapping = written(origin, content, EventSourceArn="QueueArn")
    name = f"{event.id}EventSourceMapping"
    drafts.add(event.owner, name, "AWS::Lambda::EventSourceMapping", mapping, line)


def _s3(drafts: Drafts, event: Event) -> None:
    properties = event.properties
    notified = [
        written(
            properties,
            {"Event": each, "Function": event.target, **taken(properties, "Filter")},
            Event="Events",
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


def _cognito(drafts: Drafts, event: Event) -> None:
    for name in drafts.referred(event.properties.get("UserPool")):
        config = drafts.open(name, "LambdaConfig")
        for trigger in as_items(event.properties.get("Trigger")):
            if config is not None and isinstance(trigger, str):
                config.setdefault(trigger, event.target)
                config.lines.setdefault(trigger, event.line)


def _logs(drafts: Drafts, event: Event) -> None:
    chosen = taken(event.properties, "LogGroupName", "FilterPattern")
    block = written(event.properties, {**chosen, "DestinationArn": event.target})
    drafts.add(event.owner, event.id, "AWS::Logs::SubscriptionFilter", block, event.line)


def _iot(drafts: Drafts, event: Event) -> None:
    properties = event.properties
    function = written(properties, {"FunctionArn": event.target})
    action = written(properties, {"Lambda": function})
    chosen = taken(properties, "Sql", "AwsIotSqlVersion")
    payload = written(properties, {**chosen, "Actions": listed(properties, action)})
    block = written(properties, {"TopicRulePayload": payload}, TopicRulePayload="Sql")
    drafts.add(event.owner, event.id, "AWS::IoT::TopicRule", block, event.line)


def _alexa(drafts: Drafts, event: Event) -> None:
    content = {
        "Action": "lambda:InvokeFunction",
        "FunctionName": event.callee,
        "Principal": "alexa-appkit.amazon.com",
        "EventSourceToken": event.properties.get("SkillId"),
    }
    block = written(event.properties, content, EventSourceToken="SkillId")
    drafts.add(event.owner, f"{event.id}Permission", "AWS::Lambda::Permission", block, event.line)


def _rule(drafts: Drafts, event: Event) -> None:
    rule(drafts, event, suffix="LambdaTarget", role=False)


def _schedule(drafts: Drafts, event: Event) -> None:
    schedule(drafts, event, service="lambda")


_PUSHED: Mapping[str, Callable[[Drafts, Event], None]] = {
    "SNS": _sns,
    "S3": _s3,
    "Cognito": _cognito,
    "CloudWatchLogs": _logs,
    "IoTRule": _iot,
    "AlexaSkill": _alexa,
    "Schedule": _rule,
    "EventBridgeRule": _rule,
    "CloudWatchEvent": _rule,
    "ScheduleV2": _schedule,
    "Api": function_route,
    "HttpApi": function_route,
}
