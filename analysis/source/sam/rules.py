"""Schedules and EventBridge rules of functions and of state machines."""

from analysis.source.document import Block
from analysis.source.sam.drafts import Drafts, Event, inner, line_of, listed, taken, words, written
from analysis.source.values import as_text

_PASSED = ("Input", "InputPath", "InputTransformer", "RetryPolicy")
_SCHEDULED = words(
    "ScheduleExpression FlexibleTimeWindow Name State Description StartDate EndDate "
    "ScheduleExpressionTimezone GroupName KmsKeyArn"
)


def rule(drafts: Drafts, event: Event, *, suffix: str, role: bool) -> None:
    """Schedule, EventBridgeRule and CloudWatchEvent: a rule, its target, a dead-letter queue."""
    properties = event.properties
    content = {
        "EventBusName": properties.get("EventBusName"),
        "EventPattern": properties.get("Pattern"),
        "ScheduleExpression": properties.get("Schedule"),
        "Name": properties.get("RuleName", properties.get("Name")),
        **taken(properties, "State", "Description"),
        "Targets": listed(properties, _target(drafts, event, suffix, role), key="Target"),
    }
    if properties.get("Enabled") is False:
        content["State"] = "DISABLED"
    block = written(properties, content, EventPattern="Pattern", ScheduleExpression="Schedule")
    drafts.add(event.owner, event.id, "AWS::Events::Rule", block, event.line)


def _target(drafts: Drafts, event: Event, suffix: str, role: bool) -> Block:
    properties = event.properties
    name = inner(properties, "Target").get("Id") or (event.id + suffix)[-64:]
    content = {"Arn": event.target, "Id": name, **taken(properties, *_PASSED)}
    if role:
        content["RoleArn"] = properties.get("RoleArn") or starter_role(drafts, event, "states")
    if "DeadLetterConfig" in properties:
        content["DeadLetterConfig"] = _dead_letters(drafts, event, policy=True)
    return written(properties, content)


def schedule(drafts: Drafts, event: Event, *, service: str) -> None:
    """ScheduleV2: a schedule of EventBridge Scheduler with a role of its own."""
    properties = event.properties
    content = {"Arn": event.target, **taken(properties, "Input", "RetryPolicy")}
    if "DeadLetterConfig" in properties:
        content["DeadLetterConfig"] = _dead_letters(drafts, event, policy=False)
    content["RoleArn"] = properties.get("RoleArn") or starter_role(drafts, event, service)
    target = written(properties, content)
    block = written(properties, {**taken(properties, *_SCHEDULED), "Target": target})
    if "Name" not in block and properties.get("OmitName") is not True:
        block["Name"] = event.id
    drafts.add(event.owner, event.id, "AWS::Scheduler::Schedule", block, event.line)


def starter_role(drafts: Drafts, event: Event, service: str) -> object:
    """The ARN of the role with which EventBridge or an API starts the event's owner."""
    action = {"states": "states:StartExecution", "lambda": "lambda:InvokeFunction"}[service]
    statement = {"Action": action, "Effect": "Allow", "Resource": event.target}
    allowed = [event.properties.like(statement)]
    name = f"{event.id}Role"
    if event.type == "ScheduleV2" and "DeadLetterConfig" in event.properties:
        queue = _dead_letters(drafts, event, policy=False).get("Arn")
        letters = {"Action": "sqs:SendMessage", "Effect": "Allow", "Resource": queue}
        allowed.append(event.properties.like(letters))
    document = event.properties.like({"Statement": listed(event.properties, *allowed)})
    policy = event.properties.like({"PolicyName": f"{name}Policy", "PolicyDocument": document})
    role = written(event.properties, {"Policies": listed(event.properties, policy)})
    drafts.add(event.owner, name, "AWS::IAM::Role", role, event.line)
    return drafts.ref(name, "Arn")


def _dead_letters(drafts: Drafts, event: Event, *, policy: bool) -> Block:
    config = inner(event.properties, "DeadLetterConfig")
    if "Arn" in config:
        return config
    line = line_of(event.properties, "DeadLetterConfig") or event.line
    name = as_text(config.get("QueueLogicalId")) or f"{event.id}Queue"
    drafts.add(event.owner, name, "AWS::SQS::Queue", written(config, {}), line)
    if policy:
        allowed = sender(drafts, config, name, drafts.ref(event.id, "Arn"))
        drafts.add(event.owner, f"{event.id}QueuePolicy", "AWS::SQS::QueuePolicy", allowed, line)
    return written(config, {"Arn": drafts.ref(name, "Arn")}, Arn="Type")


def sender(drafts: Drafts, origin: Block, queue: str, source: object) -> Block:
    """A queue's policy that lets a topic or a rule send to it."""
    return queue_policy(origin, drafts.ref(queue, "Arn"), drafts.ref(queue), source)


def queue_policy(origin: Block, arn: object, url: object, source: object) -> Block:
    """The properties of a queue's policy that lets one source send to it."""
    equal = origin.like({"ArnEquals": origin.like({"aws:SourceArn": source})})
    statement = origin.like(
        {
            "Action": "sqs:SendMessage",
            "Effect": "Allow",
            "Principal": "*",
            "Resource": arn,
            "Condition": equal,
        }
    )
    document = origin.like({"Statement": listed(origin, statement)})
    return written(origin, {"Queues": listed(origin, url), "PolicyDocument": document})
