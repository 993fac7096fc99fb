"""All stacks read together: every resource by its node id, imports and exports joined."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from analysis.graph import Evidence
from analysis.source.document import Block, as_block, at
from analysis.source.names import Fitting
from analysis.source.sam import expand_all
from analysis.source.stack import Others, Stack
from analysis.source.values import Unknown, as_text, shown


@dataclass(frozen=True, slots=True, eq=False)
class Resource:
    """A resource as CloudFormation would make it, SAM translated and everything evaluated.

    ``id`` is its node's; ``folder`` is where its template's paths start, ``root`` what they may
    not leave.
    """

    id: str
    stack: str
    logical_id: str
    type: str
    properties: Block
    block: Block
    folder: Path
    root: Path
    conditional: bool = False

    @property
    def at(self) -> Evidence:
        """Where it is declared."""
        return at(self.block)


@dataclass(eq=False)
class System:
    """The stacks read together."""

    stacks: Sequence[Stack]
    names: dict[str, str] = field(default_factory=dict)
    """What SAM's own names stand for, by node id: Function.Alias for Function."""

    def __post_init__(self) -> None:
        others = _Shared(self.stacks)
        for stack in self.stacks:
            stack.others = others

    @property
    def root(self) -> Path:
        """The outermost folder that paths may lead to: the first template's."""
        return self.stacks[0].root

    @cached_property
    def resources(self) -> Mapping[str, Resource]:
        """Every resource by its node id."""
        found = (each for stack in self.stacks for each in _resources_of(stack, self.names))
        return {resource.id: resource for resource in found}

    def get(self, node_id: str) -> Resource | None:
        """The resource of a node, None where the node is none of the templates'."""
        return self.resources.get(node_id)

    def of(self, *types: str) -> Iterator[Resource]:
        """The resources of these CloudFormation types, in order of id."""
        return (self.resources[each] for kind in types for each in self._by_type.get(kind, ()))

    @cached_property
    def _by_type(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for resource_id in sorted(self.resources):
            found.setdefault(self.resources[resource_id].type, []).append(resource_id)
        return found


def _resources_of(stack: Stack, names: dict[str, str]) -> Iterator[Resource]:
    section = stack.section("Resources")
    entries = stack.resources()
    if stack.serverless:
        expansion = expand_all(entries, as_block(stack.evaluated("Globals")), stack.id_of)
        entries = expansion.resources
        names.update(expansion.names)
    for logical_id, entry in entries.items():
        written = as_block(section.get(logical_id))
        if entry.source.name == "" and logical_id in section:
            entry.source, entry.line = written.source, written.line
        yield Resource(
            id=stack.id_of(logical_id),
            stack=stack.name,
            logical_id=logical_id,
            type=as_text(entry.get("Type")),
            properties=as_block(entry.get("Properties")),
            block=_placed(entry, section, logical_id),
            folder=stack.folder,
            root=stack.root,
            conditional=stack.conditional(written or entry),
        )


def _placed(entry: Block, section: Block, logical_id: str) -> Block:
    """The entry at the line of its name, which is what a reader looks for."""
    line = section.lines.get(logical_id)
    if line and entry.source is section.source:
        placed = entry.like(entry)
        placed.line = line
        return placed
    return entry


class _Shared(Others):
    """What stacks tell each other: exports, and the SSM parameters that one of them writes."""

    def __init__(self, stacks: Sequence[Stack]) -> None:
        self.stacks = stacks
        self.working = False
        self.fitting = Fitting()

    def imported(self, name: Any) -> Any:
        found = self._found(name, lambda: self._exported)
        return super().imported(shown(name)) if found is None else found

    def stored(self, name: str) -> Any:
        found = self._found(name, lambda: self._parameters)
        return super().stored(name) if found is None else found

    def _found(self, name: Any, table: Callable[[], Mapping[str, Any]]) -> Any:
        text = shown(name)
        if not text or self.working:
            return None
        return self.fitting.only(text, table())

    @cached_property
    def _exported(self) -> Mapping[str, Any]:
        self.working = True  # an export that is itself imported is not followed further
        try:
            found = [each for stack in self.stacks for each in stack.exports()]
        finally:
            self.working = False
        return _first(found)

    @cached_property
    def _parameters(self) -> Mapping[str, Any]:
        self.working = True
        try:
            stored = [
                each for stack in self.stacks for each in stack.of_type("AWS::SSM::Parameter")
            ]
        finally:
            self.working = False
        return _first((each.get("Name"), each.get("Value", Unknown("no value"))) for each in stored)


def _first(named: Iterable[tuple[Any, Any]]) -> dict[str, Any]:
    """The values by their names as shown; of two with one name, the first."""
    found: dict[str, Any] = {}
    for name, value in named:
        found.setdefault(shown(name), value)
    return found
