"""What of Terraform's is read together: its resources woven, and told to the stacks they are in."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from functools import cached_property
from typing import Any, ClassVar

from analysis.records import dataclass
from analysis.source.document import Block, Items, as_block, at
from analysis.source.joining import join, options
from analysis.source.stack import Note, Stack
from analysis.source.terraform.data import STORED
from analysis.source.terraform.drafts import ResourceDraft, ResourceDrafts
from analysis.source.terraform.encoded import opened
from analysis.source.terraform.states import SHARED, outer_names
from analysis.source.terraform.table import is_setting
from analysis.source.terraform.weaving import weave
from analysis.source.values import Joined, Options, Reference, Unknown

_SILENT = ("archive_file", "null_resource", "random_", "time_", "local_file", "tls_", "template_")
_TELLING_NOTHING = ("this", "main", "default", "self")


class Program:
    """The resources of a root module and all that it calls, made when first asked for."""

    def __init__(self) -> None:
        self.stacks: list[TerraformStack] = []
        self._made: dict[tuple[str, ...], Block] | None = None
        self._places: dict[str, tuple[tuple[str, ...], str]] = {}

    def drafts(self) -> Iterable[ResourceDraft]:
        """Every resource by itself."""
        raise NotImplementedError

    def parameters(self) -> Block:
        """What a user may give a value: the root module's variables."""
        return Block()

    def exports(self) -> list[tuple[Any, Any]]:
        """What other root modules may learn: names and values."""
        return []

    def not_made(self, address: tuple[str, ...]) -> Iterable[tuple[str, str]]:
        """What variables leave out of one module: the reason, and what it is called."""
        del address  # a state or a plan has nothing of it
        return ()

    def forget(self) -> None:
        """Evaluate anew what is asked from here on."""
        self._made = None

    def resources(self, address: tuple[str, ...]) -> Block:
        """The resources of one module, their references whole addresses."""
        if self._made is None:
            drafts = ResourceDrafts(self.drafts())
            self._places = {each.id: (each.module, each.local_id) for each in drafts.by_id.values()}
            weave(drafts)
            self._made = {each.address: Block() for each in self.stacks}
            for draft in drafts.by_id.values():
                if not draft.kind.startswith(_SILENT) and not is_setting(draft.kind):
                    made = self._made[draft.module]
                    made[draft.local_id] = draft.entry()
                    made.lines[draft.local_id] = draft.arguments.line
        return self._made[address]

    def joined(self, value: Any) -> Any:
        """The value with its references those of the stacks as they are named now."""
        value = opened(value)
        if isinstance(value, Reference):
            return self._referred(value)
        if isinstance(value, Joined):
            return join(self.joined(each) for each in value.parts)
        if isinstance(value, Options):
            return options(self.joined(each) for each in value.values)
        if isinstance(value, Block):
            return value.like((key, self.joined(each)) for key, each in value.items())
        if isinstance(value, Items):
            items = (self.joined(each) for each in value)
            return Items(items, source=value.source, line=value.line, lines=value.lines)
        return value

    def _referred(self, reference: Reference) -> Any:
        others = self.stacks[0].others
        if reference.resource == STORED:
            return others.stored(reference.attribute)
        if reference.resource == SHARED:
            for name in outer_names(reference.attribute):  # of a whole resource, its attribute
                found = others.imported(name)
                if not isinstance(found, Unknown | Block):
                    return found
            return Unknown(f"no root module that was read has the {reference.attribute!r}")
        if reference.resource not in self._places:  # a parameter's, bound to another stack's
            return reference
        address, local = self._places[reference.resource]
        return Reference(self._stack_of[address].id_of(local), reference.attribute)

    @cached_property
    def _stack_of(self) -> Mapping[tuple[str, ...], "TerraformStack"]:
        return {each.address: each for each in self.stacks}


@dataclass(eq=False)
class TerraformStack(Stack):
    """The resources of one module as it is called; ids are the addresses that Terraform writes."""

    told_beside: ClassVar[bool] = False  # Terraform has files of values of its own

    program: Program = field(kw_only=True)
    address: tuple[str, ...] = ()

    def section(self, name: str) -> Block:
        """The resources by their addresses in the module, or a root module's variables."""
        if name == "Resources":
            return self.program.resources(self.address)
        if name == "Parameters" and not self.address:
            return self.program.parameters()
        return Block()

    def resources(self) -> dict[str, Block]:
        """Every resource that is made, its references those of the stacks as they are named."""
        found = {}
        for name, entry in self.section("Resources").items():
            with self.budget.part():
                found[name] = self.program.joined(entry)
            if found[name]["Type"] == "AWS::Lambda::Function":
                self._told_apart(name, found[name])
        return found

    def _told_apart(self, name: str, entry: Block) -> None:
        """Say of functions that are one here that their code is not read."""
        properties = as_block(entry["Properties"])
        if any(isinstance(properties.get(each), Options) for each in ("Code", "Handler")):
            reason = "it stands for several functions, whose code is not told apart"
            note = Note(self.id_of(name), "code", reason, at(entry))
            self.notes += [] if note in self.notes else [note]

    def of_type(self, kind: str) -> list[Block]:
        """The properties of the resources of one type."""
        return [each["Properties"] for each in self.resources().values() if each["Type"] == kind]

    def exports(self) -> list[tuple[Any, Any]]:
        """What other root modules may learn."""
        return [] if self.address else self.program.exports()

    def not_made(self) -> Iterable[tuple[str, str]]:
        """What variables leave out: the reason, and what it is called."""
        return self.program.not_made(self.address)

    def forget(self) -> None:
        """Evaluate anew what is asked from here on."""
        super().forget()
        if not self.address:
            self.program.forget()

    def local_name(self, logical_id: str) -> str:
        """The name that a resource has in its module, the module's own where that says nothing."""
        name = logical_id.split(".", 1)[-1]
        return self.address[-1] if name in _TELLING_NOTHING and self.address else name
