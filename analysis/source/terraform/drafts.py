"""The resources of all modules under construction, and what joins them into CloudFormation's."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from analysis.records import dataclass
from analysis.source.document import Block, Items
from analysis.source.terraform.encoded import plain_text
from analysis.source.values import Reference, alternatives, as_text
from analysis.walking import grouped


@dataclass(slots=True, eq=False)
class ResourceDraft:
    """A resource: its address, its arguments as Terraform has them, and what it becomes."""

    id: str
    kind: str
    name: str
    module: tuple[str, ...]
    arguments: Block
    type: str
    properties: Block
    perhaps: bool = False

    @property
    def local_id(self) -> str:
        """Its address in its module."""
        return f"{self.kind}.{self.name}"

    def entry(self) -> Block:
        """The resource as a template has it."""
        content: dict[str, Any] = {"Type": self.type, "Properties": self.properties}
        if self.perhaps:
            content["Condition"] = "it is not known whether it is made"
        line = self.arguments.line
        return Block(
            content,
            source=self.arguments.source,
            line=line,
            lines=dict.fromkeys(content, line),
        )


class ResourceDrafts:
    """All drafts, found by address or by what a value designates."""

    def __init__(self, drafts: Iterable[ResourceDraft]) -> None:
        self.by_id = {each.id: each for each in drafts}
        self._by_kind = grouped((each.kind, each) for each in self.by_id.values())
        self._by_name: dict[tuple[str, str], Mapping[str, list[ResourceDraft]]] = {}

    def of(self, kind: str) -> Sequence[ResourceDraft]:
        """The resources of one Terraform type, those that became a part of another included."""
        return self._by_kind.get(kind, ())

    def drop(self, draft: ResourceDraft) -> None:
        """Take a resource out that has become a part of another."""
        self.by_id.pop(draft.id, None)

    def by_reference(self, value: Any) -> Iterator[ResourceDraft]:
        """The resources that a value refers to."""
        for each in alternatives(value):
            found = self.by_id.get(each.resource) if isinstance(each, Reference) else None
            if found:
                yield found

    def meant(self, value: Any, kind: str, name: str = "name") -> Iterator[ResourceDraft]:
        """The resources of a type that a value designates: by reference, or by their own name."""
        for each in alternatives(value):
            if isinstance(each, Reference):
                yield from (found for found in self.by_reference(each) if found.kind == kind)
            elif text := as_text(plain_text(each)):
                wanted = text.rpartition("/")[2] if kind == "aws_iam_role" else text
                yield from self._named(kind, name).get(wanted, ())

    def _named(self, kind: str, name: str) -> Mapping[str, list[ResourceDraft]]:
        if (kind, name) not in self._by_name:
            self._by_name[kind, name] = grouped(
                (as_text(each), draft)
                for draft in self.of(kind)
                for each in alternatives(plain_text(draft.arguments.get(name)))
            )
        return self._by_name[kind, name]


def put(block: Block, key: str, *values: Any) -> None:
    """Add to a list of a block, each where it was itself written."""
    held = block.get(key)
    if not isinstance(held, Items):
        listed = [] if held is None else [held]
        held = Items(listed, source=block.source, line=block.lines.get(key, block.line))
    elif held.lines:
        held = Items(held, source=held.source, line=held.line)
    held.extend(values)
    block[key] = held
