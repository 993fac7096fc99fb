"""Functions: what polls for them, where results and failures go, what an environment names."""

from analysis.extract.events import Subscription
from analysis.extract.reading import Reading
from analysis.extract.resources.passing import act_on, announce, pass_on, redrive, started_by
from analysis.extract.resources.shapes import (
    Found,
    blocks,
    found,
    opened,
    references,
    switched_off,
    text,
)
from analysis.extract.resources.user_pools import PRINCIPAL, read_pool_permission
from analysis.graph import Evidence
from analysis.graph.model import EdgeKey
from analysis.source.document import Block, Items
from analysis.source.resource import Resource
from analysis.source.values import Joined, shown

_SKILLS = ("alexa-appkit.amazon.com", "alexa-connectedhome.amazon.com")
_LISTS = (
    ("ContainerDefinitions", "Environment", "Value"),
    ("ContainerDefinitions", "Secrets", "ValueFrom"),
    ("ContainerProperties", "Environment", "Value"),
    ("Environment", "EnvironmentVariables", "Value"),
    *(
        ("SourceConfiguration", *path, "RuntimeEnvironmentVariables", "Value")
        for path in (
            ("ImageRepository", "ImageConfiguration"),
            ("CodeRepository", "CodeConfiguration", "CodeConfigurationValues"),
        )
    ),
)


def read_function(resource: Resource, reading: Reading) -> None:
    """Where events go that an asynchronous invocation failed on; what its environment names.

    A durable function keeps its steps, and may run as long as is said, up to a year.
    """
    for config in blocks(resource.properties, "DurableConfig"):
        durable = {"durable": f"up to {shown(config.get('ExecutionTimeout'))} s"}
        reading.node(resource.id, "function", attributes=durable)
    read_environment(resource, reading)
    redrive(reading, resource.id, found(resource.properties, "DeadLetterConfig", "TargetArn"))


def read_environment(resource: Resource, reading: Reading) -> None:
    """The resources named in the environment of a function or a container."""
    written = resource.properties
    variables: list[Found] = [
        (value, where)
        for path in (("Environment", "Variables"), ("DefaultArguments",))
        for block in blocks(written, *path)
        for name, value in block.items()
        if not isinstance(value, str | int)  # a plain text names nothing
        for value, where in found(block, name)
    ]
    variables += [each for path in _LISTS for each in found(written, *path)]
    for value, where in variables:
        for reference in references(value):
            node = reading.designated(reference, "")
            if node != resource.id and reading.kind_of(node):
                reading.edge(resource.id, node, "refers", where)


def read_invoke_config(resource: Resource, reading: Reading) -> None:
    """Destinations of asynchronous invocations, by their outcome."""
    written = resource.properties
    succeeded = found(written, "DestinationConfig", "OnSuccess", "Destination")
    failed = found(written, "DestinationConfig", "OnFailure", "Destination")
    for value, where in found(written, "FunctionName"):
        for function in reading.ends(value, "function", where, resource.id):
            _announce(reading, act_on(reading, function, succeeded, "function"), "Success", where)
            told = redrive(reading, function, failed, topic="publishes")
            _announce(reading, told, "Failure", where)


def _announce(reading: Reading, keys: list[EdgeKey], outcome: str, where: Evidence) -> None:
    """What Lambda itself says on a bus that is a destination."""
    on_buses = [key for key in keys if reading.kind_of(key[1]) == "bus"]
    said = f"Lambda Function Invocation Result - {outcome}"
    announce(reading, on_buses, where, "lambda", [said])


def read_event_source(resource: Resource, reading: Reading) -> None:
    """A queue, stream, table or broker that Lambda polls for a function."""
    written = resource.properties
    sources = found(written, "EventSourceArn")
    if not sources and found(written, "SelfManagedEventSource"):
        sources = found(written, "Topics")
    failed = found(written, "DestinationConfig", "OnFailure", "Destination")
    pattern = filters(written)
    for value, where in found(written, "FunctionName"):
        for function in reading.ends(value, "function", where, resource.id):
            keys = started_by(reading, sources, function, "stream", "triggers")
            reading.switch_off(keys, switched_off(written))
            listen(reading, keys, pattern, where, "Record")
            redrive(reading, function, failed)


def read_permission(resource: Resource, reading: Reading) -> None:
    """A skill of Alexa, or a user pool, that may start a function: often nothing else says so."""
    written = resource.properties
    if not text(written, "Action").endswith(":InvokeFunction"):
        return
    if text(written, "Principal") == PRINCIPAL:
        read_pool_permission(resource, reading)
    if text(written, "Principal") in _SKILLS:
        for value, where in found(written, "FunctionName"):
            skill = reading.outside("resource", text(written, "EventSourceToken") or "alexa", where)
            pass_on(reading, skill, [(value, where)], "function")


def filters(container: Block) -> Items | None:
    """The patterns of a FilterCriteria, any one of which is enough; None without one."""
    patterns = Items()
    for value, where in found(container, "FilterCriteria", "Filters", "Pattern"):
        if isinstance(value, str | Joined | dict):
            patterns.append(opened(value, where))
            patterns.lines.append(where.line)
    return patterns or None


def listen(
    reading: Reading,
    keys: list[EdgeKey],
    pattern: Block | Items | None,
    where: Evidence,
    scope: str,
) -> None:
    """The source of each edge is a channel that its target hears through the pattern."""
    for key in keys:
        heard = Subscription(key[0], key[1], where, pattern, scope, (key,))
        reading.subscriptions.append(heard)


READERS = {
    "AWS::AppRunner::Service": read_environment,
    "AWS::Batch::JobDefinition": read_environment,
    "AWS::CodeBuild::Project": read_environment,
    "AWS::ECS::TaskDefinition": read_environment,
    "AWS::Glue::Job": read_environment,
    "AWS::Lambda::EventInvokeConfig": read_invoke_config,
    "AWS::Lambda::EventSourceMapping": read_event_source,
    "AWS::Lambda::Function": read_function,
    "AWS::Lambda::Permission": read_permission,
}
