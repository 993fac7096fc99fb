"""A root module, and each module that it calls, as stacks whose resources are CloudFormation's."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from analysis.refusals import BadTemplate
from analysis.source.document import Block
from analysis.source.files import Files
from analysis.source.paths import root_of, shown_path
from analysis.source.stack import Stack
from analysis.source.terraform.calls import called, notes
from analysis.source.terraform.data import code_of
from analysis.source.terraform.drafts import ResourceDraft
from analysis.source.terraform.evaluator import evaluate
from analysis.source.terraform.folder import given_to_backend, open_folder
from analysis.source.terraform.folder import is_terraform as is_terraform_file
from analysis.source.terraform.leaving_out import not_made
from analysis.source.terraform.module import ModuleInstance
from analysis.source.terraform.program import Program, TerraformStack
from analysis.source.terraform.properties import properties
from analysis.source.terraform.shown import shown_stacks
from analysis.source.terraform.states import shared_names, state_of
from analysis.source.terraform.table import UNKNOWN, TypeMapping, row_of


class Root(Program):
    """A root module with all modules that it calls, evaluated together."""

    def __init__(self, root: ModuleInstance) -> None:
        super().__init__()
        self.root = root
        self.modules = called(root)

    def drafts(self) -> Iterable[ResourceDraft]:
        """Every resource by itself."""
        self.root.given, self.root.hints = self.stacks[0].given, self.stacks[0].hints
        return (each for module in self.modules for each in _drafts(module))

    def parameters(self) -> Block:
        """The root module's variables."""
        found = Block()
        for name, part in self.root.folder.variables.items():
            entry = {"Type": "String"} | ({"Default": "…"} if self.root.valued(name) else {})
            found[name] = Block(entry, source=part.source, line=part.line)
            found.lines[name] = part.line
        return found

    def exports(self) -> list[tuple[Any, Any]]:
        """The outputs, by where the state is kept."""
        if not self._state:
            return []
        self.resources(())  # so that it is known where each is
        outputs = self.root.folder.outputs
        return [
            each
            for name in outputs
            for each in shared_names(self._state, name, self.joined(self.root.output(name)))
        ]

    def not_made(self, address: tuple[str, ...]) -> Iterable[tuple[str, str]]:
        """What variables leave out of one module: the reason, and what it is called."""
        return not_made(next(each for each in self.modules if each.address == address))

    def forget(self) -> None:
        """Evaluate anew what is asked from here on."""
        super().forget()
        self.root.forget()

    @cached_property
    def _state(self) -> str:
        """What tells this root module's state from others'."""
        root, folder = self.root, self.root.folder
        for part in folder.parts("terraform"):
            for backend in [*part.body.of("backend"), *part.body.of("cloud")]:
                config = Block(root.arguments(backend))
                beside = given_to_backend(folder.path, root.files, root.root)
                for name, (written, body) in beside.items():
                    config.setdefault(name, evaluate(written, root, body.source))
                return state_of("".join(backend.labels), config, folder.path)
        return state_of("local", Block(), folder.path)


def _drafts(module: ModuleInstance) -> Iterator[ResourceDraft]:
    for (kind, name), part in module.folder.resources.items():
        how = module.made(part)
        if not how.never:
            given = module.arguments(part)
            row = row_of(kind)
            yield ResourceDraft(
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
            yield ResourceDraft(id_, kind, name, module.address, given, UNKNOWN + kind, made)
    for name, part in module.folder.calls.items():
        if name in module.unread:
            given = module.arguments(part)
            row = TypeMapping(f"{UNKNOWN}Module", {})
            id_ = module.id_of("module", name)
            yield ResourceDraft(
                id_, "module", name, module.address, given, row.type, properties(given, row)
            )


def terraform_stacks(
    named: Iterable[tuple[Path, str]],
    files: Files,
    root: Path | None = None,
    taken: Iterable[str] = (),
) -> list[Stack]:
    """The stacks of root modules, each its own first; each is known by a file in its folder.

    ``taken`` are the names of other stacks that are read with them.

    Raises:
        BadTemplate: none of a folder's files can be read.
    """
    found: list[Stack] = []
    roots: list[tuple[Path, str, Root]] = []
    for path, name in named:
        if not is_terraform_file(path):
            found += shown_stacks(path, name, files, root)
        elif not any(path.parent == other.parent for other, _, _ in roots):
            roots.append((path, name, _opened(path.parent, files, root)))
    calls = Counter(
        [*taken, *(e for _, name, made in roots for e in {name, *map(_called, made.modules)})]
    )
    for path, name, program in roots:
        found += _stacks(path, name, program, calls)
    return found


def _opened(folder: Path, files: Files, root: Path | None) -> Root:
    outermost = root_of(folder)
    if root and outermost.is_relative_to(root):
        outermost = root
    read = open_folder(folder, files, outermost)
    if not read.bodies:
        raise BadTemplate(f"{read.failed[0][0]}." if read.failed else f"{folder}: it is empty.")
    return Root(ModuleInstance(read, files, outermost))


def _called(module: ModuleInstance) -> str:
    return ".".join(module.address)


def _stacks(path: Path, name: str, program: Root, calls: Counter[str]) -> list[Stack]:
    """The stacks of a root module; a call's has the root's name too where others call so."""
    for module in program.modules:
        call = _called(module)
        own = (f"{name}.{call}" if calls[call] > 1 else call) if call else name
        program.stacks.append(
            TerraformStack(
                name=own,
                path=path,
                shown=shown_path(module.folder.path),
                template=Block(),
                root=module.root,
                files=module.files,
                notes=list(notes(module, own)),
                parent=program.stacks[0] if program.stacks else None,
                address=module.address,
                program=program,
            )
        )
    return list(program.stacks)
