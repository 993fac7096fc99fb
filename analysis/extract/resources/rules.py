"""EventBridge: buses, rules, schedules, and the targets that they share."""

from typing import Any

from analysis.extract.events import Emission, Subscription
from analysis.extract.reading import Reading
from analysis.extract.resources.calls import Call, calls, default_target, outside_action
from analysis.extract.resources.passing import Key, pass_on, redrive
from analysis.extract.resources.shapes import Found, blocks, found, text
from analysis.graph import Evidence
from analysis.source.document import Block, at
from analysis.source.embedded import parse
from analysis.source.resource import Resource
from analysis.source.values import Joined

_UNIVERSAL = ":scheduler:::aws-sdk:"
_NAMED_BY = (
    (("EcsParameters", "TaskDefinitionArn"), "container"),
    (("BatchParameters", "JobDefinition"), "container"),
)
_HINTS = {
    "SqsParameters": "queue",
    "KinesisParameters": "stream",
    "HttpParameters": "api",
    "EventBridgeParameters": "bus",
    "SageMakerPipelineParameters": "container",
}


def read_bus(resource: Resource, reading: Reading) -> None:
    """Where events go that the bus could not deliver."""
    redrive(reading, resource.id, found(resource.properties, "DeadLetterConfig", "Arn"))


def read_rule(resource: Resource, reading: Reading) -> None:
    """A bus routes what matches the pattern to the rule; the rule passes it to its targets.

    A rule with a schedule alone is on no bus.
    """
    written = resource.properties
    passed: list[Key] = []
    for target in blocks(written, "Targets"):
        passed += to_target(reading, resource.id, target)
        redrive(reading, resource.id, found(target, "DeadLetterConfig", "Arn"))
    for pattern, where in found(written, "EventPattern"):
        readable = isinstance(pattern, str | Joined | dict)
        content: Any = parse(pattern, where.file, where) if readable else pattern
        for bus in _buses(reading, resource, where):
            reading.edge(bus, resource.id, "routes", where)
            edges = ((bus, resource.id, "routes"), *passed)
            reading.subscription(
                Subscription(bus, resource.id, where, content, "EventBridge", edges)
            )


def read_schedule(resource: Resource, reading: Reading) -> None:
    """A schedule of EventBridge Scheduler: its templated or universal target."""
    for target in blocks(resource.properties, "Target"):
        passed = to_target(reading, resource.id, target)
        redrive(reading, resource.id, found(target, "DeadLetterConfig", "Arn"))
        _announce(reading, resource.id, passed, target)


def to_target(reading: Reading, source: str, target: Block) -> list[Key]:
    """The edges from a rule or a schedule to one target; ECS and Batch name what runs apart."""
    for path, kind in _NAMED_BY:
        if named := found(target, *path):
            return pass_on(reading, source, named, kind)
    hint = next((kind for key, kind in _HINTS.items() if key in target), "resource")
    made: list[Key] = []
    for value, where in found(target, "Arn"):
        if isinstance(value, str) and _UNIVERSAL in value:
            made += _universal(reading, source, value, target)
        else:
            made += pass_on(reading, source, [(value, where)], hint)
    return made


def _universal(reading: Reading, source: str, arn: str, target: Block) -> list[Key]:
    service, _, action = arn.partition(_UNIVERSAL)[2].partition(":")
    content = _input(target)
    for call in calls(service, action):
        if named := _argument(content, call):
            return pass_on(reading, source, named, call.kind, call.stored)
    if default := default_target(service):
        return pass_on(reading, source, [(default, at(target, "Arn"))], "bus")
    node = outside_action(reading, service, action, at(target, "Arn"))
    reading.edge(source, node, "triggers", at(target, "Arn"))
    return [(source, node, "triggers")]


def _argument(content: Any, call: Call) -> list[Found]:
    names = (call.field, call.field[:1].lower() + call.field[1:])
    return [
        each for name in names for each in (*found(content, name), *found(content, "Entries", name))
    ]


def _input(target: Block) -> Any:
    for value, where in found(target, "Input"):
        if isinstance(value, str | Joined | dict):
            return parse(value, where.file, where)
    return None


def _announce(reading: Reading, publisher: str, passed: list[Key], target: Block) -> None:
    said = [*blocks(target, "EventBridgeParameters"), *blocks(_input(target), "Entries")]
    for _, channel, relation in passed:
        for event in said:
            if relation == "delivers":
                types = tuple(
                    value for value, _ in found(event, "DetailType") if isinstance(value, str)
                )
                reading.emission(
                    Emission(
                        publisher,
                        channel,
                        at(event),
                        source=text(event, "Source") or None,
                        types=types,
                    )
                )


def _buses(reading: Reading, resource: Resource, where: Evidence) -> list[str]:
    named = found(resource.properties, "EventBusName") or [("default", where)]
    return [bus for value, place in named for bus in reading.ends(value, "bus", place, resource.id)]


READERS = {
    "AWS::Events::EventBus": read_bus,
    "AWS::Events::Rule": read_rule,
    "AWS::Scheduler::Schedule": read_schedule,
}
