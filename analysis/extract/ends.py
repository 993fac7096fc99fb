"""What a value designates: a resource that was read, something outside, or something unknown."""

from collections.abc import Iterator
from typing import Any

from analysis.extract.kinds import STANDS_FOR, kind_of
from analysis.records import dataclass
from analysis.source.document import as_block
from analysis.source.names import NAME_PROPERTIES, Fitting, parsed, plain
from analysis.source.resource import Resource
from analysis.source.sam.names import renamed
from analysis.source.system import System
from analysis.source.values import Joined, Options, Reference, Unknown, shown

_FARTHEST = 8  # resources that stand for others are followed so far
_CUSTOM = ("Custom::", "AWS::CloudFormation::CustomResource", "AWS::CloudFormation::Macro")


@dataclass(frozen=True, slots=True)
class Outside:
    """Something by its kind and name that no template read declares."""

    kind: str
    name: str


End = str | Outside | Unknown
"""A node's id, or what is outside, or what is unknown."""


class Ends:
    """Finds what values designate, by reference and by physical name."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.fitting = Fitting()
        self.names: dict[str, dict[str, list[str]]] = {}
        for resource in system.resources.values():
            if kind := kind_of(resource.type, resource.properties):
                for name in _names_of(resource):
                    self.names.setdefault(kind, {}).setdefault(name, []).append(resource.id)

    def of(self, value: Any, kind: str) -> Iterator[End]:
        """Everything that the value may designate; several where a condition is undecided."""
        if self.system.names and isinstance(value, Reference | Joined):
            value = renamed(value, self.system.names)
        if isinstance(value, Options):
            for each in value.values:
                yield from self.of(each, kind)
        elif isinstance(value, Reference):
            yield self._referred(value, kind, _FARTHEST)
        elif isinstance(value, Joined):
            yield self._joined(value, kind)
        elif isinstance(value, Unknown):
            yield value
        elif isinstance(value, str) and value:
            yield self._named(value, kind)
        elif value is not None and value != "":
            yield Unknown("it is no name of anything", shown(value))

    def _referred(self, reference: Reference, kind: str, left: int) -> End:
        resource = self.system.get(reference.resource)
        if resource is None:  # SAM's own attributes: Function.Alias, Api.Stage
            resource = self.system.get(reference.resource.partition(".")[0])
        if resource is None:
            name = reference.resource
            return Unknown(f"nothing that was read makes {name!r}", name)
        return self._stood_for(resource, reference, kind, left)

    def _stood_for(self, resource: Resource, reference: Reference, kind: str, left: int) -> End:
        if resource.type == "AWS::SSM::Parameter" and left:
            return self._first(resource.properties.get("Value"), kind, left)
        for path in STANDS_FOR.get(resource.type, ()):
            value: Any = resource.properties
            for part in path.split("."):
                value = as_block(value[0] if isinstance(value, list) and value else value).get(part)
            if value is not None and left:
                return self._first(value, kind, left)
        if resource.type.startswith(_CUSTOM):
            what = f"{resource.id}.{reference.attribute}".rstrip(".")
            return Unknown(f"the custom resource {what} answers it when the stack is made", what)
        return resource.id

    def _first(self, value: Any, kind: str, left: int) -> End:
        if isinstance(value, Reference):
            return self._referred(value, kind, left - 1)
        return next(self.of(value, kind), Unknown("it is empty"))

    def _joined(self, value: Joined, kind: str) -> End:
        found = [self._referred(each, kind, _FARTHEST) for each in value.references]
        ids = [each for each in found if isinstance(each, str)]
        for each in ids:
            resource = self.system.get(each)
            if resource and kind_of(resource.type, resource.properties) == kind:
                return each
        if found:
            nodes = [each for each in ids if self._is_node(each)]
            return (nodes or ids or found)[0]
        end = self._named(shown_with_holes(value), kind)
        if isinstance(end, Outside):
            return value.unknowns[0] if value.unknowns else end
        return end

    def _is_node(self, node_id: str) -> bool:
        resource = self.system.get(node_id)
        return bool(resource and kind_of(resource.type, resource.properties))

    def _named(self, text: str, wanted: str) -> End:
        kind, name = parsed(text, wanted)
        known = self.names.get(kind, {})
        if not known and kind == "rule":
            known = self.names.get("schedule", {})
        found = self.fitting.only(name, known)
        return found[0] if found else Outside(kind, name)


def shown_with_holes(value: Joined) -> str:
    """The text with a hole for each part that is not known."""
    return "".join(part if isinstance(part, str) else "${…}" for part in value.parts)


def _names_of(resource: Resource) -> Iterator[str]:
    for key in NAME_PROPERTIES:
        value = resource.properties.get(key)
        if isinstance(value, str) and value:
            yield plain(value)
        elif isinstance(value, Joined):
            yield plain(shown_with_holes(value))
