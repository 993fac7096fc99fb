"""What tsconfig.json and package.json say of imports: path aliases, packages of a repository."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from itertools import islice
from pathlib import Path
from typing import Any

from analysis.records import dataclass
from analysis.source.files import Files
from analysis.source.paths import inside

_LISTS = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
_MOST_ABOVE = 8  # configurations that one extends
_MOST_PACKAGES = 200
_OF_WEBPACK = (".js", ".cjs", ".mjs", ".ts")
_MOST_BYTES = 200_000  # of a file
_MOST_FILES = 20_000
_COMMENT = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/|,(?=\s*[}\]])', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Aliases:
    """What a tsconfig.json says: the folder from which paths start, patterns of names."""

    base: Path | None = None
    from_folder: Path | None = None
    paths: Mapping[str, Any] = field(default_factory=dict)


@dataclass(eq=False)
class Projects:
    """The configurations below a root, each read once."""

    root: Path
    files: Files
    _aliases: dict[Path, Aliases | None] = field(default_factory=dict)
    _packages: dict[str, Path] | None = None
    _listed: dict[Path, frozenset[str]] = field(default_factory=dict)

    def bases(self, specifier: str, importing: Path) -> Iterator[Path]:
        """The paths, mostly without a suffix, that a name which is no path may stand for."""
        aliases = self._nearest(importing.parent)
        if aliases is not None:
            yield from _aliased(specifier, aliases)
        yield from self._of_package(specifier)

    def listed(self, folder: Path) -> frozenset[str]:
        """The libraries that a package.json of the folder, or of one above it, asks for."""
        if folder not in self._listed:
            document = self.document(folder / "package.json") or {}
            several = [each for key in _LISTS if isinstance(each := document.get(key), dict)]
            found = frozenset(name for each in several for name in each)
            if folder != self.root and folder.is_relative_to(self.root):
                found |= self.listed(folder.parent)
            self._listed[folder] = found
        return self._listed[folder]

    def _nearest(self, folder: Path) -> Aliases | None:
        if folder not in self._aliases:
            found = self._configured(folder / "tsconfig.json", _MOST_ABOVE)
            if found is None and folder != self.root and folder.is_relative_to(self.root):
                found = self._nearest(folder.parent)
            self._aliases[folder] = found
        return self._aliases[folder]

    def _configured(self, path: Path, deep: int) -> Aliases | None:
        document = self.document(path)
        if document is None or not deep:
            return None
        above = document.get("extends")
        start = Aliases()
        for each in above if isinstance(above, list) else [above]:
            if isinstance(each, str) and each.startswith("."):
                base = inside(path.parent, each, self.root)
                named = (base, base.with_name(base.name + ".json")) if base else ()
                found = (self._configured(one, deep - 1) for one in named)
                start = next((one for one in found if one is not None), start)
        options = document.get("compilerOptions")
        if not isinstance(options, dict):
            return start
        base, paths = options.get("baseUrl"), options.get("paths")
        return Aliases(
            path.parent / base if isinstance(base, str) else start.base,
            path.parent if isinstance(paths, dict) else start.from_folder,
            paths if isinstance(paths, dict) else start.paths,
        )

    def _of_package(self, specifier: str) -> Iterator[Path]:
        count = 2 if specifier.startswith("@") else 1
        parts = specifier.split("/")
        folder = self._named.get("/".join(parts[:count]))
        if folder is None:
            return
        below = "/".join(parts[count:])
        if below:
            yield from (folder / below, folder / "src" / below)
            return
        document = self.document(folder / "package.json") or {}
        for key in ("source", "module", "main", "types"):
            if isinstance(document.get(key), str):
                yield folder / document[key]
        yield from (folder / "src", folder / "lib", folder)

    @property
    def _named(self) -> Mapping[str, Path]:
        """The folders of the repository's own packages, by name."""
        if self._packages is None:
            found: dict[str, Path] = {}
            below = islice(self.files.below(self.root), _MOST_FILES)
            listed = (each for each in below if each.name == "package.json")
            for path in islice(listed, _MOST_PACKAGES):
                document = self.document(path)
                if document is not None and isinstance(document.get("name"), str):
                    found.setdefault(document["name"], path.parent)
            self._packages = found
        return self._packages

    def document(self, path: Path) -> dict[str, Any] | None:
        """The object that a file of JSON holds, comments in it passed over; None if it has none."""
        try:
            text = _COMMENT.sub(lambda each: each[1] or "", self._text(path))
            found = json.loads(text)
        except (ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) else None

    def entries(self, folder: Path, name: str) -> Iterator[Path]:
        """The files of which the folder's webpack makes a bundle of that name."""
        asked = re.compile(
            rf"\b{re.escape(name)}[\"']?\s{{0,9}}:\s{{0,9}}\[?\s{{0,9}}[\"']([^\"'\n]+)"
        )
        for suffix in _OF_WEBPACK:
            for found in asked.findall(self._text(folder / f"webpack.config{suffix}")):
                if (path := inside(folder, found, self.root)) is not None:
                    yield path

    def _text(self, path: Path) -> str:
        """The text of a file of the repository, "" if it has none or much too much."""
        try:
            if not path.is_file() or not path.resolve().is_relative_to(self.root):
                return ""
            content = self.files.content(path) if path.stat().st_size <= _MOST_BYTES else b""
        except OSError:
            return ""
        return content.decode("utf-8-sig", "replace")


def _aliased(specifier: str, aliases: Aliases) -> Iterator[Path]:
    start = aliases.base or aliases.from_folder
    for pattern, targets in aliases.paths.items():
        before, star, after = pattern.partition("*")
        fits = specifier.startswith(before) and specifier.endswith(after) and star
        if start is None or not (fits or specifier == pattern) or not isinstance(targets, list):
            continue
        middle = specifier[len(before) : len(specifier) - len(after)] if star else ""
        for each in targets:
            if isinstance(each, str):
                yield start / each.replace("*", middle, 1)
    if aliases.base is not None:
        yield aliases.base / specifier
