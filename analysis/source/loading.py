"""From paths to stacks: which templates there are, what each is called, how they nest."""

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from analysis.refusals import BadTemplate, Refused
from analysis.source.document import Block, as_block, at
from analysis.source.files import inside, read_mapping, root_of, shown_path
from analysis.source.intrinsics import evaluate
from analysis.source.stack import Note, Passed, Stack
from analysis.source.values import Reference, as_text

NESTED = {"AWS::CloudFormation::Stack": "TemplateURL", "AWS::Serverless::Application": "Location"}
_SUFFIXES = (".yaml", ".yml", ".json", ".template")
_PLAIN = re.compile(
    r"(sam|cfn|cloudformation|serverless|aws|packaged|root|main|index|template|stack|infra"
    r"|infrastructure|deploy|deployment|app)([-_.](template|stack|sam))?|",
    re.IGNORECASE,
)
_MOST_STACKS = 1000
_DEEPEST = 20


@dataclass(frozen=True)
class Given:
    """What the user adds to the templates.

    ``parameters`` maps `Name` or `stack.Name` to a text; ``bindings`` maps `stack.Name` (or
    `Name`) to `other:LogicalId`.
    """

    parameters: Mapping[str, str] = field(default_factory=dict)
    bindings: Mapping[str, str] = field(default_factory=dict)


def load(paths: Sequence[Path], given: Given) -> list[Stack]:
    """Every stack of the templates, those nested by local path included, each with its name.

    Raises:
        BadTemplate: a file cannot be read as a template; a parameter or a stack has no such name.
    """
    files = list(dict.fromkeys(_files(paths)))
    names = stack_names(files)
    common = _common(files)
    roots = [_stack(path, name, common) for path, name in zip(files, names, strict=True)]
    stacks = _Nesting(roots).all()
    for stack in stacks:
        stack.prefixed = len(stacks) > 1
        stack.forget()
    _give(stacks, given)
    return stacks


