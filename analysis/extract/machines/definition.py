"""Where a state machine's definition is, and the document that it is."""

from collections.abc import Iterator
from typing import Any

from analysis.extract.reading import Reading
from analysis.graph import Evidence
from analysis.source.document import Block, as_block, at
from analysis.source.embedded import parse
from analysis.source.system import Resource
from analysis.source.values import Unknown, alternatives

_FILES = ("DefinitionUri", "DefinitionS3Location")


def definitions(resource: Resource, reading: Reading) -> Iterator[tuple[Any, Evidence]]:
    """Every definition that a machine may have (several under an undecided condition).

    Each is a Block, or Unknown with the reason; with it comes where the template names it.
    """
    properties = resource.properties
    filled = as_block(properties.get("DefinitionSubstitutions"))
    written = [
        (key, value)
        for key in ("Definition", "DefinitionString", *_FILES)
        for value in alternatives(properties.get(key))
    ]
    for key, value in written:
        where = at(properties, key)
        if key in _FILES:
            yield _of_file(resource, reading, value, where, filled), where
        else:
            yield parse(value, where.file, where, filled), where
    if not written:
        yield Unknown("it has no definition"), resource.at


def _of_file(
    resource: Resource, reading: Reading, value: Any, where: Evidence, filled: Block
) -> Any:
    if not isinstance(value, str):
        return Unknown("it lies in S3, not beside the template")
    return reading.document(resource, value, where, filled)
