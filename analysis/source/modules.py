"""The Python files of a system, found as Python's import would, never run."""

import ast
import os
import re
import stat
import warnings
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import field
from pathlib import Path
from typing import Any, Self

from analysis.records import dataclass
from analysis.regular_files import NotRegular
from analysis.source.files import Files
from analysis.source.paths import shown_path
from analysis.source.requirements import required

_MOST_BYTES_OF_ONE = 400_000
_MOST_BYTES = 3_000_000  # of all functions together; their trees take fifty times as much
_NAME = re.compile(r"[\w-]+")
_LONGEST = 200  # characters of a module's dotted name
_MOST_FILES = 200
_MOST_FOLDERS = 40
_LONGEST_LIST = 20_000  # characters
_NOT_READ = frozenset(("boto3", "botocore", "aws_lambda_powertools", "aws_xray_sdk")) | frozenset((
    "abc", "ast", "base64", "bisect", "codecs", "collections", "contextlib", "copyreg", "datetime",
    "decimal", "dis", "enum", "functools", "genericpath", "heapq", "http", "importlib", "inspect",
    "io", "ipaddress", "json", "keyword", "linecache", "logging", "numbers", "opcode", "operator",
    "os", "posixpath", "random", "re", "reprlib", "signal", "site", "socket", "ssl", "stat",
    "string", "struct", "sys", "tempfile", "textwrap", "threading", "time", "token", "tokenize",
    "traceback", "types", "typing", "urllib", "uuid", "warnings", "weakref",
))  # fmt: skip
"""The SDK's, and what Lambda's runtime loads first; any other name may be a file of the code."""


@dataclass(eq=False, slots=True)
class PartsLeft:
    """How many parts of trees may still be made into something else, of a system's modules."""

    left: int = 400_000  # some seconds


@dataclass(eq=False, slots=True)
class Module:
    """A file of the code: its dotted name, what evidence shows of it, and its language's tree."""

    name: str
    shown: str
    lines: tuple[str, ...]
    tree: Any
    is_package: bool = False
    first_line: int = 0  # lines before it, where it stands inside a template
    path: Path | None = None  # the file, None where it is text in a template
    language: str = "python"
    lowered: Any = None  # what its language's rules made of the tree
    told: dict[Any, Any] = field(default_factory=dict)  # what parts of the tree say, for all runs
    parts: PartsLeft = field(default_factory=PartsLeft)


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that is not read: where, and why."""

    shown: str
    line: int
    reason: str


Parse = Callable[[bytes], Module | Broken]


@dataclass(eq=False)
class Modules:
    """The files of code of one system, each parsed once, for all functions together."""

    files: Files = field(default_factory=Files)
    _parsed: dict[Path, Module | Broken] = field(default_factory=dict)
    _real: dict[Path, Path | None] = field(default_factory=dict)
    _homes: dict[tuple[Path, str], tuple[Path, Path]] = field(default_factory=dict)
    _folders: dict[tuple[Path, str], bool] = field(default_factory=dict)
    _installed: dict[Path, frozenset[str]] = field(default_factory=dict)
    _listed: dict[Path, frozenset[str]] = field(default_factory=dict)
    parts: PartsLeft = field(default_factory=PartsLeft)
    projects: dict[Path, Any] = field(default_factory=dict)  # by root, of languages that have them
    _bytes: int = 0

    def real(self, path: Path) -> Path | None:
        """The file that a path leads to, None where there is none."""
        if path not in self._real:
            self._real[path] = self.files.real(path) if _is_there(path) else None
        return self._real[path]

    def is_folder(self, folder: Path, name: str) -> bool:
        """Whether a dotted name's folder is in a folder."""
        if (folder, name) not in self._folders:
            self._folders[folder, name] = folder.joinpath(*name.split(".")).is_dir()
        return self._folders[folder, name]

    def homes(self, folder: Path, name: str) -> tuple[Path, Path]:
        """Where a dotted name's file is in a folder: as a package, or else as a module."""
        if (folder, name) not in self._homes:
            base = folder.joinpath(*name.split("."))
            self._homes[folder, name] = base / "__init__.py", base.with_name(f"{base.name}.py")
        return self._homes[folder, name]

    def parsed(
        self, real: Path, parse: Parse, most: int = _MOST_BYTES_OF_ONE
    ) -> Module | Broken | None:
        """The module in a file of so many bytes at most, as it was parsed first."""
        if real not in self._parsed:
            try:
                self._parsed[real] = self._read(real, parse, most)
            except OSError:
                return None
        return self._parsed[real]

    def installed(self, folder: Path) -> frozenset[str]:
        """What pip installed into the folder: other people's code, which is not followed."""
        if folder not in self._installed:
            self._installed[folder] = frozenset(_pip(folder))
        return self._installed[folder]

    def listed(self, folder: Path) -> frozenset[str]:
        """The libraries that lists in the folder have pip install."""
        if folder not in self._listed:
            self._listed[folder] = required(folder, self._text)
        return self._listed[folder]

    def _text(self, path: Path) -> str:
        try:
            content = self.files.content(path) if path.is_file() else b""
        except (OSError, ValueError):
            return ""
        return content[:_LONGEST_LIST].decode("utf-8", "replace")

    def _read(self, path: Path, parse: Parse, most: int) -> Module | Broken:
        size = path.stat().st_size
        if size > most or self._bytes + size > _MOST_BYTES:
            return Broken(shown_path(path), 0, "there is more code than is read")
        try:
            content = self.files.content(path)
        except NotRegular as error:
            return Broken(shown_path(path), 1, f"{error.strerror}, so it is not read")
        self._bytes += size
        return parse(content)


