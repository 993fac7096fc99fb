"""The Python files of a function's code, read as they are imported, never run."""

import ast
import re
import sys
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from analysis.source.files import shown_path

_NAME = re.compile(r"[\w-]+")
_LONGEST = 200  # characters of a module's dotted name
_MOST_FILES = 200
_MOST_BYTES_OF_ONE = 400_000
_MOST_BYTES = 3_000_000  # of all functions together; their trees take fifty times as much
_NOT_READ = sys.stdlib_module_names | {"boto3", "botocore", "aws_lambda_powertools", "aws_xray_sdk"}


@dataclass(eq=False, slots=True)
class Module:
    """A file of the code: its dotted name, what evidence shows of it, and its tree."""

    name: str
    shown: str
    lines: tuple[str, ...]
    tree: ast.Module
    is_package: bool = False
    first_line: int = 0  # lines before it, where it stands inside a template


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that is no Python: where, and why."""

    shown: str
    line: int
    reason: str


@dataclass(eq=False)
class Cache:
    """The files read so far, for all functions."""

    files: dict[Path, Module | Broken | None] = field(default_factory=dict)
    bytes: int = 0


@dataclass(eq=False)
class Library:
    """The modules under some folders, as Python's import would find them."""

    folders: Sequence[Path]
    root: Path
    cache: Cache
    broken: list[Broken] = field(default_factory=list)
    _modules: dict[str, Module | None] = field(default_factory=dict)
    _files: int = 0
    _installed: frozenset[str] | None = None

    def module(self, name: str) -> Module | None:
        """The module of that dotted name, None where the code has none."""
        if name not in self._modules:
            self._modules[name] = self._found(name)
        return self._modules[name]

    def has_folder(self, name: str) -> bool:
        """Whether there is a folder that the dotted name may be, as a package without a file."""
        parts = name.split(".")
        if parts[0] in _NOT_READ or len(name) > _LONGEST:
            return False
        return any(folder.joinpath(*parts).is_dir() for folder in self.folders)

    def _found(self, name: str) -> Module | None:
        parts = name.split(".")
        readable = len(name) <= _LONGEST and all(_NAME.fullmatch(part) for part in parts)
        if not readable or parts[0] in _NOT_READ or parts[0] in self._third_party():
            return None
        for folder in self.folders:
            base = folder.joinpath(*parts)
            package = self._read(base / "__init__.py", name, is_package=True)
            module = package or self._read(base.with_name(base.name + ".py"), name)
            if module is not None:
                return module
        return None

    def _third_party(self) -> frozenset[str]:
        """What pip installed into the folders: other people's code, which is not followed."""
        if self._installed is None:
            self._installed = frozenset(each for folder in self.folders for each in _pip(folder))
        return self._installed

    def _read(self, path: Path, name: str, *, is_package: bool = False) -> Module | None:
        try:
            if not path.is_file() or not (real := path.resolve()).is_relative_to(self.root):
                return None
            self._files += 1
            if self._files > _MOST_FILES:
                return None
            if real not in self.cache.files:
                self.cache.files[real] = self._parsed(real, name, is_package)
        except (OSError, ValueError):
            return None
        module = self.cache.files[real]
        if isinstance(module, Broken):
            if module not in self.broken:
                self.broken.append(module)
            return None
        return module

    def _parsed(self, path: Path, name: str, is_package: bool) -> Module | Broken | None:
        size = path.stat().st_size
        if size > _MOST_BYTES_OF_ONE or self.cache.bytes + size > _MOST_BYTES:
            return Broken(shown_path(path), 0, "there is more code than is read")
        self.cache.bytes += size
        return parsed(path.read_bytes(), name, shown_path(path), is_package)


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
    source: bytes, name: str, shown: str, is_package: bool = False, first_line: int = 0
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
    return Module(name, shown, tuple(lines), tree, is_package, first_line)
