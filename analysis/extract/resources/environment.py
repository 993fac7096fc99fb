"""What environment variables name: weak references, drawn faint and counted in no measure."""

from collections.abc import Iterable, Iterator
from typing import Any

from analysis.extract.kinds import STANDS_FOR
from analysis.extract.reading import Reading
from analysis.extract.resources.shapes import Found, blocks, found, references
from analysis.source.resource import Resource
from analysis.source.values import Reference

_FARTHEST = 4  # resources that stand for others are followed so far

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
        for node in named(reading, references(value)):
            if node != resource.id:
                reading.edge(resource.id, node, "refers", where)


def named(reading: Reading, referred: Iterable[Reference], left: int = _FARTHEST) -> Iterator[str]:
    """The nodes that references name, through what stands for them; nothing is made."""
    for reference in referred:
        if reading.kind_of(reference.resource):
            yield reference.resource
            continue
        resource = reading.system.get(reference.resource)
        for path in STANDS_FOR.get(resource.type, ()) if resource and left else ():
            properties: Any = resource.properties if resource else {}
            for value, _ in found(properties, *path.split(".")):
                yield from named(reading, references(value), left - 1)


READERS = {
    "AWS::AppRunner::Service": read_environment,
    "AWS::Batch::JobDefinition": read_environment,
    "AWS::CodeBuild::Project": read_environment,
    "AWS::ECS::TaskDefinition": read_environment,
    "AWS::Glue::Job": read_environment,
}
