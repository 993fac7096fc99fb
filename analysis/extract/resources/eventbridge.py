"""EventBridge: rules, schedules and the targets that they share; pipes."""

from dataclasses import replace
from typing import Any

from analysis.extract.events import Emission, Subscription
from analysis.extract.events.changing import Answered
from analysis.extract.events.in_transit import record_kind
from analysis.extract.reading import Reading
from analysis.extract.resources.calls import arguments, default_target, outside_action
from analysis.extract.resources.inputs import input_of_pipe, made_of_nothing, other_input
from analysis.extract.resources.lambdas import filters, listen
from analysis.extract.resources.mapping_templates import written_in
from analysis.extract.resources.passing import act_on, announce, pass_on, redrive, started_by
from analysis.extract.resources.shapes import Found, blocks, found, opened, switched_off, text
from analysis.graph import Evidence
from analysis.graph.model import EdgeKey
from analysis.source.document import Block, at
from analysis.source.resource import Resource

_UNIVERSAL = ":scheduler:::aws-sdk:"
_RUN = (  # ECS and Batch name what runs apart from where it does
    ("EcsParameters", "TaskDefinitionArn"),
    ("EcsTaskParameters", "TaskDefinitionArn"),
    ("BatchParameters", "JobDefinition"),
    ("BatchJobParameters", "JobDefinition"),
)
_HINTS = {
    "SqsParameters": "queue",
    "SqsQueueParameters": "queue",
    "KinesisParameters": "stream",
    "KinesisStreamParameters": "stream",
    "HttpParameters": "api",
    "EventBridgeParameters": "bus",
    "EventBridgeEventBusParameters": "bus",
    "SageMakerPipelineParameters": "container",
    "StepFunctionStateMachineParameters": "state machine",
}
"""Parameters of a target, by which its kind is told where its ARN does not say it."""


def read_rule(resource: Resource, reading: Reading) -> None:
    """A bus routes what matches the pattern to the rule; the rule passes it to its targets.

    A rule with a schedule alone is on no bus.
    """
    written = resource.properties
    passed: list[EdgeKey] = []
    for target in blocks(written, "Targets"):
        passed += to_target(reading, resource.id, target)
        redrive(reading, resource.id, found(target, "DeadLetterConfig", "Arn"))
    if "ScheduleExpression" in written:
        reading.switch_off(passed, switched_off(written))
    for pattern, where in found(written, "EventPattern"):
        content = opened(pattern, where)
        for bus in _buses(reading, resource, where):
            routed = reading.edge(bus, resource.id, "routes", where)
            reading.switch_off([routed], switched_off(written))
            edges = (routed, *passed)
            heard = Subscription(bus, resource.id, where, content, "EventBridge", edges)
            reading.subscriptions.append(heard)


def read_schedule(resource: Resource, reading: Reading) -> None:
    """A schedule of EventBridge Scheduler: its templated or universal target."""
    for target in blocks(resource.properties, "Target"):
        passed = to_target(reading, resource.id, target)
        reading.switch_off(passed, switched_off(resource.properties))
        redrive(reading, resource.id, found(target, "DeadLetterConfig", "Arn"))
        _announce(reading, passed, target)


def to_target(reading: Reading, source: str, target: Block) -> list[EdgeKey]:
    """The edges from a rule or a schedule to one target."""
    if run := _run(target):
        return pass_on(reading, source, run, "container")
    made: list[EdgeKey] = []
    for value, where in found(target, "Arn"):
        if isinstance(value, str) and _UNIVERSAL in value:
            made += _universal(reading, source, value, target)
        else:
            made += pass_on(reading, source, [(value, where)], _hint(target))
    reading.alter(made, other_input(target, source))
    return made


def _run(parameters: Block) -> list[Found]:
    return [each for path in _RUN for each in found(parameters, *path)]


def _hint(parameters: Block) -> str:
    return next((kind for key, kind in _HINTS.items() if key in parameters), "resource")


