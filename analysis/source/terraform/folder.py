"""A folder of Terraform files as one module: everything that its files declare, put together."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import field
from functools import cached_property
from pathlib import Path

from analysis.graph import Evidence
from analysis.records import dataclass
from analysis.refusals import BadTemplate, Refused
from analysis.source.document import Source
from analysis.source.files import Files
from analysis.source.paths import inside, shown_path
from analysis.source.terraform.json_syntax import body_of
from analysis.source.terraform.parser import parse_body
from analysis.source.terraform.syntax import Body, Expression, HclBlock

_MOST_FILES = 500
_WEIGHT = 3  # a character here takes longer to read than one of a text put together
_OVERRIDES = re.compile(r"(.*_)?override\.tf(\.json)?")
_OF_BACKEND = re.compile(r".*\.tfbackend|backend[\w.-]*\.(?:hcl|tfvars|conf|config)")
_ASSIGNED = re.compile(r"terraform\.tfvars(\.json)?|.*\.auto\.tfvars(\.json)?")


@dataclass(eq=False)
class Folder:
    """What the files of one folder declare, and what could not be read of them."""

    path: Path
    bodies: list[Body] = field(default_factory=list)
    failed: list[tuple[str, Evidence]] = field(default_factory=list)

    def parts(self, kind: str) -> Iterator[HclBlock]:
        """The blocks of one type in all files."""
        return (each for body in self.bodies for each in body.of(kind))

    @cached_property
    def locals(self) -> dict[str, tuple[Expression, Body]]:
        """Every local by its name, with the body that it stands in."""
        return {
            name: (expression, part.body)
            for part in self.parts("locals")
            for name, (expression, _) in part.body.arguments.items()
        }

    def named(self, kind: str) -> dict[str, HclBlock]:
        """The blocks of a type with one label, by that label."""
        return {each.labels[0]: each for each in self.parts(kind) if each.labels}

    @cached_property
    def variables(self) -> dict[str, HclBlock]:
        """The variables by their names."""
        return self.named("variable")

    @cached_property
    def outputs(self) -> dict[str, HclBlock]:
        """The outputs by their names."""
        return self.named("output")

    @cached_property
    def calls(self) -> dict[str, HclBlock]:
        """The calls of modules by their names."""
        return self.named("module")

    @cached_property
    def resources(self) -> dict[tuple[str, str], HclBlock]:
        """The resources by type and name."""
        return self._declared("resource")

    @cached_property
    def data(self) -> dict[tuple[str, str], HclBlock]:
        """The data sources by type and name."""
        return self._declared("data")

    def _declared(self, kind: str) -> dict[tuple[str, str], HclBlock]:
        parts = (each for each in self.parts(kind) if len(each.labels) == 2)
        return {(each.labels[0], each.labels[1]): each for each in parts}


def is_terraform(path: Path) -> bool:
    """Whether a file is one of Terraform's, by its name."""
    return path.name.endswith((".tf", ".tf.json"))


def open_folder(folder: Path, files: Files, root: Path) -> Folder:
    """The module that a folder is; a file that cannot be read is kept among what failed."""
    found = Folder(folder)
    for path in _listed(folder):
        shown = shown_path(path)
        if inside(folder, path.name, root) is None:
            reason = f"it is a link that leads out of {shown_path(root)}, so it is not read"
            found.failed.append((reason, Evidence(shown, 1)))
            continue
        try:
            found.bodies.append(_opened(path, files, shown))
        except Refused as error:
            found.failed.append((str(error).rstrip("."), Evidence(shown, 1)))
    return found


def _opened(path: Path, files: Files, shown: str) -> Body:
    if path.name.endswith(".json"):
        return body_of(files.mapping(path))
    text = files.text(path)
    with files.budget.part():
        if not files.budget.take(0, _WEIGHT * len(text)):
            raise BadTemplate(f"{shown}: there is more Terraform than is read; give less of it.")
    return parse_body(text, Source(shown, tuple(text.split("\n"))))


def _listed(folder: Path) -> list[Path]:
    """The Terraform files of a folder, those that override others last."""
    listed = [each for each in _beside(folder) if is_terraform(each)]
    return sorted(listed[:_MOST_FILES], key=lambda each: bool(_OVERRIDES.fullmatch(each.name)))


Assigned = dict[str, tuple[Expression, Body]]


def assigned(folder: Path, files: Files, root: Path) -> Assigned:
    """What the folder's files of values give its variables, as Terraform itself reads them.

    A single other `*.tfvars`, which somebody must name to Terraform, gives what is left.
    """
    listed = [
        each
        for each in _beside(folder)
        if each.name.endswith((".tfvars", ".tfvars.json")) and not _OF_BACKEND.fullmatch(each.name)
    ]
    own = [each for each in listed if _ASSIGNED.fullmatch(each.name)]
    own.sort(key=lambda each: ".auto." in each.name)
    others = [each for each in listed if each not in own]
    return _given(folder, [*(others if len(others) == 1 else ()), *own], files, root)


def given_to_backend(folder: Path, files: Files, root: Path) -> Assigned:
    """What the folder's only file for `-backend-config` says of where its state is kept."""
    listed = [each for each in _beside(folder) if _OF_BACKEND.fullmatch(each.name)]
    return _given(folder, listed if len(listed) == 1 else (), files, root)


def _beside(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _given(folder: Path, paths: Iterable[Path], files: Files, root: Path) -> Assigned:
    found: Assigned = {}
    for path in paths:
        if inside(folder, path.name, root) is None:
            continue
        try:
            body = _values(path, files)
        except Refused:
            continue
        found.update((name, (each, body)) for name, (each, _) in body.arguments.items())
    return found


def _values(path: Path, files: Files) -> Body:
    if not path.name.endswith(".json"):
        return _opened(path, files, shown_path(path))
    document = files.mapping(path)
    return body_of(document.like({"locals": document})).blocks[0].body
