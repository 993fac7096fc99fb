"""The Python files of a system, read as they are imported, never run."""

import ast
import warnings
from dataclasses import dataclass, field
from pathlib import Path

from analysis.regular_files import NotRegular
from analysis.source.files import Files
from analysis.source.paths import shown_path

_MOST_BYTES_OF_ONE = 400_000
_MOST_BYTES = 3_000_000  # of all functions together; their trees take fifty times as much


@dataclass(eq=False, slots=True)
class Module:
    """A file of the code: its dotted name, what evidence shows of it, and its tree."""

    name: str
    shown: str
    lines: tuple[str, ...]
    tree: ast.Module
    is_package: bool = False
    first_line: int = 0  # lines before it, where it stands inside a template
    path: Path | None = None  # the file, None where it is text in a template


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that is no Python: where, and why."""

    shown: str
    line: int
    reason: str


@dataclass(eq=False)
class Modules:
    """The Python files of one system, each parsed once, for all functions together."""

    files: Files = field(default_factory=Files)
    _parsed: dict[Path, Module | Broken] = field(default_factory=dict)
    _real: dict[Path, Path | None] = field(default_factory=dict)
    _installed: dict[Path, frozenset[str]] = field(default_factory=dict)
    _bytes: int = 0

    def real(self, path: Path) -> Path | None:
        """The file that a path leads to, None where there is none."""
        if path not in self._real:
            try:
                self._real[path] = path.resolve() if _is_there(path) else None
            except (OSError, ValueError):
                self._real[path] = None
        return self._real[path]

    def parsed(self, real: Path, name: str, *, is_package: bool) -> Module | Broken | None:
        """The module in a file, under the name by which it was first asked for."""
        if real not in self._parsed:
            try:
                self._parsed[real] = self._read(real, name, is_package=is_package)
            except OSError:
                return None
        return self._parsed[real]

    def installed(self, folder: Path) -> frozenset[str]:
        """What pip installed into the folder: other people's code, which is not followed."""
        if folder not in self._installed:
            self._installed[folder] = frozenset(_pip(folder))
        return self._installed[folder]

    def _read(self, path: Path, name: str, *, is_package: bool) -> Module | Broken:
        size = path.stat().st_size
        if size > _MOST_BYTES_OF_ONE or self._bytes + size > _MOST_BYTES:
            return Broken(shown_path(path), 0, "there is more code than is read")
        try:
            content = self.files.content(path)
        except NotRegular as error:
            return Broken(shown_path(path), 1, f"{error.strerror}, so it is not read")
        self._bytes += size
        return parsed(content, name, shown_path(path), is_package=is_package, path=path)


def _is_there(path: Path) -> bool:
    """Whether anything but a folder is there, be it a pipe: whoever opens it is told."""
    return path.exists() and not path.is_dir()


def _pip(folder: Path) -> set[str]:
    """The names of the modules in a folder that pip says it put there."""
    try:
        listed = [each.name for each in folder.iterdir()]
    except OSError:
        return set()
    told = (each.partition("-")[0] for each in listed if each.endswith(".dist-info"))
    names = {each.replace("_", "-").lower() for each in told}
    modules = (each.removesuffix(".py") for each in listed)
    return {each for each in modules if each.replace("_", "-").lower() in names}


def parsed(
    source: bytes,
    name: str,
    shown: str,
    *,
    is_package: bool = False,
    first_line: int = 0,
    path: Path | None = None,
) -> Module | Broken:
    """The module of a source text."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except SyntaxError as error:
        return Broken(shown, first_line + (error.lineno or 0), f"it is no Python: {error.msg}")
    except (ValueError, RecursionError, MemoryError):
        return Broken(shown, first_line, "it is no Python that can be read")
    lines = source.decode("utf-8", "replace").splitlines()
    return Module(name, shown, tuple(lines), tree, is_package, first_line, path)
