"""Functions: what polls for them, and where their results and failures go."""

from analysis.extract.events import Emission, Subscription
from analysis.extract.reading import Reading
from analysis.extract.resources.environment import read_environment
from analysis.extract.resources.passing import Key, act_on, pass_on, redrive, started_by
from analysis.extract.resources.shapes import found, text
from analysis.graph import Evidence
from analysis.source.document import Block, Items
from analysis.source.embedded import parse
from analysis.source.resource import Resource
from analysis.source.values import Joined

_SKILLS = ("alexa-appkit.amazon.com", "alexa-connectedhome.amazon.com")


def read_function(resource: Resource, reading: Reading) -> None:
    """Where events go that an asynchronous invocation failed on; what its environment names."""
    read_environment(resource, reading)
    redrive(reading, resource.id, found(resource.properties, "DeadLetterConfig", "TargetArn"))


def read_invoke_config(resource: Resource, reading: Reading) -> None:
    """Destinations of asynchronous invocations, by their outcome."""
    written = resource.properties
    succeeded = found(written, "DestinationConfig", "OnSuccess", "Destination")
    failed = found(written, "DestinationConfig", "OnFailure", "Destination")
    for value, where in found(written, "FunctionName"):
        for function in reading.ends(value, "function", where, resource.id):
            _announce(reading, act_on(reading, function, succeeded, "function"), "Success", where)
            _announce(reading, redrive(reading, function, failed), "Failure", where)


def _announce(reading: Reading, keys: list[Key], outcome: str, where: Evidence) -> None:
    """What Lambda itself says on a bus that is a destination."""
    for function, bus, relation in keys:
        if relation == "publishes" and reading.kind_of(bus) == "bus":
            said = (f"Lambda Function Invocation Result - {outcome}",)
            reading.emission(Emission(function, bus, where, source="lambda", types=said))


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
            listen(reading, keys, pattern, where, "Record")
            redrive(reading, function, failed)


def read_permission(resource: Resource, reading: Reading) -> None:
    """A skill of Alexa that may start a function: nothing else says that it does."""
    written = resource.properties
    if text(written, "Principal") in _SKILLS and text(written, "Action").endswith(
        ":InvokeFunction"
    ):
        for value, where in found(written, "FunctionName"):
            skill = reading.outside("resource", text(written, "EventSourceToken") or "alexa", where)
            pass_on(reading, skill, [(value, where)], "function")


def filters(container: Block) -> Items | None:
    """The patterns of a FilterCriteria, any one of which is enough; None without one."""
    patterns = Items()
    for value, where in found(container, "FilterCriteria", "Filters", "Pattern"):
        if isinstance(value, str | Joined | dict):
            patterns.append(parse(value, where.file, where))
            patterns.lines.append(where.line)
    return patterns or None


def listen(
    reading: Reading,
    keys: list[Key],
    pattern: Block | Items | None,
    where: Evidence,
    scope: str,
) -> None:
    """The source of each edge is a channel that its target hears through the pattern."""
    for key in keys:
        reading.subscription(Subscription(key[0], key[1], where, pattern, scope, (key,)))


READERS = {
    "AWS::Lambda::EventInvokeConfig": read_invoke_config,
    "AWS::Lambda::EventSourceMapping": read_event_source,
    "AWS::Lambda::Function": read_function,
    "AWS::Lambda::Permission": read_permission,
}