def _universal(reading: Reading, source: str, arn: str, target: Block) -> list[EdgeKey]:
    service, _, action = arn.partition(_UNIVERSAL)[2].partition(":")
    content = _input(target)
    for argument in arguments(service, action):
        names = (argument.field, argument.field[:1].lower() + argument.field[1:])
        paths = [(*above, name) for name in names for above in ((), ("Entries",))]
        if named := [each for path in paths for each in found(content, *path)]:
            return pass_on(reading, source, named, argument.kind, argument.stored)
    if default := default_target(service):
        return pass_on(reading, source, [(default, at(target, "Arn"))], "bus")
    node = outside_action(reading, service, action, at(target, "Arn"))
    return [reading.edge(source, node, "triggers", at(target, "Arn"))]


def _input(target: Block) -> Any:
    return next((opened(*written) for written in found(target, "Input")), None)


def _announce(reading: Reading, passed: list[EdgeKey], target: Block) -> None:
    for event in (*blocks(target, "EventBridgeParameters"), *blocks(_input(target), "Entries")):
        types = [value for value, _ in found(event, "DetailType") if isinstance(value, str)]
        announce(reading, passed, at(event), text(event, "Source"), types)


def _buses(reading: Reading, resource: Resource, where: Evidence) -> list[str]:
    named = found(resource.properties, "EventBusName") or [("default", where)]
    return [bus for value, place in named for bus in reading.ends(value, "bus", place, resource.id)]


def read_pipe(resource: Resource, reading: Reading) -> None:
    """What triggers the pipe, through which filter; what it asks; where it publishes."""
    written, pipe = resource.properties, resource.id
    polled: list[EdgeKey] = []
    for parameters in blocks(written, "SourceParameters") or [Block()]:
        sources = found(parameters, "SelfManagedKafkaParameters", "TopicName")
        sources = sources or found(written, "Source")
        keys = started_by(reading, sources, pipe, "stream", "triggers")
        reading.switch_off(keys, switched_off(written))
        polled += keys
        for _, where in sources[:1]:
            listen(reading, keys, filters(parameters), where, "Record")
        for key in parameters:
            redrive(reading, pipe, found(parameters, key, "DeadLetterConfig", "Arn"))
    nodes = [reading.found(source) for source, _, relation in polled if relation == "triggers"]
    of = next((record_kind(node) for node in nodes if node), "")
    asked = act_on(reading, pipe, found(written, "Enrichment"), "resource")
    for parameters in blocks(written, "EnrichmentParameters") or [Block()]:
        reading.alter(asked, input_of_pipe(parameters, of, pipe))
    for parameters in blocks(written, "TargetParameters") or [Block()]:
        kind = "container" if (targets := _run(parameters)) else _hint(parameters)
        passed = act_on(reading, pipe, targets or found(written, "Target"), kind)
        given = input_of_pipe(parameters, "" if asked else of, pipe)
        reading.alter(passed, Answered(given, _answering(reading, asked)) if asked else given)
        _announce_of_pipe(reading, passed, parameters)


def _answering(reading: Reading, asked: list[EdgeKey]) -> str:
    """The function that a pipe asks, "" where it asks none or something else."""
    by = [target for _, target, _ in asked if reading.kind_of(target) == "function"]
    return by[0] if len(by) == len(asked) == 1 else ""


def _announce_of_pipe(reading: Reading, passed: list[EdgeKey], parameters: Block) -> None:
    for event in blocks(parameters, "EventBridgeEventBusParameters"):
        types = [value for value, _ in found(event, "DetailType") if _static(value)]
        source = text(event, "Source")
        written = found(parameters, "InputTemplate")
        detail = made_of_nothing(parameters)
        for template, place in written:
            reading.fill_in(passed, written_in(template, place))
        for _, where in found(event, "DetailType") or found(event, "Source"):
            for pipe, bus, _ in passed:
                known = source if _static(source) else None
                said = Emission(pipe, bus, where, source=known, types=tuple(types), detail=detail)
                reading.emissions.append(replace(said, whole=bool(written)))


def _static(value: object) -> bool:
    """Whether it is a text that holds for every event: a JSONPath is read from each."""
    return isinstance(value, str) and bool(value) and not value.startswith("$")


READERS = {
    "AWS::Events::Rule": read_rule,
    "AWS::Pipes::Pipe": read_pipe,
    "AWS::Scheduler::Schedule": read_schedule,
}
