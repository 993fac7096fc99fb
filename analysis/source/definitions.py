"""Where a state machine's definition is, and the document that it is."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from analysis.graph import Evidence
from analysis.source.document import as_block, at
from analysis.source.embedded import parse
from analysis.source.resource import Resource
from analysis.source.values import Unknown, alternatives

Opened = Callable[[Resource, Any, Mapping[str, Any]], Any]
_FILES = ("DefinitionUri", "DefinitionS3Location")


def definitions(resource: Resource, opened: Opened) -> Iterator[tuple[Any, Evidence]]:
    """Every definition that a machine may have (several under an undecided condition).

    Each is a Block, or Unknown with the reason; with it comes where the template names it.
    ``opened`` opens a file beside the template.
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
            of_file = isinstance(value, str)
            missing = Unknown("it lies in S3, not beside the template")
            yield opened(resource, value, filled) if of_file else missing, where
        else:
            yield parse(value, where.file, where, filled), where
    if not written:
        yield Unknown("it has no definition"), resource.at