def _common(files: Sequence[Path]) -> Path | None:
    """The folder that holds all templates given, unless it is as wide as a home or a disk."""
    folders = [path.resolve().parent for path in files]
    if len(set(folders)) < 2:
        return None
    common = Path(os.path.commonpath(folders))
    wide = len(common.parts) < 3 or Path.home().is_relative_to(common)
    return None if wide else common


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        try:
            path.resolve()
            folder = path.is_dir()
        except (OSError, RuntimeError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise BadTemplate(f"{_short(path)}: no such file ({reason}); check the path.") from None
        if folder:
            yield from _in_folder(path)
        else:
            yield path


def _short(path: Path) -> str:
    text = repr(str(path))[1:-1]
    return text if len(text) < 200 else f"…{text[-100:]}"


def _in_folder(folder: Path) -> list[Path]:
    """The templates in a folder: a CDK assembly's, else every file that is a template."""
    try:
        listed = sorted(each for each in folder.iterdir() if each.suffix in _SUFFIXES)
    except OSError as error:
        raise BadTemplate(f"{folder}: it cannot be read ({error.strerror}); check it.") from None
    assembly = [each for each in listed if each.name.endswith(".template.json")]
    if assembly:
        outer = [each for each in assembly if not each.name.endswith(".nested.template.json")]
        return outer or assembly
    found = [each for each in listed if _holds_resources(each)]
    if not found:
        raise BadTemplate(f"{shown_path(folder)}: no template is in this folder; name a file.")
    return found


def _holds_resources(path: Path) -> bool:
    try:
        return isinstance(read_mapping(path, path.name).get("Resources"), Block)
    except Refused:
        return False


def _stack(path: Path, name: str, root: Path | None = None) -> Stack:
    shown = shown_path(path)
    template = read_mapping(path, shown)
    if "StartAt" in template and "States" in template:
        template = _around(template)
    resources = template.get("Resources")
    if resources is None:
        raise BadTemplate(f"{shown}:1: {_what(template)}; give a template with Resources.")
    if not isinstance(resources, Block):
        line = template.lines.get("Resources", 1)
        raise BadTemplate(f"{shown}:{line}: its Resources are no mapping; mend that line.")
    source = template.source
    return Stack(
        name=name,
        path=path,
        shown=shown,
        template=template,
        root=_widest(root, root_of(path.parent)),
        notes=[
            Note(name, f"line {line}", said, source.evidence(line)) for line, said in source.remarks
        ],
    )


def _widest(one: Path | None, other: Path) -> Path:
    return one if one and other.is_relative_to(one) else other


def _what(template: Block) -> str:
    if "service" in template and "provider" in template:
        return "it is a Serverless Framework file, which `sls package` turns into a template"
    if "openapi" in template or "swagger" in template:
        return "it is an OpenAPI document, not a template"
    return "it has no Resources, so it is no template"


def _around(definition: Block) -> Block:
    """A template with nothing but the state machine, for a definition given by itself."""
    machine = definition.like({})
    machine["Type"] = "AWS::StepFunctions::StateMachine"
    machine["Properties"] = definition.like({"Definition": definition})
    return definition.like({"Resources": definition.like({"StateMachine": machine})})


def stack_names(files: Sequence[Path]) -> list[str]:
    """A short name for each file: its stem, or its folder's name where the stem says nothing."""
    resolved = [path.resolve() for path in files]
    depth = [1] * len(files)
    names = [_name(path, 1) for path in resolved]
    for _ in range(12):
        often = Counter(names)
        if all(count == 1 for count in often.values()):
            break
        for place, path in enumerate(resolved):
            if often[names[place]] > 1:
                depth[place] += 1
                names[place] = _name(path, depth[place])
    return names


def _name(path: Path, depth: int) -> str:
    stem = path.name
    for suffix in (".template.json", ".template.yaml", ".template.yml", *_SUFFIXES):
        if stem.endswith(suffix) and stem != suffix:
            stem = stem.removesuffix(suffix)
            break
    folders = [part for part in path.parts[1:-1] if part not in ("src", "infra", "cloudformation")]
    meaningful = not _PLAIN.fullmatch(stem)
    parts = ([*folders, stem] if meaningful else folders) or [stem]
    return "-".join(parts[-depth:]).replace(":", "-")


class _Nesting:
    def __init__(self, roots: list[Stack]) -> None:
        self.roots = {stack.path.resolve(): stack for stack in roots}
        self.found: list[Stack] = []
        self.names = Counter(stack.name for stack in roots)

    def all(self) -> list[Stack]:
        for stack in list(self.roots.values()):
            self._take(stack, (stack.path.resolve(),))
        return self.found

    def _take(self, stack: Stack, above: tuple[Path, ...]) -> None:
        if stack in self.found:
            return
        self.found.append(stack)
        if len(self.found) > _MOST_STACKS:
            raise BadTemplate(
                f"{stack.shown}: its stacks nest in more than {_MOST_STACKS} others; "
                "read fewer templates at once."
            )
        for name, entry in stack.section("Resources").items():
            kind = as_text(as_block(entry).get("Type"))
            if kind in NESTED:
                self._nested(stack, name, entry, above)

    def _nested(self, stack: Stack, name: str, entry: Block, above: tuple[Path, ...]) -> None:
        properties = as_block(entry.get("Properties"))
        key = NESTED[as_text(entry.get("Type"))]
        where = at(properties, key) if key in properties else at(entry)
        path = self._local(stack, entry, properties.get(key))
        note = stack.id_of(name)
        if path is None:
            reason = _not_local(stack, properties.get(key))
            stack.notes.append(Note(note, "template", reason, where))
        elif path in above or len(above) > _DEEPEST:
            stack.notes.append(Note(note, "template", "the stacks nest in a circle", where))
        else:
            self._child(stack, name, path, properties, above)

    def _child(
        self, stack: Stack, name: str, path: Path, properties: Block, above: tuple[Path, ...]
    ) -> None:
        known = self.roots.get(path)
        child = known if known and known.parent is None else None
        if child is None:
            self.names[name] += 1
            count = self.names[name]
            child = _stack(path, name if count == 1 else f"{stack.name}-{name}", stack.root)
        child.parent = stack
        stack.nested[name] = child
        for parameter, value in as_block(properties.get("Parameters")).items():
            child.given[parameter] = Passed(value, stack)
        self._take(child, (*above, path))

    def _local(self, stack: Stack, entry: Block, location: Any) -> Path | None:
        asset = as_text(as_block(entry.get("Metadata")).get("aws:asset:path"))
        text = asset or as_text(evaluate(location, stack))
        if not text:
            return self._by_file_name(location)
        if "://" in text:
            return self._by_file_name(text)
        path = inside(stack.folder, text, stack.root)
        if path is None:
            return None
        if path.is_dir():
            path = next((each for each in _templates_of(path) if each.is_file()), path)
        return path if path.is_file() else self._by_file_name(text)

    def _by_file_name(self, location: Any) -> Path | None:
        """One of the templates given, where an address ends in its file name."""
        text = as_text(location) or _last_text(location)
        name = text.split("?")[0].rstrip("/").rpartition("/")[2]
        if not name:
            return None
        fitting = [path for path in self.roots if path.name == name]
        return fitting[0] if len(fitting) == 1 else None


def _not_local(stack: Stack, location: Any) -> str:
    text = as_text(location)
    if text and "://" not in text and inside(stack.folder, text, stack.root) is None:
        return f"{text} lies outside of {shown_path(stack.root)}, so it is not read"
    return "its template is no local file; read it together with this one"


def _templates_of(folder: Path) -> Iterator[Path]:
    yield from (folder / name for name in ("template.yaml", "template.yml", "template.json"))


def _last_text(location: Any) -> str:
    """The last text of a Fn::Sub or Fn::Join that could not be evaluated whole."""
    value = location
    while isinstance(value, dict | list) and value:
        value = list(value.values())[-1] if isinstance(value, dict) else value[-1]
    return as_text(value)


def _give(stacks: list[Stack], given: Given) -> None:
    for name, value in given.parameters.items():
        for stack, parameter in _meant(stacks, name, "--parameter"):
            stack.given[parameter] = value
    for name, target in given.bindings.items():
        resource = _target(stacks, target, name)
        for stack, parameter in _meant(stacks, name, "--bind"):
            stack.given[parameter] = resource


def _meant(stacks: list[Stack], name: str, option: str) -> list[tuple[Stack, str]]:
    """Every stack's parameter that the name means: `Name` in all, `stack.Name` in one."""
    if name.startswith("AWS::"):
        return [(stack, name) for stack in stacks]
    stack_name, dot, parameter = name.rpartition(".")
    among = [stack for stack in stacks if not dot or stack.name == stack_name]
    found = [(stack, parameter) for stack in among if parameter in stack.section("Parameters")]
    if not found:
        known = [
            each if not dot else f"{stack.name}.{each}"
            for stack in stacks
            for each in stack.section("Parameters")
        ]
        raise BadTemplate(
            f"{option} {name}: no template has such a parameter{_nearest(name, known)}."
        )
    return found


def _target(stacks: list[Stack], target: str, name: str) -> Reference:
    stack_name, colon, logical_id = target.rpartition(":")
    for stack in stacks:
        if (not colon or stack.name == stack_name) and logical_id in stack.section("Resources"):
            return Reference(stack.id_of(logical_id), "")
    known = [
        f"{stack.name}:{each}" if colon else each
        for stack in stacks
        for each in stack.section("Resources")
    ]
    raise BadTemplate(
        f"--bind {name}={target}: no template has such a resource{_nearest(target, known)}."
    )


def _nearest(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, list(dict.fromkeys(known))[:5000], n=3, cutoff=0.5)
    if near:
        return f"; did you mean {' or '.join(near)}?".removesuffix("?") + ""
    return "; its templates have no parameters" if not known else ""
