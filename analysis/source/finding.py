"""From paths to the templates that a system is read from, and what was left out on the way."""

import os
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import field
from itertools import islice
from pathlib import Path

from analysis.records import dataclass
from analysis.refusals import BadTemplate, Refused
from analysis.source.assembly import assembly_of, unbuilt
from analysis.source.document import Block
from analysis.source.files import MOST_BYTES, Files
from analysis.source.listing import BUILT
from analysis.source.paths import root_of, shown_path
from analysis.source.serverless import UNRUN, cloud_of, is_code, is_service
from analysis.source.settings import Settings
from analysis.source.templates import STANDARD_INPUT, resources_in
from analysis.source.terraform import AS_ANOTHER, CALLED_BY_NONE

_SUFFIXES = (".yaml", ".yml", ".json", ".template")
_OTHER = frozenset(("package.json", "package-lock.json", "tsconfig.json", "manifest.json"))
_PACKED = frozenset((".aws-sam", ".serverless"))
_TRIALS = frozenset(("test", "tests", "__tests__", "spec", "fixtures", "testdata", "__snapshots__"))
_ASSEMBLY = "cdk.out"
_WILD = re.compile(r"[*?[]")
_MOST_FOUND = 5000
_LOOKS = re.compile(
    rb"""^Resources[ ]*:|(?:^"|\\n)Resources:|"Resources"\s*:\s*\{"""
    rb"""|\b(TemplateBody|StartAt)["']?\s*:""",
    re.MULTILINE,
)
_WORDS = (b"Resources", b"TemplateBody", b"StartAt")  # of which one is in whatever looks so
_DEFINITION = re.compile(rb"""\bStartAt["']?\s*:""")
_SERVICE = re.compile(rb"""^[\s{"]*(service|provider)["']?\s*:""", re.MULTILINE)
_COMMENT = re.compile(rb"(?:^|[ \t])#[^\n]*", re.MULTILINE)
_RESOURCE = re.compile(rb"""\bType["']?\s*:\s*["']?(AWS|Custom|Alexa)::""")


@dataclass
class Search:
    """The templates found, each once; what was left out, with its reason; the folders searched."""

    templates: list[Path] = field(default_factory=list)
    left_out: list[tuple[Path, str]] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)

    @property
    def unread(self) -> list[tuple[Path, str]]:
        """What would have been read, had it been possible."""
        return [(path, reason) for path, reason in self.left_out if reason not in _CHOSEN]

    def __str__(self) -> str:
        """One line that says what was found, and how to choose."""
        count = len(self.templates)
        listed = ", ".join(shown_path(each) for each in self.templates[:3])
        more = f" and {count - 3} more" if count > 3 else ""
        reasons = Counter(reason for _, reason in self.left_out)
        kinds = {
            _TRIAL: "in folders of tests",
            _PACKAGE: "that were packaged",
            _COPY: "that repeat another",
            AS_ANOTHER: "of other environments",
            CALLED_BY_NONE: "that are examples or modules",
        }
        out = [f"{reasons[each]} {kind}" for each, kind in kinds.items() if reasons[each]]
        without = f"; {' and '.join(out)} left out" if out else ""
        name = "one template" if count == 1 else f"{count} templates"
        return f"found {name}: {listed}{more}{without}; name files to read them alone"


_TRIAL = "it is in a folder of tests: name it to read it"
_PACKAGE = "it is what a template beside it is packaged as"
_COPY = "it holds the same resources as another template of its folder"
_UNWANTED = "ripple.toml leaves it out"
_CHOSEN = (_TRIAL, _COPY, _PACKAGE, _UNWANTED, CALLED_BY_NONE, AS_ANOTHER)


def search(paths: Sequence[Path], files: Files, settings: Settings) -> Search:
    """The templates that the paths are, that fit them, or that are in folders among them.

    A path is a file, a folder, a pattern such as `services/*/template.yaml`, or `-` for standard
    input. A link in a folder that leads out of its root is not followed.

    Raises:
        BadTemplate: there is no such path, or no template in a folder.
    """
    found = Search()
    for path in paths:
        found.templates += _at(path, files, found)
    chosen = [each for each in dict.fromkeys(found.templates) if not settings.left_out(each)]
    if found.folders and len(chosen) < len(found.templates):
        found.left_out += [(each, _UNWANTED) for each in found.templates if each not in chosen]
        found.templates = chosen
    if not found.templates:
        raise BadTemplate(f"{settings.at('leave_out')}: leave_out leaves nothing to read; mend it.")
    return found


