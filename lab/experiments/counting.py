"""What a change comes to: files, lines, stories written anew, what packages hold."""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analysis.difference.functions import Packages
from lab.designs import Design
from lab.experiments.experiment import Experiment
from lab.experiments.patches import FilePatch, read_patch
from lab.packaging import template as sam
from lab.packaging.bundle import digest
from lab.packaging.closure import closure

GENERATED = "workflow.asl.json"
"""Rendered from the workflow.py beside it, so nobody writes its lines."""

BUSINESS = "orderflow"
STORIES = "tests/stories"


@dataclass(frozen=True)
class Tally:
    """Files and lines of one kind; what is generated is counted nowhere else."""

    files: int = 0
    files_new: int = 0
    files_changed: int = 0
    files_gone: int = 0
    lines_added: int = 0
    lines_deleted: int = 0


@dataclass(frozen=True)
class Edit:
    """What one design had to write: its own files, what all designs share, and what watches them.

    generated: lines of files that are rendered; business: the shared rules; tests: unit tests and
    stories; watching: the lab's own instruments.
    """

    own: Tally
    generated: Tally
    business: Tally
    tests: Tally
    watching: Tally
    paths: tuple[str, ...]


def edit(experiment: Experiment, design: Design) -> Edit:
    """The edit that a design's patch and the shared one make together; raises PatchDoesNotApply."""
    own = read_patch(experiment.patch(design))
    shared = read_patch(experiment.shared) if experiment.shared else ()
    both = (*shared, *own)
    generated = f"{design.name}/{GENERATED}"
    return Edit(
        own=tally(e for e in both if e.root == design.name and e.path != generated),
        generated=tally(e for e in both if e.path == generated),
        business=tally(e for e in both if e.root == BUSINESS),
        tests=tally(e for e in both if e.root == "tests"),
        watching=tally(e for e in both if e.root == "lab"),
        paths=tuple(dict.fromkeys(e.path for e in both)),
    )


def tally(files: Iterable[FilePatch]) -> Tally:
    """Sums over files."""
    listed = list(files)
    return Tally(
        files=len(listed),
        files_new=sum(each.new for each in listed),
        files_changed=sum(not each.new and not each.gone for each in listed),
        files_gone=sum(each.gone for each in listed),
        lines_added=sum(each.added for each in listed),
        lines_deleted=sum(each.deleted for each in listed),
    )


def stories_rewritten(before: Path, after: Path, paths: Iterable[str]) -> tuple[str, ...]:
    """The old stories, and tables of deeds, that read otherwise after the change or are gone.

    paths: the files to look at, as the patches name them. A story is a test function; a table of
    deeds is a name at the top of a module that is no test.
    """
    found = []
    for path in sorted(set(paths)):
        if not path.startswith(f"{STORIES}/") or not path.endswith(".py"):
            continue
        old, new = _parts(before / path), _parts(after / path)
        found += [f"{path}::{name}" for name in old if old[name] != new.get(name)]
    return tuple(found)


def _parts(path: Path) -> Mapping[str, str]:
    if not path.exists():
        return {}
    told = {}
    for part in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(part, ast.FunctionDef) and part.name.startswith("test_"):
            told[part.name] = ast.dump(part)
        elif isinstance(part, ast.Assign) and not path.name.startswith(("test_", "conftest")):
            told |= {each.id: ast.dump(part) for each in part.targets if isinstance(each, ast.Name)}
    return told


@cache
def packages(design: Design) -> Packages:
    """Every function's files by logical id, without what the lab adds; raises PackagingFailed.

    A checkout is read once: a scratch copy has a name of its own.
    """
    path, root = design.template, design.root.resolve()
    known: dict[Path, str] = {}
    found: dict[str, Mapping[str, str]] = {}
    for function in sam.functions(sam.read(path), path):
        module = function.handler.rpartition(".")[0]
        files = closure(root, [module]).files
        for file in files.values():
            if file not in known:
                known[file] = digest(file.read_bytes())
        found[function.logical_id] = {name: known[file] for name, file in files.items()}
    return Packages(found, {each: file for file, each in known.items()})
