"""What files beside a template say that its parameters are: samconfig, parameter files, scripts."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from analysis.graph import Evidence
from analysis.records import dataclass
from analysis.source.files import Files
from analysis.source.paths import shown_path
from analysis.walking import grouped

_SUFFIXES = (
    ".yaml", ".yml", ".json", ".toml", ".env", ".sh", ".mk", ".cfg", ".ini", ".properties", ".tf",
    ".ts", ".js", ".py", ".md",
)  # fmt: skip
_NAMES = ("Makefile", "justfile", "Taskfile", "Jenkinsfile", "Dockerfile")
_WEAK = (".md", ".ts", ".js", ".py")  # who only tells of it comes last
_MOST_BYTES = 200_000
_MOST_FILES = 3000
_PLACEHOLDER = re.compile(
    r"\$?\{\{[^{}]*\}\}|\$\{[^{}]*\}|\$\([^()]*\)|\{[^{}]*\}|\$\w+|<[^<>]*>|%\w+%"
)
_GAP = r"[\"'\s:=,]{1,12}"


@dataclass(frozen=True, slots=True)
class ToldValue:
    """What a file says a parameter is, its placeholders as `${}`; ``exact`` where it sets it."""

    text: str
    at: Evidence
    exact: bool


class Beside:
    """The files of a repository that may say what parameters are, each looked at once."""

    def __init__(self, root: Path, folders: Sequence[Path], files: Files) -> None:
        self.root = root.resolve()
        self.folders = {each.resolve() for each in folders}
        self.files = files
        self._texts: dict[Path, str] = {}
        self._found: dict[Path, list[Path]] = {}
        self._pairs: dict[Path, list[tuple[str, Any]]] = {}

    def told(self, parameter: str, template: Path, *, valued: bool = False) -> Iterator[ToldValue]:
        """What is said of the parameter: what deploys the template first, then what is nearest.

        Of one that is ``valued`` only what deploys the template tells: no other file is read.
        """
        template = self.files.real(template)
        near = self._near(template)
        for path in near:
            yield from self._deployed(parameter, path, template)
        for path in () if valued else near:
            text = self._text(path)
            if parameter in text:
                for place, found in _assigned(parameter, text):
                    yield ToldValue(_holes(found), self._at(path, text, place), exact=False)

    def _near(self, template: Path) -> list[Path]:
        """Files of the template's folder and below it, but not of other templates; those above."""
        if template not in self._found:
            folder = template.parent
            if not folder.is_relative_to(self.root):
                return []
            above = [each for each in folder.parents if each.is_relative_to(self.root)]
            groups = [self._own[folder], *(self._directly[each] for each in above)]
            near = [path for group in groups for path in group if path != template]
            self._found[template] = [*dict.fromkeys([*near, *self._workflows])]
        return self._found[template]

    @cached_property
    def _listed(self) -> list[Path]:
        wanted = (
            path
            for path in self.files.below(self.root)
            if (path.suffix in _SUFFIXES or path.name in _NAMES) and not path.is_symlink()
        )
        return _ranked(islice(wanted, _MOST_FILES))

    @cached_property
    def _directly(self) -> Mapping[Path, list[Path]]:
        return grouped((path.parent, path) for path in self._listed)

    @cached_property
    def _own(self) -> Mapping[Path, list[Path]]:
        """By folder of a template, the files in it and below, up to another template's."""
        nearest: dict[Path, Path | None] = {}
        for path in self._listed:
            folder = path.parent
            if folder not in nearest:
                above = (each for each in (folder, *folder.parents) if each in self.folders)
                nearest[folder] = next(above, None)
        return grouped(
            (owner, path) for path in self._listed if (owner := nearest[path.parent]) is not None
        )

    @cached_property
    def _workflows(self) -> list[Path]:
        return [path for path in self._listed if ".github" in path.parts]

    def _text(self, path: Path) -> str:
        if path not in self._texts:
            try:
                small = path.stat().st_size <= _MOST_BYTES
                content = self.files.content(path) if small else b""
                self._texts[path] = content.decode("utf-8", "replace")
                self.files.drop(path)
            except (OSError, ValueError):
                self._texts[path] = ""
        return self._texts[path]

    def _deployed(self, parameter: str, path: Path, template: Path) -> Iterator[ToldValue]:
        """The values that a deployment's own file gives the parameters of the template."""
        read = _EXACT.get("samconfig" if path.name.startswith("samconfig") else path.suffix)
        beside = read and path.parent in (template.parent, self.root)
        text = self._text(path) if beside else ""
        if read is None or parameter not in text:
            return
        if path not in self._pairs:
            self._pairs[path] = [*read(text)]
        for name, value in self._pairs[path]:
            if name == parameter and isinstance(value, str | int | float):
                place = max(text.find(parameter), 0)
                yield ToldValue(_holes(str(value)), self._at(path, text, place), exact=True)

    def _at(self, path: Path, text: str, place: int) -> Evidence:
        line = text.count("\n", 0, place) + 1
        fragment = text.split("\n")[line - 1].strip()[:200]
        return Evidence(shown_path(path), line, fragment)