def _is_there(path: Path) -> bool:
    """Whether anything but a folder is there, be it a pipe: whoever opens it is told."""
    try:
        return not stat.S_ISDIR(path.stat().st_mode)
    except (OSError, ValueError):
        return False


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


class CodeReader:
    """One reader of code that functions share: modules by name, and what of them is not read."""

    root: Path
    broken: list[Broken]
    _modules: dict[str, Module | None]

    def again(self) -> Self:
        """The same for another reader, who meets other broken files: what is read is shared."""
        other = copy(self)
        other.broken = list(self.broken)
        other._modules = dict(self._modules)  # noqa: SLF001 - its own
        return other

    def miss(self, file: Broken) -> None:
        """Note a file that is not read."""
        if file not in self.broken:
            self.broken.append(file)

    def miss_link(self, path: Path) -> None:
        """Note a file that is not below the root."""
        reason = f"it is a link that leads out of {shown_path(self.root)}, so it is not read"
        self.miss(Broken(shown_path(path), 1, reason))


@dataclass(eq=False)
class Library(CodeReader):
    """The modules under some folders, as Python's import would find them.

    ``wanted`` are the folders in which lists may stand of the libraries that are installed.
    """

    folders: Sequence[Path]
    root: Path
    known: Modules
    wanted: Sequence[Path] = ()
    broken: list[Broken] = field(default_factory=list)
    _modules: dict[str, Module | None] = field(default_factory=dict)
    _files: int = 0

    def add(self, folder: Path, *, first: bool) -> None:
        """Find modules in one folder more, if it is one of the root's."""
        try:
            real = Path(os.path.normpath(folder)).resolve()
            ours = real.is_dir() and real.is_relative_to(self.root.resolve())
        except (OSError, RuntimeError, ValueError):
            return
        if ours and real not in self.folders and len(self.folders) < _MOST_FOLDERS:
            self.folders = [real, *self.folders] if first else [*self.folders, real]
            self._modules = {name: each for name, each in self._modules.items() if each}

    def listed(self) -> frozenset[str]:
        """The names of libraries that pip is to install, or did."""
        several = (self.known.listed(each) for each in (*self.folders, *self.wanted))
        installed = (self.known.installed(each) for each in self.folders)
        return frozenset().union(*several, *installed)

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
        return any(self.known.is_folder(folder, name) for folder in self.folders)

    def _found(self, name: str) -> Module | None:
        parts = name.split(".")
        readable = len(name) <= _LONGEST and all(_NAME.fullmatch(part) for part in parts)
        if not readable or parts[0] in _NOT_READ or self._third_party(parts[0]):
            return None
        for folder in self.folders:
            package, alone = self.known.homes(folder, name)
            module = self._read(package, name, is_package=True) or self._read(alone, name)
            if module is not None:
                return module
        return None

    def _third_party(self, name: str) -> bool:
        return any(name in self.known.installed(folder) for folder in self.folders)

    def _read(self, path: Path, name: str, *, is_package: bool = False) -> Module | None:
        real = self.known.real(path)
        if real is None:
            return None
        if not str(real).startswith(os.path.join(self.root, "")):  # noqa: PTH118 - asked too often
            self.miss_link(path)
            return None
        self._files += 1
        if self._files > _MOST_FILES:
            return None

        def parse(text: bytes) -> Module | Broken:
            return parsed(text, name, shown_path(real), is_package=is_package, path=real)

        module = self.known.parsed(real, parse)
        if isinstance(module, Broken):
            self.miss(module)
            return None
        return module
