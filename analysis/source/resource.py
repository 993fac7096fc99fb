"""A stack's resources as CloudFormation would make them."""

from collections.abc import Iterator
from pathlib import Path

from analysis.graph import Evidence
from analysis.records import dataclass
from analysis.source.document import Block, as_block, at
from analysis.source.sam import expand
from analysis.source.stack import Stack
from analysis.source.values import as_text


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


def resources_of(stack: Stack, names: dict[str, str]) -> Iterator[Resource]:
    """The stack's resources; ``names`` learns what SAM's own names stand for."""
    section = stack.section("Resources")
    entries = stack.resources()
    if stack.serverless:
        expansion = expand(entries, as_block(stack.evaluated("Globals")), stack.id_of, stack.budget)
        for name in expansion.bare:
            reason = "its Globals are not merged in: together they are too large"
            stack.note(name, reason, at(section, name))
        entries = expansion.resources
        names.update(expansion.names)
    for logical_id, entry in entries.items():
        written = as_block(section.get(logical_id))
        if entry.source.name == "" and logical_id in section:
            entry.source, entry.line = written.source, written.line
        yield Resource(
            id=stack.id_of(logical_id),
            stack=stack.name,
            logical_id=stack.local_name(logical_id),
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
