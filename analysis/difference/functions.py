"""The code of functions, file by file, and whose edit changed it: their own, or shared code's."""

import hashlib
import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import field
from pathlib import Path

from analysis.difference.aligning import base_of
from analysis.records import dataclass
from analysis.refusals import BadTemplate
from analysis.source.document import as_block
from analysis.source.entries import code_uri
from analysis.source.files import Files
from analysis.source.paths import inside, shown_path
from analysis.source.resource import Resource
from analysis.source.system import System
from analysis.source.values import shown

Code = Mapping[str, Mapping[str, str]]
"""By function, the files of its package, each with a digest of what is in it."""

OWN, SHARED, WORDS = "own code", "shared code", "comments"


@dataclass(frozen=True, slots=True)
class Packages:
    """The files of every function's package, and where a file of such a digest lies."""

    code: Code = field(default_factory=dict)
    places: Mapping[str, Path] = field(default_factory=dict)


_MOST_FILES = 5_000
_NOT_CODE = frozenset(
    {".git", ".aws-sam", ".venv", "venv", "node_modules", "__pycache__", ".pytest_cache", "cdk.out"}
)


@dataclass(frozen=True, slots=True)
class FunctionChange:
    """A function of which the package differs.

    ``how`` is added, removed, own code, shared code, or comments, where nothing else differs.
    ``own`` are the files that differ and that only functions of its service have, ``shared`` the
    others, ``words`` those of either kind that differ in comments alone.
    """

    id: str
    unit: str
    how: str
    own: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def _never_the_same(_: str, __: str) -> bool:
    return False


def function_changes(
    before: Code,
    after: Code,
    units: Callable[[str], Iterable[str]],
    apart: tuple[str, ...] = (),
    same: Callable[[str, str], bool] = _never_the_same,
) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
    """Each function in both with files that differ: its id; its own, shared and reworded files.

    A file is a service's own if, before and after, only functions of that service have it, and its
    name begins with none of ``apart``; it is reworded if ``same`` says of both its digests that
    whoever runs it is told the same.
    """
    homes: dict[str, set[str]] = defaultdict(set)
    for code in (before, after):
        for function, files in code.items():
            for file in files:
                homes[file].update(units(function))
    for function in sorted(before.keys() & after.keys()):
        one, other = before[function], after[function]
        differ = sorted(_differing(one, other))
        if differ:
            both = [file for file in differ if file in one and file in other]
            words = [file for file in both if same(one[file], other[file])]
            own = [x for x in differ if len(homes[x]) == 1 and not x.startswith(apart)]
            shared = [file for file in differ if file not in own]
            yield function, _without(own, words), _without(shared, words), tuple(words)


def _differing(one: Mapping[str, str], other: Mapping[str, str]) -> set[str]:
    """The files that differ, without those whose folder was moved, and that are what they were."""
    gone = {(one[x], x.rpartition("/")[2]): x for x in one.keys() - other.keys()}
    came = {(other[x], x.rpartition("/")[2]): x for x in other.keys() - one.keys()}
    moved = {name for same in gone.keys() & came.keys() for name in (gone[same], came[same])}
    return {file for file in {*one, *other} if one.get(file) != other.get(file)} - moved


def _without(files: Iterable[str], others: Collection[str]) -> tuple[str, ...]:
    return tuple(file for file in files if file not in others)


def packages_of(system: System, modules: Mapping[str, tuple[str, ...]]) -> Packages:
    """The files of each function's package, as far as they are at hand, by their digests.

    They are those that its handler imports where it is known (``modules``, from the root), and
    all that are in its folder if that is a folder for functions, not one with the template in it.
    Files are named from the folder on that all lies in.
    """
    base = system.base or base_of(system)
    templates = {stack.path.resolve() for stack in system.stacks} | system.files.parts
    found: dict[str, Mapping[str, str]] = {}
    places: dict[str, Path] = {}
    for function in system.of("AWS::Lambda::Function"):
        at_hand = _files(function, modules.get(function.id, ()))
        real = (path for path in at_hand if path.is_file() and not path.is_symlink())
        files = {path for path in real if path not in templates}
        digests = {path: _digest(path, system.files) for path in files}
        named = {_name(path, base): digest for path, digest in digests.items()}
        places |= {digest: path for path, digest in digests.items()}
        if text := _inline(function):
            named[f"{function.id} (in the template)"] = hashlib.sha256(text.encode()).hexdigest()
        if named:
            found[function.id] = dict(sorted(named.items()))
    return Packages(found, places)


def _files(function: Resource, modules: tuple[str, ...]) -> Iterator[Path]:
    template = function.folder.resolve()
    folder = _folder(function)
    if not _inline(function):
        yield from (function.root.resolve() / each for each in modules)
    if folder is not None and folder.is_file():
        yield folder
    elif folder is not None and (not modules or not template.is_relative_to(folder)):
        yield from _within(folder)


def _folder(function: Resource) -> Path | None:
    """The folder, or the archive, that the template names as the function's code."""
    uri = code_uri(function)
    return inside(function.folder, uri, function.root) if uri else None


def _within(folder: Path) -> Iterator[Path]:
    count = 0
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(set(folders) - _NOT_CODE)
        for name in sorted(files):
            count += 1
            if count > _MOST_FILES:
                return
            yield Path(here) / name


def _inline(function: Resource) -> str:
    return shown(as_block(function.properties.get("Code")).get("ZipFile"))


def _name(path: Path, base: Path) -> str:
    return Path(os.path.relpath(path, base)).as_posix()


def _digest(path: Path, files: Files) -> str:
    try:
        return files.digest(path)
    except OSError as error:
        why = error.strerror or error
        raise BadTemplate(
            f"{shown_path(path)}: it cannot be read ({why}); check its rights."
        ) from None
