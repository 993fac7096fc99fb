"""Rules, schedules and API routes of functions and of state machines, and what lets them act."""

from typing import Any

from analysis.source.document import Block
from analysis.source.joining import join
from analysis.source.sam.drafts import (
    Route,
    SamDrafts,
    SamEvent,
    inner,
    line_of,
    listed,
    taken,
    words,
    written,
)
from analysis.source.sam.roles import policies, statement
from analysis.source.values import Reference, as_text

REST, HTTP = "ServerlessRestApi", "ServerlessHttpApi"
_PASSED = ("Input", "InputPath", "InputTransformer", "RetryPolicy")
_SCHEDULED = words(
    "ScheduleExpression FlexibleTimeWindow Name State Description StartDate EndDate "
    "ScheduleExpressionTimezone GroupName KmsKeyArn"
)
_ANY = "x-amazon-apigateway-any-method"
_GATEWAY = "arn:${AWS::Partition}:apigateway:${AWS::Region}:"
_INPUT = '{"input": "$util.escapeJavaScript($input.json(\'$\'))", "stateMachineArn": "'


def rule(drafts: SamDrafts, event: SamEvent) -> None:
    """Schedule, EventBridgeRule and CloudWatchEvent: a rule, its target, a dead-letter queue."""
    properties = event.properties
    content = {
        "EventBusName": properties.get("EventBusName"),
        "EventPattern": properties.get("Pattern"),
        "ScheduleExpression": properties.get("Schedule"),
        "Name": properties.get("RuleName", properties.get("Name")),
        **taken(properties, "State", "Description"),
        "Targets": listed(properties, _target(drafts, event), key="Target"),
    }
    if properties.get("Enabled") is False:
        content["State"] = "DISABLED"
    block = written(properties, content, EventPattern="Pattern", ScheduleExpression="Schedule")
    drafts.add_for(event, "AWS::Events::Rule", block)


def _target(drafts: SamDrafts, event: SamEvent) -> Block:
    properties = event.properties
    name = event.id + ("StepFunctionsTarget" if event.of_machine else "LambdaTarget")
    name = inner(properties, "Target").get("Id") or name[-64:]
    content = {"Arn": event.target, "Id": name, **taken(properties, *_PASSED)}
    if event.of_machine:
        content["RoleArn"] = properties.get("RoleArn") or _starter_role(drafts, event)
    if "DeadLetterConfig" in properties:
        content["DeadLetterConfig"] = _dead_letters(drafts, event, drafts.ref(event.id, "Arn"))
    return written(properties, content)


def schedule(drafts: SamDrafts, event: SamEvent) -> None:
    """ScheduleV2: a schedule of EventBridge Scheduler with a role of its own."""
    properties = event.properties
    content = {"Arn": event.target, **taken(properties, "Input", "RetryPolicy")}
    if "DeadLetterConfig" in properties:
        content["DeadLetterConfig"] = _dead_letters(drafts, event)
    content["RoleArn"] = properties.get("RoleArn") or _starter_role(drafts, event)
    target = written(properties, content)
    block = written(properties, {**taken(properties, *_SCHEDULED), "Target": target})
    if "Name" not in block and properties.get("OmitName") is not True:
        block["Name"] = event.id
    drafts.add_for(event, "AWS::Scheduler::Schedule", block)


def route(drafts: SamDrafts, event: SamEvent) -> None:
    """Api and HttpApi: a route that an API is asked for, with the integration behind it."""
    properties = event.properties
    http = event.type == "HttpApi"
    given = properties.get("ApiId" if http else "RestApiId")
    names = drafts.referred(given) if given is not None else ((HTTP if http else REST),)
    path, method = as_text(properties.get("Path")), as_text(properties.get("Method")).lower()
    if http and not path and not method:
        path = "$default"
    content = _starting(drafts, event) if event.of_machine else _invoking(event)
    integration = written(properties, content)
    integration.lines = {key: properties.lines.get("Path", event.line) for key in content}
    asked = Route(event, path, _ANY if method in ("", "any", "*") else method, integration)
    for name in names:
        drafts.routes.setdefault(name, []).append(asked)


def _invoking(event: SamEvent) -> dict[str, Any]:
    return {"type": "aws_proxy", "httpMethod": "POST", "uri": invocation(event.target)}


def _starting(drafts: SamDrafts, event: SamEvent) -> dict[str, Any]:
    body = join([_INPUT, event.target, '"}'])
    return {
        "type": "aws",
        "httpMethod": "POST",
        "uri": f"{_GATEWAY}states:action/StartExecution",
        "credentials": _starter_role(drafts, event),
        "requestTemplates": written(event.properties, {"application/json": body}),
    }


def invocation(function: Any) -> Any:
    """The URI under which API Gateway invokes a function."""
    return join([f"{_GATEWAY}lambda:path/2015-03-31/functions/", function, "/invocations"])


def _starter_role(drafts: SamDrafts, event: SamEvent) -> Reference:
    """The ARN of the role with which EventBridge or an API starts the event's owner."""
    properties, name = event.properties, f"{event.id}Role"
    action = "states:StartExecution" if event.of_machine else "lambda:InvokeFunction"
    allowed = [statement(properties, action, event.target)]
    if event.type == "ScheduleV2" and "DeadLetterConfig" in properties:
        queue = _dead_letters(drafts, event).get("Arn")
        allowed.append(statement(properties, "sqs:SendMessage", queue))
    role = policies(properties, f"{name}Policy", *allowed)
    drafts.add(event.owner, name, "AWS::IAM::Role", role, event.line)
    return drafts.ref(name, "Arn")


def _dead_letters(drafts: SamDrafts, event: SamEvent, source: object = None) -> Block:
    """The dead-letter queue, made where none is named; ``source`` may send to it."""
    config = inner(event.properties, "DeadLetterConfig")
    if "Arn" in config:
        return config
    line = line_of(event.properties, "DeadLetterConfig") or event.line
    name = as_text(config.get("QueueLogicalId")) or f"{event.id}Queue"
    arn = new_queue(drafts, event, config, name, line, source)
    return written(config, {"Arn": arn}, Arn="Type")


def new_queue(
    drafts: SamDrafts,
    event: SamEvent,
    origin: Block,
    name: str,
    line: int,
    source: Any,
    **content: Any,
) -> Reference:
    """The ARN of a queue that is added, to which the source may send if one is given."""
    url = drafts.add(event.owner, name, "AWS::SQS::Queue", written(origin, content), line)
    arn = drafts.ref(name, "Arn")
    if source is not None:
        allowed = queue_policy(origin, arn, url, source)
        drafts.add(event.owner, f"{event.id}QueuePolicy", "AWS::SQS::QueuePolicy", allowed, line)
    return arn


def queue_policy(origin: Block, arn: Any, url: Any, source: Any) -> Block:
    """The properties of a queue's policy that lets one source send to it."""
    equal = origin.like({"ArnEquals": origin.like({"aws:SourceArn": source})})
    sends = statement(origin, "sqs:SendMessage", arn)
    sends.update({"Principal": "*", "Condition": equal})
    document = origin.like({"Statement": listed(origin, sends)})
    return written(origin, {"Queues": listed(origin, url), "PolicyDocument": document})
