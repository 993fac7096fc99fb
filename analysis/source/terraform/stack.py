"""A root module, and each module that it calls, as stacks whose resources are CloudFormation's."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from analysis.graph import Evidence
from analysis.refusals import BadTemplate
from analysis.source.document import Block, Items
from analysis.source.files import Files
from analysis.source.joining import join, options
from analysis.source.paths import inside, root_of, shown_path
from analysis.source.stack import Note, Stack
from analysis.source.terraform.data import SHARED, STORED, code_of, shared_name, state_key
from analysis.source.terraform.drafts import Draft, Drafts
from analysis.source.terraform.encoded import opened
from analysis.source.terraform.folder import open_folder
from analysis.source.terraform.module import Module
from analysis.source.terraform.properties import properties
from analysis.source.terraform.syntax import Literal, Part, Template
from analysis.source.terraform.table import UNKNOWN, Row, row_of
from analysis.source.terraform.weaving import weave
from analysis.source.values import Joined, Options, Reference, Unknown, as_text

_MOST_MODULES = 400
_DEEPEST = 20
_SILENT = ("archive_file", "null_resource", "random_", "time_", "local_file", "tls_", "template_")


@dataclass(eq=False)
class TerraformStack(Stack):
    """The resources of one module as it is called; ids are the addresses that Terraform writes."""

    module: Module = field(kw_only=True)
    program: "Program" = field(kw_only=True)

    def section(self, name: str) -> Block:
        """The resources by their addresses in the module, or a root module's variables."""
        if name == "Resources":
            return self.program.resources(self)
        if name == "Parameters" and not self.module.address:
            return _parameters(self.module)
        return Block()

    def resources(self) -> dict[str, Block]:
        """Every resource that is made, its references those of the stacks as they are named."""
        found = {}
        for name, entry in self.section("Resources").items():
            with self.budget.part():
                found[name] = self.program.joined(entry)
        return found

    def of_type(self, kind: str) -> list[Block]:
        """The properties of the resources of one type."""
        return [each["Properties"] for each in self.resources().values() if each["Type"] == kind]

    def exports(self) -> list[tuple[Any, Any]]:
        """What other root modules may learn: the outputs, by where the state is kept."""
        if self.module.address or not self.program.state:
            return []
        return [
            (shared_name(self.program.state, name), self.program.joined(self.module.output(name)))
            for name in self.module.folder.outputs
        ]

    def forget(self) -> None:
        """Evaluate anew what is asked from here on."""
        super().forget()
        self.program.forget()

    def local_name(self, logical_id: str) -> str:
        """The name that a resource has in its module, the module's own where that says nothing."""
        name = logical_id.rpartition(".")[2]
        plain = name in ("this", "main", "default", "self") and self.module.address
        return self.module.address[-1] if plain else name


class Program:
    """A root module with all modules that it calls, evaluated together when first asked for."""

    def __init__(self, root: Module) -> None:
        self.root = root
        self.stacks: list[TerraformStack] = []
        self._woven: Drafts | None = None

    def forget(self) -> None:
        """Evaluate anew what is asked from here on."""
        self._woven = None
        self.root.forget()

    def resources(self, stack: TerraformStack) -> Block:
        """The resources of a stack, their references whole addresses."""
        if self._woven is None:
            self.root.given = self.stacks[0].given
            self._woven = Drafts(each for one in self.stacks for each in _drafts(one.module))
            weave(self._woven)
        made = Block()
        for draft in self._woven.by_id.values():
            if draft.module == stack.module.address and not draft.kind.startswith(_SILENT):
                name = f"{draft.kind}.{draft.name}"
                made[name] = draft.entry()
                made.lines[name] = draft.arguments.line
        return made

    @cached_property
    def state(self) -> str:
        """What tells this root module's state from others'."""
        for part in self.root.folder.parts("terraform"):
            for backend in [*part.body.of("backend"), *part.body.of("cloud")]:
                return state_key(self.root.arguments(backend))
        return ""

    @cached_property
    def _stack_of(self) -> Mapping[tuple[str, ...], TerraformStack]:
        return {each.module.address: each for each in self.stacks}

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
        first = self.stacks[0]
        if reference.resource == STORED:
            return first.others.stored(reference.attribute)
        if reference.resource == SHARED:
            found = first.others.imported(reference.attribute)
            unread = Unknown(f"no root module that was read has the {reference.attribute!r}")
            return unread if isinstance(found, Unknown) else found
        steps = reference.resource.split(".")
        address: list[str] = []
        while steps[:1] == ["module"] and len(steps) > 3:
            address.append(steps[1])
            steps = steps[2:]
        stack = self._stack_of.get(tuple(address))
        local = ".".join(steps)
        return Reference(stack.id_of(local) if stack else local, reference.attribute)


