"""Where a function's code is: a folder beside its template, a layer's, or text in the template."""

from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from analysis.graph import Evidence
from analysis.records import dataclass
from analysis.source.document import Block, as_block, as_items, at
from analysis.source.modules import Broken, Library, Module, Modules, parsed
from analysis.source.paths import inside, shown_path
from analysis.source.resource import Resource
from analysis.source.values import Joined, Reference, alternatives, as_text, shown

if TYPE_CHECKING:
    from analysis.source.javascript.library import Scripts

_MOST_REQUIRED = 20_000  # characters of a requirements.txt that are looked at
_INLINE = "index"  # the file that CloudFormation makes of a text in a template
_MOST_WRITTEN = 200_000  # characters of code in a template

_OF_CODE = (".py", ".js", ".ts", ".mjs", ".mts", ".cjs")

Get = Callable[[str], Resource | None]


@dataclass(frozen=True, slots=True)
class Entry:
    """Where following a function's code begins; ``assumed`` where no template says so."""

    library: "Library | Scripts"
    module: Module
    handler: str
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a function's code, which should be at hand, is not read."""

    reason: str
    at: Evidence


def entry(
    function: Resource, get: Get, modules: Modules, there: Path | None = None
) -> Entry | Unread | None:
    """Where a function's code begins; None where it is not at hand, or in a language not read.

    ``there`` is the folder of code that is at hand though the template does not say where.
    """
    properties = function.properties
    runtime = as_text(properties.get("Runtime"))
    if runtime.startswith("nodejs"):
        return _of_node(function, get, modules, there)
    found = _of_python(function, get, modules, there)
    return _of_node(function, get, modules, there) if found is None and not runtime else found


def _of_node(
    function: Resource, get: Get, modules: Modules, there: Path | None
) -> Entry | Unread | None:
    # tree-sitter is loaded only where there is something for it to read
    from analysis.source.javascript.handlers import inline, named, script, written_in
    from analysis.source.javascript.library import Scripts

    name, handler = named(function)
    properties = function.properties
    code = as_block(properties.get("Code"))
    folder = None
    if handler and isinstance(code.get("ZipFile"), str | Joined):
        return _inline(
            function, name, handler, inline, lambda it: Scripts.of_text(it, function.root)
        )
    if handler:
        folder = there or _folder(function) or written_in(function, code_uri(function))
    if not isinstance(folder, Path):
        return folder
    scripts, found = script(function, folder, [*_layers(function, get, "")], modules)
    if found is not None:
        return Entry(scripts, found, handler)
    if scripts.broken:
        return broken(scripts.broken[0])
    said = as_text(properties.get("Runtime")) and "Code" in properties
    reason = f"there is no {name} of JavaScript or TypeScript in {shown_path(folder)}"
    return Unread(reason, at(properties, "Handler")) if said else None


def _of_python(
    function: Resource, get: Get, modules: Modules, there: Path | None
) -> Entry | Unread | None:
    properties = function.properties
    runtime = as_text(properties.get("Runtime"))
    name, _, handler = as_text(properties.get("Handler")).rpartition(".")
    name = name.replace("/", ".").strip(".")
    if not name or (runtime and not runtime.startswith("python")):
        return None
    code = properties.get("Code")
    if isinstance(as_block(code).get("ZipFile"), str | Joined):
        own = Library([], function.root, Modules())
        return _inline(function, name, handler, _python_text, lambda _: own) if runtime else None
    folder = there or _folder(function)
    if not isinstance(folder, Path):
        return folder
    layers = _layers(function, get, "python")
    folders = [folder, *_required(function, folder, modules), *layers]
    library = Library(folders, function.root, modules, wanted=tuple(_around(function, folder)))
    for each in _python_path(function, folder):
        library.add(each, first=False)
    module = library.module(name)
    if module is not None:
        return Entry(library, module, handler)
    if library.broken:
        return broken(library.broken[0])
    file = f"{name.replace('.', '/')}.py"
    place = at(properties, "Handler")
    said = runtime and "Code" in properties  # without it, SAM looks beside the template
    return Unread(f"there is no {file} in {shown_path(folder)}", place) if said else None


def _around(function: Resource, folder: Path) -> Iterator[Path]:
    """The folders from a function's code, and from its template, up to the repository's."""
    root = function.root.resolve()
    starts = (folder.resolve(), function.folder.resolve())
    above = (each for start in starts for each in (start, *start.parents))
    return (each for each in dict.fromkeys(above) if each.is_relative_to(root))


