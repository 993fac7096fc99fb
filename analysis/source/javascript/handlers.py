"""Where the code of a function of Node begins: its handler's file, before anything is built."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from analysis.source.document import as_block, as_items
from analysis.source.javascript.library import Scripts
from analysis.source.javascript.parsing import parsed
from analysis.source.javascript.projects import Projects
from analysis.source.modules import Broken, Module, Modules
from analysis.source.paths import inside
from analysis.source.resource import Resource
from analysis.source.values import as_text

_BUILT = frozenset(
    {"dist", "build", "out", "lib", ".build", ".dist", "_build", ".esbuild", ".webpack"}
)
_PLACES = ("", "src", "lib")  # below a code's folder


def named(function: Resource) -> tuple[str, str]:
    """The path of a handler's file without its suffix, and what it exports as the handler."""
    folder, slash, name = as_text(function.properties.get("Handler")).rpartition("/")
    file, _, handler = name.partition(".")
    return f"{folder}{slash}{file}", handler


def script(
    function: Resource, folder: Path, layers: Sequence[Path], modules: Modules
) -> tuple[Scripts, Module | None]:
    """The modules of a function whose code is in a folder, and the one of its handler."""
    projects = modules.projects.setdefault(function.root, Projects(function.root, modules.files))
    scripts = Scripts(function.root, modules, projects, layers)
    for base in (*_bases(function, folder), *_entries(function, folder, projects)):
        if name := scripts.at(base):
            return scripts, scripts.module(name)
    return scripts, None


def written_in(function: Resource, uri: str) -> Path | None:
    """The folder of which a folder that is not there will be built."""
    found = (
        inside(function.folder, str(each) or ".", function.root) for each in _unbuilt(Path(uri))
    )
    return next((each for each in found if each is not None and each.is_dir()), None)


def _bases(function: Resource, folder: Path) -> Iterator[Path]:
    """The paths at which a handler's file may be, of which the first that is there is it."""
    path, _ = named(function)
    sources = [each for one in _entry_points(function) if (each := _inside(function, folder, one))]
    wanted = Path(path).name
    yield from (each for each in sources if each.stem == wanted or len(sources) == 1)
    for start in dict.fromkeys([folder, *_unbuilt(folder)]):
        for below in dict.fromkeys([Path(path), *_unbuilt(Path(path))]):
            for place in _PLACES:
                base = _inside(function, start, str(Path(place) / below))
                if base is not None:
                    yield base


def _entries(function: Resource, folder: Path, projects: Projects) -> Iterator[Path]:
    """The files of which webpack makes that of the handler, where its configuration names them."""
    name = Path(named(function)[0]).name
    for where in dict.fromkeys((folder, function.folder, function.root)):
        yield from projects.entries(where, name) if name else ()


def _inside(function: Resource, folder: Path, path: str) -> Path | None:
    return inside(folder, path, function.root)


def _entry_points(function: Resource) -> Iterator[str]:
    """The files that SAM has esbuild make a bundle of."""
    metadata = as_block(function.block.get("Metadata"))
    points = as_block(metadata.get("BuildProperties")).get("EntryPoints")
    yield from (each for each in as_items(points) if isinstance(each, str) and each)


def _unbuilt(path: Path) -> Iterable[Path]:
    """The path as it may be called before anything is built."""
    for number, part in enumerate(path.parts):
        if part in _BUILT:
            before, after = path.parts[:number], path.parts[number + 1 :]
            yield Path(*before, "src", *after)
            yield Path(*before, *after)


def inline(text: str, name: str, shown: str, above: int) -> Module | Broken:
    """The module of a text that stands in a template."""
    return parsed(text.encode("utf-8", "replace"), name, shown, ".js", above=above)
