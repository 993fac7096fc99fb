"""EventBridge Pipes: a source polled, an enrichment asked, a target told."""

from analysis.extract.events import Emission
from analysis.extract.reading import Reading
from analysis.extract.resources.lambdas import filters, listen
from analysis.extract.resources.passing import Key, act_on, redrive, started_by
from analysis.extract.resources.shapes import Found, blocks, found, text
from analysis.source.document import Block
from analysis.source.resource import Resource

_TASKS = (("EcsTaskParameters", "TaskDefinitionArn"), ("BatchJobParameters", "JobDefinition"))


def read_pipe(resource: Resource, reading: Reading) -> None:
    """What triggers the pipe, through which filter; what it asks; where it publishes."""
    written, pipe = resource.properties, resource.id
    for parameters in blocks(written, "SourceParameters") or [Block()]:
        sources = _sources(written, parameters)
        keys = started_by(reading, sources, pipe, "stream", "triggers")
        for _, where in sources[:1]:
            listen(reading, keys, filters(parameters), where, "Record")
        for key in parameters:
            redrive(reading, pipe, found(parameters, key, "DeadLetterConfig", "Arn"))
    act_on(reading, pipe, found(written, "Enrichment"), "resource")
    for parameters in blocks(written, "TargetParameters") or [Block()]:
        tasks = [each for path in _TASKS for each in found(parameters, *path)]
        passed = (
            act_on(reading, pipe, tasks, "container")
            if tasks
            else act_on(reading, pipe, found(written, "Target"), _hint(parameters))
        )
        _announce(reading, passed, parameters)


def _sources(written: Block, parameters: Block) -> list[Found]:
    topics = found(parameters, "SelfManagedKafkaParameters", "TopicName")
    return topics or found(written, "Source")


def _hint(parameters: Block) -> str:
    hints = {
        "SqsQueueParameters": "queue",
        "KinesisStreamParameters": "stream",
        "EventBridgeEventBusParameters": "bus",
        "StepFunctionStateMachineParameters": "state machine",
        "HttpParameters": "api",
    }
    return next((kind for key, kind in hints.items() if key in parameters), "resource")


def _announce(reading: Reading, passed: list[Key], parameters: Block) -> None:
    for event in blocks(parameters, "EventBridgeEventBusParameters"):
        types = [value for value, _ in found(event, "DetailType") if _static(value)]
        source = text(event, "Source")
        for pipe, bus, relation in passed:
            for _, where in found(event, "DetailType") or found(event, "Source"):
                if relation == "publishes":
                    reading.emission(
                        Emission(
                            pipe,
                            bus,
                            where,
                            source=source if _static(source) else None,
                            types=tuple(types),
                        )
                    )


def _static(value: object) -> bool:
    """Whether it is a text that holds for every event: a JSONPath is read from each."""
    return isinstance(value, str) and bool(value) and not value.startswith("$")


READERS = {
    "AWS::Pipes::Pipe": read_pipe,
}
