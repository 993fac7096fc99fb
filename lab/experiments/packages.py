"""What each function's package holds in a checkout, file by file."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lab.designs import Design
from lab.packaging import template as sam
from lab.packaging.bundle import digest
from lab.packaging.closure import closure

Files = Mapping[str, str]
"""Digests by path inside the package."""


@dataclass(frozen=True)
class Rehashed:
    """The functions of which the package differs: added, removed, or with another hash."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


@cache
def packages(design: Design) -> Mapping[str, Files]:
    """Every function's files by logical id, without what the lab adds; raises PackagingFailed.

    A checkout is read once: a scratch copy has a name of its own.
    """
    path, root = design.template, design.root.resolve()
    known: dict[Path, str] = {}
    found: dict[str, Files] = {}
    for function in sam.functions(sam.read(path), path):
        module = function.handler.rpartition(".")[0]
        files = closure(root, [module]).files
        for file in files.values():
            if file not in known:
                known[file] = digest(file.read_bytes())
        found[function.logical_id] = {name: known[file] for name, file in files.items()}
    return found


def rehashed(before: Mapping[str, Files], after: Mapping[str, Files]) -> Rehashed:
    """Which packages a change makes anew."""
    return Rehashed(
        added=tuple(sorted(after.keys() - before.keys())),
        removed=tuple(sorted(before.keys() - after.keys())),
        changed=tuple(
            sorted(name for name in before.keys() & after.keys() if before[name] != after[name])
        ),
    )
