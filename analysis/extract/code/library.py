"""The Python files of a function's code, read as they are imported, never run."""

import ast
import sys
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from analysis.extract.code.atoms import Module
from analysis.extract.files import shown_path

_MOST_FILES = 200
_MOST_BYTES = 4_000_000
_MOST_BYTES_OF_ONE = 1_000_000
_NOT_READ = sys.stdlib_module_names | {"boto3", "botocore", "aws_lambda_powertools", "aws_xray_sdk"}


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that is no Python: where, and why."""

    shown: str
    line: int
    reason: str


@dataclass(eq=False)
class Library:
    """The modules under some folders, as Python's import would find them."""

    folders: Sequence[Path]
    root: Path
    cache: dict[Path, Module | Broken | None]
    broken: list[Broken] = field(default_factory=list)
    _modules: dict[str, Module | None] = field(default_factory=dict)
    _files: int = 0
    _bytes: int = 0

    def module(self, name: str) -> Module | None:
        """The module of that dotted name, None where the code has none."""
        if name not in self._modules:
            self._modules[name] = self._found(name)
        return self._modules[name]

    def has_folder(self, name: str) -> bool:
        """Whether there is a folder that the dotted name may be, as a package without a file."""
        parts = name.split(".")
        return parts[0] not in _NOT_READ and any(
            folder.joinpath(*parts).is_dir() for folder in self.folders
        )

    def _found(self, name: str) -> Module | None:
        parts = name.split(".")
        if parts[0] in _NOT_READ or not all(part.isidentifier() for part in parts):
            return None
        for folder in self.folders:
            base = folder.joinpath(*parts)
            for path, is_package in (
                (base / "__init__.py", True),
                (base.with_suffix(".py"), False),
            ):
                module = self._read(path, name, is_package)
                if module is not None:
                    return module
        return None

    def _read(self, path: Path, name: str, is_package: bool) -> Module | None:
        try:
            if not path.is_file() or not (real := path.resolve()).is_relative_to(self.root):
                return None
            size = real.stat().st_size
            self._files += 1
            self._bytes += size
            if self._files > _MOST_FILES or self._bytes > _MOST_BYTES or size > _MOST_BYTES_OF_ONE:
                return None
            if real not in self.cache:
                self.cache[real] = parsed(real.read_bytes(), name, shown_path(real), is_package)
        except OSError:
            return None
        module = self.cache[real]
        if isinstance(module, Broken):
            if module not in self.broken:
                self.broken.append(module)
            return None
        return module


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
