"""The modules that a function of Node comes to, found as Node and bundlers find them."""

from collections.abc import Iterator, Sequence
from dataclasses import field
from itertools import islice
from pathlib import Path
from typing import Any

from analysis.records import dataclass
from analysis.source.javascript.parsing import SUFFIXES, fault, parsed, specifiers
from analysis.source.javascript.projects import Projects
from analysis.source.modules import Broken, CodeReader, Module, Modules
from analysis.source.paths import shown_path

_MOST_BYTES = 1_500_000  # of a file; a tree takes eighty times as much
_MOST_FILES = 400
_MOST_LISTED = 2_000  # files of a folder
_LONGEST = 300  # characters of what an import names
_WRITTEN = {".js": (".ts", ".tsx"), ".mjs": (".mts",), ".cjs": (".cts",), ".jsx": (".tsx",)}
"""Under which suffixes a file may be written that is imported under the compiled one's."""


@dataclass(eq=False)
class Scripts(CodeReader):
    """The modules below a root; ``layers`` are the folders that Lambda shows as ``/opt``."""

    root: Path
    known: Modules
    projects: Projects
    layers: Sequence[Path] = ()
    broken: list[Broken] = field(default_factory=list)
    _modules: dict[str, Module | None] = field(default_factory=dict)
    _paths: dict[str, Path] = field(default_factory=dict)
    _files: int = 0

    @classmethod
    def of_text(cls, module: Module, root: Path) -> "Scripts":
        """The only module of a text that stands in a template."""
        known = Modules()
        return cls(root, known, Projects(root, known.files), _modules={module.name: module})

    def module(self, name: str) -> Module | None:
        """The module of a name that `at` or `imported` gave, None where the code has none."""
        path = self._paths.get(name)
        if name not in self._modules and path is not None:
            self._modules[name] = self._read(path, name)
        return self._modules.get(name)

    def imported(self, specifier: str, module: Module) -> str:
        """The name of the module that an import names, "" where it is none of the code's."""
        if module.path is None or not 0 < len(specifier) <= _LONGEST or "\0" in specifier:
            return ""
        bases = list(self._bases(specifier, module.path))
        others = (each for base in bases if (each := self._otherwise_spelled(base)))
        return next(filter(None, map(self.at, (*bases, *others))), "")

    def imported_by(self, module: Module) -> Iterator[str]:
        """The names of the modules that one imports, wherever the import stands."""
        for specifier in specifiers(module):
            if name := self.imported(specifier, module):
                yield name

    def data(self, specifier: str, module: Module) -> Any:
        """What a file of JSON holds that an import names, None where there is none."""
        if module.path is None or len(specifier) > _LONGEST or "\0" in specifier:
            return None
        for base in self._bases(specifier, module.path):
            real = self.known.real(base)
            if real is not None and real.is_relative_to(self.root):
                return self.projects.document(real)
        return None

    def listed(self, module: Module) -> frozenset[str]:
        """The names of libraries that package.json has npm install for a module."""
        return self.projects.listed(module.path.parent) if module.path else frozenset()

    def at(self, base: Path) -> str:
        """The name of the module whose file a path is, with or without its suffix, "" if none."""
        for path in _candidates(base):
            real = self.known.real(path)
            if real is None or "node_modules" in real.parts:
                continue
            if not real.is_relative_to(self.root):
                self.miss_link(path)
                continue
            return self._named(real)
        return ""

    def _bases(self, specifier: str, importing: Path) -> Iterator[Path]:
        if specifier.startswith("."):
            yield importing.parent / specifier
        elif specifier.startswith("/opt/"):
            yield from (each / specifier.removeprefix("/opt/") for each in self.layers)
        elif not specifier.startswith("/"):
            yield from self.projects.bases(specifier, importing)
            yield from (each / "nodejs" / specifier for each in self.layers)

    def _otherwise_spelled(self, base: Path) -> Path | None:
        """The only file that a path is but for small and capital letters, which not all tell."""
        folder = self.known.files.real(base.parent)
        if not folder.is_relative_to(self.known.files.real(self.root)):
            return None
        wanted = {each.name.lower() for each in _candidates(base) if each.parent == base.parent}
        try:
            found = list(islice(folder.iterdir(), _MOST_LISTED))
        except OSError:
            return None
        fitting = [each.name for each in found if each.name.lower() in wanted]
        return base.parent / fitting[0] if len(fitting) == 1 else None

    def _named(self, real: Path) -> str:
        path = real.relative_to(self.root)
        name = ".".join(path.with_suffix("").parts)
        if self._paths.setdefault(name, real) != real:
            name = ".".join(path.parts)
            self._paths[name] = real
        return name

    def _read(self, real: Path, name: str) -> Module | None:
        self._files += 1
        if self._files > _MOST_FILES:
            return None
        shown = shown_path(real)
        module = self.known.parsed(
            real, lambda text: parsed(text, name, shown, real.suffix, path=real), _MOST_BYTES
        )
        if isinstance(module, Module):
            module.parts = self.known.parts
        missed = fault(module) if isinstance(module, Module) else module
        if missed is not None:
            self.miss(missed)
        return module if isinstance(module, Module) else None


def _candidates(base: Path) -> Iterator[Path]:
    if base.suffix in SUFFIXES:
        yield base
        yield from (base.with_suffix(each) for each in _WRITTEN.get(base.suffix, ()))
    if base.name:
        yield from (base.with_name(base.name + each) for each in (*SUFFIXES, ".d.ts"))
    yield from (base / f"index{each}" for each in SUFFIXES)