def _ranked(paths: Iterable[Path]) -> list[Path]:
    return sorted(paths, key=lambda path: (path.suffix in _WEAK, len(path.parts), path.parts))


def _holes(text: str) -> str:
    return _PLACEHOLDER.sub("${}", text.strip().strip("\"'"))


def _assigned(parameter: str, text: str) -> Iterator[tuple[int, str]]:
    """Where the text gives the parameter a value: `P=v`, `P: v`, `ParameterKey=P,…`."""
    name = re.escape(parameter)
    patterns = (
        rf"(?<![\w.$-]){name}[\"']?[ \t]*[:=][ \t]*([\"']?)([^\"'\n,]{{1,300}})\1",
        rf"ParameterKey{_GAP}{name}{_GAP}ParameterValue{_GAP}()([^\"'\s,]{{1,300}})",
    )
    for pattern in patterns:
        for found in re.finditer(pattern, text):
            value = found[2].strip().removesuffix("\\").strip()
            words = value.split()
            if words and "=" in value:  # the next override stands on the same line
                value = words[0]
            if "{" not in value:
                value = value.rstrip("}")
            if value:
                yield found.start(), value


def _of_samconfig(text: str) -> Iterator[tuple[str, Any]]:
    """The overrides of the environment `default`, or of the only one that has any."""
    import tomllib  # late: most systems have no such file

    try:
        environments = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    found = {
        name: [
            _overrides(command.get("parameters", {}).get("parameter_overrides"))
            for command in commands.values()
            if isinstance(command, dict) and isinstance(command.get("parameters", {}), dict)
        ]
        for name, commands in environments.items()
        if isinstance(commands, dict)
    }
    having = {name: [e for e in each if e] for name, each in found.items() if any(each)}
    chosen = having.get("default") or (next(iter(having.values())) if len(having) == 1 else [])
    for each in chosen:
        yield from each


def _overrides(given: Any) -> list[tuple[str, str]]:
    """The pairs of `A=B C="D E"`, of a list of such, or of a table."""
    if isinstance(given, dict):
        return [(str(name), str(value)) for name, value in given.items()]
    texts = given if isinstance(given, list) else [given]
    return [
        (found[1], found[2].strip("\"'"))
        for text in texts
        if isinstance(text, str)
        for found in re.finditer(r"(\w+)=(\"[^\"]*\"|'[^']*'|\S*)", text)
    ]


def _of_json(text: str) -> Iterator[tuple[str, Any]]:
    """The pairs of a parameter file: a list of ParameterKey and ParameterValue, or Parameters."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return
    if isinstance(document, dict) and isinstance(document.get("Parameters"), dict):
        yield from document["Parameters"].items()
    for each in document if isinstance(document, list) else ():
        if isinstance(each, dict) and "ParameterKey" in each:
            yield str(each["ParameterKey"]), each.get("ParameterValue")


_EXACT: dict[str, Callable[[str], Iterator[tuple[str, Any]]]] = {
    "samconfig": _of_samconfig,
    ".json": _of_json,
}
