"""Stacks nested in others by a local path, or by the file name of a template given."""

from collections import Counter
from collections.abc import Iterator
from itertools import dropwhile
from pathlib import Path, PurePosixPath
from typing import Any

from analysis.refusals import BadTemplate
from analysis.source.document import Block, as_block, at
from analysis.source.intrinsics import evaluate
from analysis.source.paths import inside, shown_path
from analysis.source.stack import Note, Passed, Stack
from analysis.source.templates import stack_of
from analysis.source.values import as_text

NESTED = {"AWS::CloudFormation::Stack": "TemplateURL", "AWS::Serverless::Application": "Location"}
_BUILD = ".aws-sam"
_MOST_STACKS = 1000
_DEEPEST = 20


def with_nested(roots: list[Stack]) -> list[Stack]:
    """The stacks, each followed by those nested in it.

    Raises:
        BadTemplate: a nested one cannot be read, or there are too many.
    """
    return _Nesting(roots).all()


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
        if len(self.found) > len(self.roots) + _MOST_STACKS:
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
            # Beside others it is called after its own: whatever else comes renames it not.
            alone = self.names[name] == 1 and len(self.roots) == 1
            child = stack_of(
                path, name if alone else f"{stack.name}-{name}", stack.files, stack.root
            )
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
        path = inside(stack.folder, text, stack.root) or _from_above(text, stack.root)
        if path is None:
            return None
        folder = _built_of(path) or path
        if folder.is_dir():
            path = next((each for each in _templates_of(folder) if each.is_file()), path)
        return path if path.is_file() else self._by_file_name(text)

    def _by_file_name(self, location: Any) -> Path | None:
        """One of the templates given, where an address ends in its file name."""
        text = as_text(location) or _last_text(location)
        name = text.split("?")[0].rstrip("/").rpartition("/")[2]
        if not name:
            return None
        fitting = [path for path in self.roots if path.name == name]
        return fitting[0] if len(fitting) == 1 else None


def _from_above(text: str, root: Path) -> Path | None:
    """The file of the repository that a path means which starts in a folder of its build."""
    parts = PurePosixPath(text).parts
    tail = "/".join(dropwhile("..".__eq__, parts))
    path = inside(root, tail, root) if parts[:1] == ("..",) and tail else None
    return path if path and path.is_file() else None


def _built_of(path: Path) -> Path | None:
    """The folder of what `sam build` makes a template of; None where a path is none of these."""
    return next((each.parent for each in path.parents if each.name == _BUILD), None)


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
