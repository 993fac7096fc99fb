"""Which modules a root module calls, and which of them cannot be read, and why."""

from collections.abc import Iterator
from pathlib import Path

from analysis.graph import Evidence
from analysis.source.paths import inside, shown_path
from analysis.source.stack import Note
from analysis.source.terraform.folder import Folder, open_folder
from analysis.source.terraform.module import ModuleInstance
from analysis.source.terraform.registry import stand_in
from analysis.source.terraform.syntax import HclBlock, LiteralValue, Template
from analysis.source.values import Unknown, as_text

_MOST_MODULES = 400
_DEEPEST = 20


def notes(module: ModuleInstance, owner: str) -> Iterator[Note]:
    """What could not be read of a module, and which modules it calls could not."""
    for reason, where in module.folder.failed:
        yield Note(owner, Path(where.file).name, reason, where)
    for name, why in module.unread.items():
        part = module.folder.calls[name]
        yield Note(owner, _source_of(part) or name, why.reason, _source_at(part))


def _source_at(part: HclBlock) -> Evidence:
    line = part.body.arguments.get("source", (None, part.line))[1]
    return part.source.evidence(line)


def called(root: ModuleInstance) -> list[ModuleInstance]:
    """The root module and all that are called from it by a local path, each call by itself."""
    found = [root]
    folders: dict[Path, Folder] = {}
    for module in found:
        for name, part in module.folder.calls.items():
            child = _child(module, part, len(found), folders)
            if isinstance(child, str):
                module.unread[name] = Unknown(child, f"${{module.{name}}}")
                continue
            module.children[name] = child
            if not module.made(part).never:
                found.append(child)
    return found


def _child(
    module: ModuleInstance, part: HclBlock, so_many: int, folders: dict[Path, Folder]
) -> ModuleInstance | str:
    """The module that is called, or why it is not read."""
    source = _source_of(part)
    if known := stand_in(source, part):
        return ModuleInstance(known, module.files, module.root, module, part)
    if not source.startswith(("./", "../", "/")):
        return f"the module {source or '?'} is not fetched, so it is not read"
    path = inside(module.folder.path, source, module.root)
    if path is None:
        return f"the module {source} lies outside of {shown_path(module.root)}"
    if path in _above(module):
        return f"the module {source} calls itself"
    if so_many >= _MOST_MODULES or len(module.address) >= _DEEPEST:
        return f"there are more modules than are read ({_MOST_MODULES})"
    folder = folders.get(path) or open_folder(path, module.files, module.root)
    folders[path] = folder
    return (
        ModuleInstance(folder, module.files, module.root, module, part)
        if folder.bodies
        else _why(folder, source)
    )


def _why(folder: Folder, source: str) -> str:
    return folder.failed[0][0] if folder.failed else f"no Terraform is in {source}"


def _above(module: ModuleInstance) -> Iterator[Path]:
    """The folders of the module and of those that lead to it."""
    above: ModuleInstance | None = module
    while above:
        yield above.folder.path.resolve()
        above = above.outer


def _source_of(part: HclBlock) -> str:
    source = part.body.argument("source")
    if isinstance(source, Template):
        source = source.parts[0] if len(source.parts) == 1 else None
    return as_text(source.value) if isinstance(source, LiteralValue) else ""
