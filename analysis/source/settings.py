"""What a repository says once, in `ripple.toml`: what is read, what it is called, whose it is."""

import fnmatch
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Any

from analysis.records import dataclass
from analysis.refusals import BadTemplate
from analysis.source.files import Files
from analysis.source.paths import root_of, shown_path

NAME = "ripple.toml"
OWNERS = ("tag", "stack", "folder", "pattern")
_KEYS = (
    "paths", "leave_out", "strict", "names", "parameters", "bindings", "services", "teams", "check",
)  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """The settings of one file; without one, what holds where nothing is said.

    ``services`` maps a service to patterns of its parts' ids, ``teams`` a team to its services;
    ``by`` says by what a part's service is told, the first that tells it.
    """

    path: Path | None = None
    text: str = ""
    paths: Sequence[str] = ()
    leave_out: Sequence[str] = ()
    strict: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    bindings: Mapping[str, str] = field(default_factory=dict)
    services: Mapping[str, Sequence[str]] = field(default_factory=dict)
    teams: Mapping[str, Sequence[str]] = field(default_factory=dict)
    by: Sequence[str] = OWNERS
    rules: Sequence[Mapping[str, Any]] = ()
    """What `ripple check` holds the system to, as written."""
    systems: Sequence[str] = ()
    """The names of the systems that the file tells apart."""

    @property
    def folder(self) -> Path:
        """The folder that its paths start from."""
        return self.path.parent if self.path else Path()

    @property
    def read(self) -> list[Path]:
        """The paths to read where a command names none."""
        return [self.folder / each for each in self.paths or (".",)]

    def left_out(self, path: Path) -> bool:
        """Whether a template is not to be read."""
        return bool(self.leave_out) and any(
            fnmatch.fnmatchcase(self.relative(path), each)
            or self.relative(path).startswith(each.rstrip("/*") + "/")
            for each in self.leave_out
        )

    def name_of(self, path: Path) -> str:
        """What a template's stack is called, "" where that is not said."""
        return self.names.get(self.relative(path), "") if self.names else ""

    def pattern_of(self, id_: str) -> str:
        """The service whose pattern fits a part's id, "" where none does."""
        return next(
            (
                service
                for service, patterns in self.services.items()
                if any(fnmatch.fnmatchcase(id_, each) for each in patterns)
            ),
            "",
        )

    @property
    def team_of(self) -> Mapping[str, str]:
        """By service, its team."""
        return {service: team for team, listed in self.teams.items() for service in listed}

    def refuse(self, name: str, what: str, known: Iterable[str]) -> BadTemplate:
        """The refusal of a name that nothing has, with its place and the nearest that there is."""
        from difflib import get_close_matches  # late: seldom needed, and slow to import

        near = get_close_matches(name, list(known), n=1, cutoff=0.4)
        meant = f"; did you mean {near[0]}" if near else ""
        return BadTemplate(f"{self.at(name)}: there is no {what} {name!r}{meant}.")

    def at(self, text: str) -> str:
        """File and line where the text stands first."""
        place = max(self.text.find(text), 0)
        shown = shown_path(self.path) if self.path else NAME
        return f"{shown}:{self.text.count(chr(10), 0, place) + 1}"

    def relative(self, path: Path) -> str:
        """The path from the settings' folder, "" where it lies elsewhere."""
        resolved, folder = path.resolve(), self.folder.resolve()
        return resolved.relative_to(folder).as_posix() if resolved.is_relative_to(folder) else ""


def settings_for(path: Path, files: Files, system: str = "") -> Settings:
    """The settings that hold for a path: of its folder, or of one above it in its repository.

    ``system`` names one of several that a file has under `systems`.

    Raises:
        BadTemplate: the file cannot be read, or says something that there is not.
    """
    try:
        folder = path.resolve() if path.is_dir() else path.resolve().parent
    except (OSError, RuntimeError, ValueError):  # whoever opens it is told why
        return Settings()
    root = root_of(folder)
    for each in (folder, *folder.parents):
        if (each / NAME).is_file():
            return _read(each / NAME, files, system)
        if each == root:
            break
    return Settings()


def _read(path: Path, files: Files, system: str) -> Settings:
    import tomllib  # late: most systems have no such file

    text = files.text(path)
    blank = Settings(path, text)
    shown = shown_path(path)
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadTemplate(f"{shown}: it is no TOML ({error}); mend it.") from None
    systems = document.pop("systems", {})
    if not isinstance(systems, dict) or not all(isinstance(e, dict) for e in systems.values()):
        raise BadTemplate(f"{blank.at('systems')}: systems is no table; write [systems.NAME].")
    if system and system not in systems:
        raise blank.refuse(system, "system", systems)
    own = document | systems.get(system, {})
    for key in own:
        if key not in _KEYS:
            raise blank.refuse(key, "setting", _KEYS)
    services = dict(_typed(own, "services", dict, blank))
    by = services.pop("by", list(Settings.by))
    listed = _strings(by, "by", blank)
    for each in listed:
        if each not in OWNERS:
            raise blank.refuse(each, "way to tell a service", OWNERS)
    return Settings(
        path,
        text,
        _strings(own.get("paths", []), "paths", blank),
        _strings(own.get("leave_out", []), "leave_out", blank),
        _typed(own, "strict", bool, blank),
        _texts(own, "names", blank),
        _texts(own, "parameters", blank),
        _texts(own, "bindings", blank),
        {name: _strings(each, name, blank) for name, each in services.items()},
        {
            name: _strings(each, name, blank)
            for name, each in _typed(own, "teams", dict, blank).items()
        },
        listed,
        _rules(own, blank),
        tuple(systems),
    )


def _rules(own: Mapping[str, Any], blank: Settings) -> Sequence[Mapping[str, Any]]:
    rules = own.get("check", [])
    if not isinstance(rules, list) or not all(isinstance(each, dict) for each in rules):
        raise BadTemplate(f"{blank.at('check')}: check is no list of tables; write [[check]].")
    return rules


def _typed(own: Mapping[str, Any], key: str, kind: type, blank: Settings) -> Any:
    value = own.get(key, kind())
    if not isinstance(value, kind):
        what = {dict: "a table", bool: "true or false"}[kind]
        raise BadTemplate(f"{blank.at(key)}: {key} is not {what}; write it so.")
    return value


def _texts(own: Mapping[str, Any], key: str, blank: Settings) -> Mapping[str, str]:
    found = _typed(own, key, dict, blank)
    for name, value in found.items():
        if isinstance(value, dict | list):
            raise BadTemplate(f"{blank.at(name)}: {key}.{name} is no text; write one.")
    return {name: str(value) for name, value in found.items()}


def _strings(value: Any, key: str, blank: Settings) -> Sequence[str]:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(each, str) for each in texts):
        raise BadTemplate(f"{blank.at(key)}: {key} is no list of texts; write one.")
    return texts
