"""Paths that a system's files name: how far they may lead, and how they are shown."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.regular_files import read_regular

_MOST_BYTES = 8_000_000  # of a list of what a distribution brought
_LONGEST_PATH, _LONGEST_NAME = 4000, 255  # characters and bytes that a disk takes


def root_of(folder: Path) -> Path:
    """The outermost folder that a template's paths may lead to.

    It is the repository; for a template that was installed, the folder that its distribution was
    installed into; for one in a project without history, the project's; else its own folder.
    """
    resolved = folder.resolve()
    above = (resolved, *resolved.parents)
    for candidate in above:
        if (candidate / ".git").exists() or _installed(resolved, candidate):
            return candidate
    return next((each for each in above if (each / "pyproject.toml").is_file()), resolved)


def _installed(folder: Path, into: Path) -> bool:
    """Whether a distribution that was installed into that folder brought this one along."""
    brought = f"\n{folder.relative_to(into).as_posix()}/"
    try:
        return any(
            brought in "\n" + read_regular(record, _MOST_BYTES).decode("utf-8", "replace")
            for record in into.glob("*.dist-info/RECORD")
        )
    except OSError:
        return False


def inside(folder: Path, relative: str, root: Path) -> Path | None:
    """The path that ``relative`` names from the folder, or None where it leads out of the root."""
    if "\0" in relative or not relative or len(relative) > _LONGEST_PATH:
        return None
    if any(len(part.encode()) > _LONGEST_NAME for part in relative.split("/")):
        return None
    try:
        path = (folder / relative).resolve()
    except (OSError, RuntimeError, ValueError):  # a loop of links, a name too long
        return None
    return path if path.is_relative_to(root) else None


_called: dict[Path, str] = {}


@contextmanager
def called(folder: Path, name: str) -> Iterator[None]:
    """For the block, show the paths of a folder under a name that is put before them."""
    _called[folder.resolve()] = name
    try:
        yield
    finally:
        del _called[folder.resolve()]


def shown_path(path: Path) -> str:
    """The path as evidence shows it: from the working folder where that is shorter."""
    for folder, name in _called.items():
        if path.is_relative_to(folder):
            return name + path.relative_to(folder).as_posix()
    relative = os.path.relpath(path)
    return relative if not relative.startswith("..") else str(path)
