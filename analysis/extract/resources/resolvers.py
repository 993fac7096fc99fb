"""AppSync's resolvers and functions: which use a data source, and what their code says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from analysis.extract.reading import Reading
from analysis.extract.resources.shapes import Found, found, references, text
from analysis.extract.resources.texts import Marked
from analysis.graph import Evidence
from analysis.source.resource import Resource
from analysis.source.values import Reference

_TEXTS = ("RequestMappingTemplate", "Code")
_FILES = ("RequestMappingTemplateS3Location", "CodeS3Location")
_TYPES = ("AWS::AppSync::Resolver", "AWS::AppSync::FunctionConfiguration")


@dataclass(eq=False)
class Uses:
    """Who uses which data source, and what is mentioned in each API's code."""

    by_source: dict[Any, list[Resource]] = field(default_factory=dict)
    mentions: dict[str, list[Found]] = field(default_factory=dict)

    def of(self, source: Resource) -> Sequence[Resource]:
        """The users of a data source, by reference or by its name."""
        named = (source.stack, text(source.properties, "Name"))
        return [*self.by_source.get(source.id, ()), *self.by_source.get(named, ())]

    def mentioned_beside(self, source: Resource) -> list[Found]:
        """The resources that any code of the same API mentions."""
        apis = {
            each.resource
            for api, _ in found(source.properties, "ApiId")
            for each in references(api)
        }
        return [each for api in sorted(apis) for each in self.mentions.get(api, ())]


_known: WeakKeyDictionary[Reading, Uses] = WeakKeyDictionary()


def uses_of(reading: Reading) -> Uses:
    """All that resolvers and functions use, found once."""
    uses = _known.get(reading)
    if uses is None:
        uses = _known[reading] = Uses()
        for user in reading.system.of(*_TYPES):
            for value, _ in found(user.properties, "DataSourceName"):
                if isinstance(value, Reference):
                    uses.by_source.setdefault(value.resource, []).append(user)
                elif isinstance(value, str):
                    uses.by_source.setdefault((user.stack, value), []).append(user)
            for value, _ in found(user.properties, "ApiId"):
                for api in references(value):
                    uses.mentions.setdefault(api.resource, []).extend(mentioned(user, reading))
    return uses


def code_of(user: Resource, reading: Reading) -> Iterator[tuple[Marked, Evidence]]:
    """The request's template or code, in the template or in a file beside it."""
    for key in _TEXTS:
        for value, where in found(user.properties, key):
            yield Marked.of(value), where
    for key in _FILES:
        for value, where in found(user.properties, key):
            read = reading.system.text(user, value)
            if isinstance(read, tuple):
                yield Marked.of(read[0]), where


def mentioned(user: Resource, reading: Reading) -> list[Found]:
    """The resources that the code names."""
    return [
        (reference, where)
        for content, where in code_of(user, reading)
        for reference in content.references
    ]