def _at(path: Path, files: Files, found: Search) -> list[Path]:
    if str(path) == STANDARD_INPUT:
        files.put(path, sys.stdin.buffer.read(MOST_BYTES + 1))
        return [path]
    try:
        path.resolve()
        folder, there = path.is_dir(), path.exists()
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadTemplate(f"{_short(path)}: no such file ({reason}); check the path.") from None
    if folder:
        found.folders.append(path)
        return _in_folder(path, files, found)
    if path.name == "manifest.json" and there:
        return assembly_of(path.parent, files) or [path]
    return [path] if there or not _WILD.search(str(path)) else _fitting(path, files, found)


def _fitting(pattern: Path, files: Files, found: Search) -> list[Path]:
    """The templates at whatever fits the pattern."""
    wild = next(place for place, part in enumerate(pattern.parts) if _WILD.search(part))
    base, rest = Path(*pattern.parts[:wild]), "/".join(pattern.parts[wild:])
    try:
        fitting = sorted(islice(base.glob(rest), _MOST_FOUND))
    except (OSError, ValueError, NotImplementedError):  # "**x" is no pattern
        fitting = []
    if not fitting:
        raise BadTemplate(f"{_short(pattern)}: no file fits this pattern; check it.")
    return [each for path in fitting for each in _at(path, files, found)]


def _short(path: Path) -> str:
    text = repr(str(path))[1:-1]
    return text if len(text) < 200 else f"…{text[-100:]}"


def _in_folder(folder: Path, files: Files, found: Search) -> list[Path]:
    """The templates below a folder: those of CDK assemblies, and every file that is one."""
    try:
        next(folder.iterdir(), None)
    except OSError as error:
        raise BadTemplate(f"{folder}: it cannot be read ({error.strerror}); check it.") from None
    if assembled := assembly_of(folder, files):
        return assembled
    below = files.below(folder)
    root = root_of(folder)
    templates: list[Path] = []
    definitions: list[Path] = []
    for path in below:
        if is_code(path):
            found.left_out.append((path, UNRUN))
        if path.suffix not in _SUFFIXES or path.name in _OTHER:
            continue
        if not files.real(path).is_relative_to(root):
            reason = f"it is a link that leads out of {shown_path(root)}, so it is not read"
            found.left_out.append((path, reason))
        elif kind := _kind(path, files, found):
            among = templates if kind == "template" else definitions
            among.append(path)
    templates = _without_copies(templates, files, found)
    for lesser, reason in ((_TRIALS, _TRIAL), (_PACKED, _PACKAGE)):
        templates = _without(lesser, reason, folder, templates, found)
    projects = [each.parent for each in below if each.name == "cdk.json"]
    around = dict.fromkeys([*projects, folder, *(each.parent for each in below[:_MOST_FOUND])])
    built = [each / _ASSEMBLY for each in around if (each / _ASSEMBLY).is_dir()]
    assemblies = {each: assembled for each in built if (assembled := assembly_of(each, files))}
    templates = [each for each in templates if not assemblies.keys() & set(each.parents)]
    templates += [each for assembled in assemblies.values() for each in assembled]
    terraform = _of_terraform(below, files, found)
    naming = templates + [each for each in below if terraform and each.suffix == ".tf"]
    templates += _standing_alone(definitions, naming, projects, files) + terraform
    if not templates:
        raise BadTemplate(_nothing(folder, projects, found))
    found.left_out += [unbuilt(each) for each in projects if each / _ASSEMBLY not in assemblies]
    return templates


def _of_terraform(below: list[Path], files: Files, found: Search) -> list[Path]:
    """A file of each root module; who has none must not load what reads them."""
    if not any(each.name.endswith((".tf", ".tf.json")) for each in below):
        return []
    from analysis.source.terraform.roots import root_modules

    roots, left_out = root_modules(below, files)
    found.left_out += left_out
    return roots


