"""A function's code as Python's import would find it: some folders, and what is under them."""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from analysis.source.modules import Broken, Module, Modules
from analysis.source.paths import shown_path

_NAME = re.compile(r"[\w-]+")
_LONGEST = 200  # characters of a module's dotted name
_MOST_FILES = 200
_NOT_READ = sys.stdlib_module_names | {"boto3", "botocore", "aws_lambda_powertools", "aws_xray_sdk"}


@dataclass(eq=False)
class Library:
    """The modules under some folders, as Python's import would find them."""

    folders: Sequence[Path]
    root: Path
    known: Modules
    broken: list[Broken] = field(default_factory=list)
    _modules: dict[str, Module | None] = field(default_factory=dict)
    _files: int = 0

    def again(self) -> "Library":
        """The same for another reader, who meets other broken files: what is read is shared."""
        return replace(self, broken=list(self.broken), _modules=dict(self._modules))

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
        if not readable or parts[0] in _NOT_READ or self._third_party(parts[0]):
            return None
        for folder in self.folders:
            base = folder.joinpath(*parts)
            package = self._read(base / "__init__.py", name, is_package=True)
            module = package or self._read(base.with_name(base.name + ".py"), name)
            if module is not None:
                return module
        return None

    def _third_party(self, name: str) -> bool:
        return any(name in self.known.installed(folder) for folder in self.folders)

    def _read(self, path: Path, name: str, *, is_package: bool = False) -> Module | None:
        real = self.known.real(path)
        if real is None:
            return None
        if not real.is_relative_to(self.root):
            reason = f"it is a link that leads out of {shown_path(self.root)}, so it is not read"
            self._miss(Broken(shown_path(path), 1, reason))
            return None
        self._files += 1
        if self._files > _MOST_FILES:
            return None
        module = self.known.parsed(real, name, is_package=is_package)
        if isinstance(module, Broken):
            self._miss(module)
            return None
        return module

    def _miss(self, file: Broken) -> None:
        if file not in self.broken:
            self.broken.append(file)