def _python_path(function: Resource, folder: Path) -> Iterator[Path]:
    """The folders that the function's PYTHONPATH names below its code."""
    variables = as_block(as_block(function.properties.get("Environment")).get("Variables"))
    for each in as_text(variables.get("PYTHONPATH")).split(":"):
        inner = each.removeprefix("/var/task").removeprefix("/")
        if each and (each.startswith("/var/task") or not each.startswith("/")):
            yield folder / inner


def broken(file: Broken) -> Unread:
    """Why a file is not read."""
    return Unread(file.reason, Evidence(file.shown, file.line))


def _inline(
    function: Resource,
    name: str,
    handler: str,
    read: Callable[[str, str, str, int], Module | Broken],
    library: Callable[[Module], "Library | Scripts"],
) -> Entry | Unread:
    if name != _INLINE:
        reason = f"what stands in its template is {_INLINE}, and its handler is in {name}"
        return Unread(reason, at(function.properties, "Handler"))
    text, file, above = _written_in(as_block(function.properties.get("Code")))
    module = read(text, name, file, above)
    if isinstance(module, Broken):
        return broken(module)
    return Entry(library(module), module, handler)


def _python_text(text: str, name: str, file: str, above: int) -> Module | Broken:
    return parsed(text.encode("utf-8", "replace"), name, file, first_line=above)


def _written_in(code: Block) -> tuple[str, str, int]:
    """A function's text in its template, the template's file, the lines above the text."""
    place = at(code, "ZipFile")
    text = shown(code["ZipFile"]) if isinstance(code["ZipFile"], Joined) else str(code["ZipFile"])
    above = place.line if "\n" in text.strip() else max(place.line - 1, 0)
    return text[:_MOST_WRITTEN], place.file, above


def code_uri(function: Resource) -> str:
    """The path by which the template names a function's code, "" where it names none."""
    asset = as_text(as_block(function.block.get("Metadata")).get("aws:asset:path"))
    uri = asset or as_text(function.properties.get("Code"))
    return "" if "://" in uri else uri


def code_folders(function: Resource) -> tuple[str, ...]:
    """The folders that lead to a function's handler, from its template's on; none if unknown."""
    uri = code_uri(function)
    path = PurePosixPath(uri)
    folders = path.parent if path.suffix else path
    handler = PurePosixPath(as_text(function.properties.get("Handler"))).parent
    return (
        tuple(each for each in (folders / handler).parts if each not in (".", "..", "/"))
        if uri
        else ()
    )


def _folder(function: Resource) -> Path | Unread | None:
    """The folder of a function's code, None where it is not at hand: in a bucket, or not built."""
    uri = code_uri(function) or ("" if "Code" in function.properties else ".")
    if not uri:
        return None
    path = inside(function.folder, uri, function.root)
    if path is None:
        place = at(function.properties, "Code")
        reason = f"its code in {uri} lies outside of the template's repository, so it is not read"
        return Unread(reason, place)
    return _folder_at(path)


def _folder_at(path: Path) -> Path | None:
    """The folder of that path, or the one that a file of code of that path is in."""
    try:
        if path.suffix in _OF_CODE and path.is_file():
            return path.parent
        return path if path.is_dir() else None
    except OSError:  # a name too long
        return None


def _required(function: Resource, folder: Path, modules: Modules) -> Iterator[Path]:
    """The folders of this repository that requirements.txt asks pip to install."""
    path = inside(folder, "requirements.txt", function.root)
    try:
        real = modules.real(path) if path else None
        text = modules.files.content(real).decode("utf-8", "replace") if real else ""
    except OSError:
        return
    for line in text[:_MOST_REQUIRED].splitlines():
        wanted = line.removeprefix("-e ").strip()
        if wanted.startswith("."):
            for base in (function.folder, folder):  # pip starts from where it is run
                found = inside(base, wanted, function.root)
                known = _folder_at(found) if found else None
                if known is not None:
                    yield from (each for each in (known, known / "src") if each.is_dir())


def _layers(function: Resource, get: Get, below: str) -> Iterator[Path]:
    """The folders of a function's layers, and what is below each for a language."""
    for layer in as_items(function.properties.get("Layers")):
        for each in alternatives(layer):
            found = get(each.resource) if isinstance(each, Reference) else None
            if found is None or not found.type.endswith("::LayerVersion"):
                continue
            uri = as_text(found.properties.get("ContentUri", found.properties.get("Content")))
            path = inside(found.folder, uri, found.root) if uri and "://" not in uri else None
            folder = _folder_at(path) if path else None
            if folder is not None:
                yield from (
                    each for each in dict.fromkeys((folder / below, folder)) if each.is_dir()
                )