def _drafts(module: Module) -> Iterator[Draft]:
    for (kind, name), part in module.folder.resources.items():
        how = module.made(part)
        if not how.never:
            given = module.arguments(part)
            row = row_of(kind)
            yield Draft(
                module.id_of(kind, name),
                kind,
                name,
                module.address,
                given if given.source.name else given.like(given),
                row.type,
                properties(given, row),
                perhaps=how.perhaps,
            )
    for (kind, name), part in module.folder.data.items():
        if kind == "archive_file":
            given = module.arguments(part)
            made = given.like({"Code": code_of(given)})
            id_ = module.id_of(f"data.{kind}", name)
            yield Draft(id_, kind, name, module.address, given, UNKNOWN + kind, made)
    for name, part in module.folder.calls.items():
        if name in module.unread:
            given = module.arguments(part)
            row = Row(f"{UNKNOWN}Module", {})
            id_ = module.id_of("module", name)
            yield Draft(
                id_, "module", name, module.address, given, row.type, properties(given, row)
            )


def _parameters(module: Module) -> Block:
    found = Block()
    for name, part in module.folder.variables.items():
        found[name] = Block({"Type": "String"}, source=part.source, line=part.line)
        found.lines[name] = part.line
    return found


def terraform_stacks(
    named: Iterable[tuple[Path, str]], files: Files, root: Path | None = None
) -> list[Stack]:
    """The stacks of root modules, each its own first; each is known by a file in its folder.

    Raises:
        BadTemplate: none of a folder's files can be read.
    """
    found: list[Stack] = []
    for path, name in named:
        folder = path.parent
        if not any(folder == each.folder for each in found):
            found += _stacks(path.parent, name, files, root)
    return found


def _stacks(folder: Path, name: str, files: Files, root: Path | None) -> list[Stack]:
    outermost = root_of(folder)
    if root and outermost.is_relative_to(root):
        outermost = root
    read = open_folder(folder, files, outermost)
    if not read.bodies:
        raise BadTemplate(f"{read.failed[0][0]}." if read.failed else f"{folder}: it is empty.")
    program = Program(Module(read, files, outermost))
    for module in _called(program.root):
        called = ".".join(module.address)
        program.stacks.append(
            TerraformStack(
                name=called or name,
                path=folder / "main.tf",
                shown=shown_path(module.folder.path),
                template=Block(),
                root=outermost,
                files=files,
                notes=list(_notes(module, called or name)),
                module=module,
                program=program,
            )
        )
    return list(program.stacks)


def _notes(module: Module, owner: str) -> Iterator[Note]:
    for reason, where in module.folder.failed:
        yield Note(owner, Path(where.file).name, reason, where)
    for name, why in module.unread.items():
        part = module.folder.calls[name]
        yield Note(module.id_of("module", name), "source", why.reason, _source_at(part))


def _source_at(part: Part) -> Evidence:
    line = part.body.arguments.get("source", (None, part.line))[1]
    return part.source.evidence(line)


def _called(root: Module) -> list[Module]:
    """The root module and all that are called from it by a local path, each call by itself."""
    found = [root]
    for module in found:
        for name, part in module.folder.calls.items():
            child, why = _child(module, part, len(found))
            if child:
                module.children[name] = child
                if not module.made(part).never:
                    found.append(child)
            else:
                module.unread[name] = Unknown(why, f"${{module.{name}}}")
    return found


def _child(module: Module, part: Part, so_many: int) -> tuple[Module | None, str]:
    source = _source_of(part)
    if not source.startswith(("./", "../", "/")):
        return None, f"the module {source or '?'} is not fetched, so it is not read"
    path = inside(module.folder.path, source, module.root)
    if path is None:
        return None, f"the module {source} lies outside of {shown_path(module.root)}"
    above: Module | None = module
    while above:
        if above.folder.path.resolve() == path:
            return None, f"the module {source} calls itself"
        above = above.outer
    if so_many >= _MOST_MODULES or len(module.address) >= _DEEPEST:
        return None, f"there are more modules than are read ({_MOST_MODULES})"
    folder = open_folder(path, module.files, module.root)
    if not folder.bodies:
        reason = folder.failed[0][0] if folder.failed else f"no Terraform is in {source}"
        return None, reason
    return Module(folder, module.files, module.root, module, part), ""


def _source_of(part: Part) -> str:
    source = part.body.argument("source")
    if isinstance(source, Template):
        source = source.parts[0] if len(source.parts) == 1 else None
    return as_text(source.value) if isinstance(source, Literal) else ""
