"""The resources under construction: each stands where the SAM source it comes from stands."""

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any

from analysis.records import dataclass
from analysis.source.document import Block, Items, as_block, at
from analysis.source.values import Reference, alternatives


@dataclass(frozen=True, slots=True, eq=False)
class SamOwner:
    """A serverless resource that is being expanded; its properties have the Globals in them."""

    id: str
    entry: Block
    properties: Block


@dataclass(frozen=True, slots=True, eq=False)
class SamEvent:
    """One event of a function or a state machine, and what it shall start."""

    owner: SamOwner
    name: str
    type: str
    line: int
    properties: Block
    target: Reference  # the function's or the machine's ARN, or its alias
    callee: Reference  # what an event source mapping calls it: Ref of the function or its alias
    of_machine: bool

    @property
    def id(self) -> str:
        """The logical id that SAM gives to what the event becomes."""
        return self.owner.id + self.name


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """A path and method of an API, as an event asks for it, with the integration behind it."""

    event: SamEvent
    path: str
    method: str
    integration: Block


@dataclass(slots=True, eq=False)
class SamDrafts:
    """All resources of a template while the serverless ones among them are being expanded."""

    resources: dict[str, Block]
    globals: Block
    id_of: Callable[[str], str]
    names: dict[str, str] = field(default_factory=dict)
    routes: dict[str, list[Route]] = field(default_factory=dict)
    statements: dict[str, list[Block]] = field(default_factory=dict)
    logical: dict[str, str] = field(default_factory=dict)
    opened: dict[tuple[str, str], Block] = field(default_factory=dict)

    def ref(self, logical_id: str, attribute: str = "") -> Reference:
        """A reference to a resource by its logical id."""
        return Reference(self.id_of(logical_id), attribute)

    def referred(self, value: Any) -> tuple[str, ...]:
        """The logical ids of this template that a value (a reference, or an id as text) names."""
        found = []
        for each in alternatives(value):
            name = self.logical.get(each.resource) if isinstance(each, Reference) else each
            if isinstance(name, str) and name not in found:
                found.append(name)
        return tuple(found)

    def add(
        self, owner: SamOwner, logical_id: str, kind: str, properties: Block, line: int = 0
    ) -> Reference:
        """A resource that SAM makes beside its owner; one that was written under the id stays."""
        if logical_id in self.resources:
            return self.ref(logical_id)
        line = line or properties.line or owner.entry.line
        entry = properties.like({"Type": kind, "Properties": properties})
        entry.line, entry.lines = line, {"Type": line, "Properties": line}
        if "Condition" in owner.entry:
            entry["Condition"] = owner.entry["Condition"]
        if owner.properties.get("PropagateTags") is True and "Tags" in owner.properties:
            properties["Tags"] = tags(owner.properties)
        self.resources[logical_id] = entry
        self.logical[self.id_of(logical_id)] = logical_id
        return self.ref(logical_id)

    def add_for(self, event: SamEvent, kind: str, properties: Block, suffix: str = "") -> Reference:
        """The resource that an event becomes, or one beside it."""
        return self.add(event.owner, event.id + suffix, kind, properties, event.line)

    def add_alias(
        self, owner: SamOwner, kind: str, key: str, suffix: str, content: Mapping[str, Any]
    ) -> Reference:
        """A version of a function or machine, and the alias that leads to it."""
        properties = owner.properties
        line = properties.lines.get("AutoPublishAlias", owner.entry.line)
        version, alias = f"{owner.id}Version", f"{owner.id}Alias{suffix}"
        block = written(properties, {key: self.ref(owner.id)})
        self.add(owner, version, f"{kind}Version", block, line)
        self.name(owner, "Version", version)
        self.name(owner, "Alias", alias)
        block = written(properties, content, Name="AutoPublishAlias")
        return self.add(owner, alias, f"{kind}Alias", block, line)

    def replace(self, owner: SamOwner, kind: str, properties: Block) -> None:
        """What the serverless resource itself becomes; it keeps its id and its place."""
        entry = owner.entry.like(owner.entry)
        entry.update({"Type": kind, "Properties": properties})
        self.resources[owner.id] = entry

    def open(self, logical_id: str, key: str) -> Block | None:
        """What another resource has under a property, as a copy that may be added to."""
        entry = self.resources.get(logical_id)
        if entry is None:
            return None
        if (logical_id, key) not in self.opened:
            properties = inner(entry, "Properties")
            config = inner(properties, key)
            config = config.like(config)
            properties = properties.like({**properties, key: config})
            self.resources[logical_id] = entry.like({**entry, "Properties": properties})
            self.opened[logical_id, key] = config
        return self.opened[logical_id, key]

    def name(self, owner: SamOwner, referable: str, logical_id: str) -> None:
        """Make ``Owner.Referable`` (Fn.Alias, Api.Stage …) mean a resource."""
        self.names.setdefault(self.id_of(f"{owner.id}.{referable}"), self.id_of(logical_id))


def words(text: str) -> tuple[str, ...]:
    """The words of a text; for tables of names."""
    return tuple(text.split())


def written(origin: Block, content: Mapping[str, Any], **lines: str) -> Block:
    """A block at the origin's place, without what is None; ``lines`` says whose line a key has."""
    block = origin.like((key, value) for key, value in content.items() if value is not None)
    block.lines = {
        key: origin.lines[lines.get(key, key)]
        for key in block
        if lines.get(key, key) in origin.lines
    }
    return block


def listed(origin: Block, *values: Any, key: str = "") -> Items:
    """A list at the place of the origin, or of one of its keys."""
    line = origin.lines.get(key, origin.line)
    return Items(values, source=origin.source, line=line, lines=[line] * len(values))


def taken(origin: Block, *names: str) -> dict[str, Any]:
    """The properties of these names that are there."""
    return {name: origin[name] for name in names if name in origin}


def inner(origin: Block, key: str) -> Block:
    """The block under a key; where there is none, an empty one at the key's place."""
    found = origin.get(key)
    if isinstance(found, Block):
        return found
    block = origin.like(as_block(found))
    block.line, block.lines = origin.lines.get(key, origin.line), {}
    return block


def line_of(container: Any, key: str) -> int:
    """The line of what is under a key."""
    return at(container, key).line


def tags(properties: Block) -> Any:
    """SAM's mapping of tags as CloudFormation's list; a list stays one."""
    given = properties.get("Tags")
    if not isinstance(given, dict):
        return given
    block = inner(properties, "Tags")
    pairs = [block.like({"Key": key, "Value": value}) for key, value in block.items()]
    lines = [block.lines.get(key, block.line) for key in block]
    for pair, line in zip(pairs, lines, strict=True):
        pair.line, pair.lines = line, {"Key": line, "Value": line}
    return Items(pairs, source=block.source, line=block.line, lines=lines)
