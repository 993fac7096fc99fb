"""The template under construction, and how CloudFormation's functions are written into it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from analysis.graph import Evidence
from analysis.records import dataclass
from analysis.source.document import Block, Items, as_block, as_items
from analysis.source.serverless import naming
from analysis.source.serverless.variables import Variables
from analysis.source.values import as_text, shown


@dataclass(frozen=True, slots=True, eq=False)
class ServerlessOwner:
    """A function or a state machine of the service, as written, and where its name stands."""

    name: str
    logical_id: str
    body: Block
    place: Block
    is_machine: bool = False

    @property
    def prefix(self) -> str:
        """Its name within the logical ids of what belongs to it."""
        return naming.resource(self.name)


@dataclass(frozen=True, slots=True, eq=False)
class ServerlessEvent:
    """One event: its kind, what is written under it, and which one of its owner's it is."""

    owner: ServerlessOwner
    kind: str
    value: Any
    body: Block
    number: int
    """From 1, among the events of its kind."""
    index: int
    """From 1, among all events of the owner."""

    @property
    def target(self) -> Block:
        """The owner's ARN."""
        if self.owner.is_machine:
            return ref(self.body, self.owner.logical_id)
        return attribute(self.body, self.owner.logical_id, "Arn")


@dataclass(eq=False)
class ServiceDraft:
    """A service that becomes a template: its sections with all variables resolved."""

    variables: Variables
    name: str
    provider: Block
    owners: dict[str, ServerlessOwner]
    resources: Block
    outputs: Block
    own: Block
    """What the service writes as CloudFormation of its own, by section."""
    _counts: Counter[str] = field(default_factory=Counter)

    @property
    def stage(self) -> str:
        """The stage that is deployed."""
        return self.variables.stage

    def count(self, what: str) -> int:
        """How many of something there are, this one among them."""
        self._counts[what] += 1
        return self._counts[what]

    def full_name(self, name: str) -> str:
        """The name that AWS gets for what has none of its own."""
        return f"{self.name}-{self.stage}-{name}"

    def add(self, logical_id: str, kind: str, properties: Block, place: Block, **more: Any) -> None:
        """A resource that the service makes; what is there under the id is kept."""
        if logical_id in self.resources:
            return
        content = {"Type": kind, "Properties": properties, **more}
        entry = Block(
            {key: value for key, value in content.items() if value is not None},
            source=place.source,
            line=place.line,
        )
        self.resources[logical_id] = entry

    def add_for(
        self, event: ServerlessEvent, logical_id: str, kind: str, properties: Block
    ) -> None:
        """A resource that an event makes; it is there if the event's owner is."""
        condition = event.owner.body.get("condition")
        self.add(logical_id, kind, properties, event.body, Condition=condition)

    def properties(self, logical_id: str) -> Block:
        """The properties of a resource that is there already."""
        return as_block(as_block(self.resources.get(logical_id)).get("Properties"))

    def output(self, name: str, value: Any, place: Block) -> None:
        """An output that the service makes."""
        self.outputs[name] = placed(place, {"Value": value})


def placed(place: Block, content: Mapping[str, Any]) -> Block:
    """A block with all its keys at one place, without what is None."""
    return Block(
        ((key, value) for key, value in content.items() if value is not None),
        source=place.source,
        line=place.line,
    )


def evidence(place: Block) -> Evidence:
    """A place as evidence."""
    return place.source.evidence(place.line)


def flat(given: Any) -> list[Any]:
    """The items of a list; a list among them, which a file may be, gives its own."""
    return [
        one for each in as_items(given) for one in (each if isinstance(each, Items) else [each])
    ]


def at_key(block: Block, key: str) -> Block:
    """The place of a key, as an empty block."""
    return Block(source=block.source, line=block.lines.get(key, block.line))


def ref(place: Block, logical_id: str) -> Block:
    """`Ref`."""
    return placed(place, {"Ref": logical_id})


def attribute(place: Block, logical_id: str, name: str) -> Block:
    """`Fn::GetAtt`."""
    return placed(place, {"Fn::GetAtt": Items([logical_id, name])})


def joined(place: Block, *parts: Any) -> Block:
    """`Fn::Join` without anything between."""
    return placed(place, {"Fn::Join": Items(["", Items(parts)])})


def invocation(place: Block, function: Any) -> Block:
    """The URI under which API Gateway invokes a function."""
    gateway = "arn:${AWS::Partition}:apigateway:${AWS::Region}:"
    return joined(place, f"{gateway}lambda:path/2015-03-31/functions/", function, "/invocations")


def is_intrinsic(value: Any) -> bool:
    """Whether the value is a function of CloudFormation."""
    return (
        isinstance(value, Block)
        and len(value) == 1
        and next(iter(value)).startswith(("Ref", "Fn::"))
    )


def label(value: Any) -> str:
    """What a reference or an ARN is called within a logical id."""
    if isinstance(value, Block) and len(value) == 1:
        name, argument = next(iter(value.items()))
        if name == "Fn::GetAtt":
            first = argument[0] if isinstance(argument, list) and argument else argument
            return as_text(first).partition(".")[0]
        if name == "Fn::Join" and isinstance(argument, list) and len(argument) == 2:
            last = argument[1][-1:] if isinstance(argument[1], list) else []
            return label(last[0]) if last else ""
        return label(argument) if isinstance(argument, str) else ""
    text = as_text(value) or shown(value)
    return text.replace("${AWS::", "").rstrip("/").rpartition(":")[2].rpartition("/")[2] or text