def _kind(path: Path, files: Files, found: Search) -> str:
    """What a file is by its content: "template", "definition", or "" for anything else."""
    try:
        content = files.content(path)
    except (OSError, ValueError):
        return ""
    # Words are sought first: a pattern takes ten times as long to find that a file has none.
    both = b"service" in content and b"provider" in content
    service = (both and len(set(_SERVICE.findall(content))) == 2) or path.name == "serverless.json"
    looking = any(word in content for word in _WORDS)
    if not service and not (looking and _LOOKS.search(content)):
        files.drop(path)
        return ""
    looks = "definition" if _DEFINITION.search(content) else ""
    if service or _RESOURCE.search(content) or b"TemplateBody" in content:
        looks = "template"
    if not looks:
        return ""
    try:
        document = files.mapping(path)
    except Refused as error:
        if not service or path.stem == "serverless":  # many a file has a service and a provider
            found.left_out.append((path, f"it looks like a template, but {_told(error, path)}"))
        return ""
    if resources_in(document) or is_service(document):
        return "template"
    if path.stem == "serverless" and (cloud := cloud_of(document)):
        found.left_out.append(
            (path, f"its provider is {cloud!r}, and only services on AWS are read")
        )
    return "definition" if "StartAt" in document and "States" in document else ""


def _told(error: Refused, path: Path) -> str:
    return str(error).removeprefix(shown_path(path)).lstrip(":").strip().rstrip(".")


def _without_copies(templates: list[Path], files: Files, found: Search) -> list[Path]:
    """Without what repeats another template of its folder under the same logical ids."""
    first: dict[tuple[Path, frozenset[tuple[str, str]]], Path] = {}
    copies: list[Path] = []
    for path in sorted(templates, key=lambda each: ("packaged" in each.name, each)):
        resources = resources_in(files.mapping(path))
        types = frozenset(
            (name, str(each.get("Type")))
            for name, each in resources.items()
            if isinstance(each, Block)
        )
        other = first.setdefault((path.parent, types), path) if types else path
        if other != path:
            copies.append(path)
    found.left_out += [(path, _COPY) for path in copies]
    return [path for path in templates if path not in copies]


def _without(
    lesser: frozenset[str], reason: str, folder: Path, templates: list[Path], found: Search
) -> list[Path]:
    """Without those in folders of such names, unless there is nothing else."""
    out = [path for path in templates if lesser.intersection(path.relative_to(folder).parts[:-1])]
    if len(out) == len(templates):
        return templates
    found.left_out += [(path, reason) for path in out]
    return [path for path in templates if path not in out]


def _standing_alone(
    definitions: list[Path], templates: list[Path], projects: list[Path], files: Files
) -> list[Path]:
    """The definitions that no template names, and that are no part of a CDK project."""
    texts = [_COMMENT.sub(b"", files.content(path)) for path in templates] if definitions else []
    names = {path.name for path in definitions}
    named = {name: {each for text in texts for each in _ending_in(name, text)} for name in names}
    return [
        path
        for path in definitions
        if not any(path.parts[-len(parts) :] == parts for parts in named[path.name])
        and not any(path.is_relative_to(project) for project in projects)
    ]


def _ending_in(name: str, text: bytes) -> Iterator[tuple[str, ...]]:
    """The paths in a text that end in a file's name, each in its parts, from wherever it starts."""
    ending = os.fsencode(name)
    pattern = re.compile(rb"[\w./-]{0,300}" + re.escape(ending))
    lines = (line for line in text.split(b"\n") if ending in line) if ending in text else ()
    for found in (each for line in lines for each in pattern.finditer(line)):
        parts = os.fsdecode(found.group()).split("/")
        yield tuple(part for part in parts if part not in ("", ".", ".."))


def _nothing(folder: Path, projects: list[Path], found: Search) -> str:
    shown = shown_path(folder)
    if projects:
        place = shown_path(projects[0])
        return (
            f"{shown}: it holds a CDK project that is not synthesized; run `cdk synth` in "
            f"{place} and give the folder again."
        )
    if found.left_out:
        path, reason = found.left_out[0]
        return f"{shown_path(path)}: {reason}; no other is in this folder or below it."
    built = [each for each in sorted(BUILT) if (folder / each).is_dir() and each != ".git"]
    passed = f" (folders of builds are passed over: {', '.join(built[:3])})" if built else ""
    return f"{shown}: no template is in this folder or below it{passed}; name a file."
