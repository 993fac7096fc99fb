"""Patches: read for what they touch, and applied whole or not at all."""

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from analysis.regular_files import is_regular, read_text
from lab.environment import for_child
from lab.errors import LabError

_HEADER = re.compile(r"^diff --git a/(?P<old>.+) b/(?P<new>.+)$")
_HUNK = re.compile(
    r"^@@ -(?P<line>\d{1,9})(?:,(?P<old>\d{1,9}))? \+\d{1,9}(?:,(?P<new>\d{1,9}))? @@"
)
_ERROR = re.compile(r"^error: (?P<why>.+)$")
_FAILED = re.compile(r"^patch failed: (?P<file>.+):(?P<line>\d+)$")


class PatchDoesNotApply(LabError):
    """A patch does not fit the code any more; the text names patch, file and hunk."""


@dataclass(frozen=True)
class FilePatch:
    """What a patch does to one file; lines are counted as the patch has them."""

    path: str
    added: int
    deleted: int
    new: bool = False
    gone: bool = False

    @property
    def root(self) -> str:
        """The folder at the top that the file is in."""
        return self.path.partition("/")[0]


def read_patch(patch: Path) -> tuple[FilePatch, ...]:
    """Every file a patch touches, in its order; raises PatchDoesNotApply for one it cannot read."""
    files = tuple(_files(read_text(patch, PatchDoesNotApply).splitlines()))
    if not files:
        raise PatchDoesNotApply(
            f"{patch} has no line `diff --git a/… b/…`, so it changes no file: make it with git."
        )
    return files


def apply(patch: Path, tree: Path) -> None:
    """Apply a patch to a tree of ours that nobody else uses; raises PatchDoesNotApply.

    A patch that does not fit leaves the tree as it was.
    """
    if patch.exists() and not is_regular(patch):  # git would wait for a pipe
        raise PatchDoesNotApply(f"{patch} is no regular file: write the patch in one.")
    done = _git(tree, "apply", "--whitespace=nowarn", str(patch))  # all of it, or nothing
    if done.returncode:
        raise PatchDoesNotApply(_why(patch, done.stderr))


def _why(patch: Path, said: str) -> str:
    """Everything that does not fit, by hunk and file, in git's order."""
    failures = [found["why"] for line in said.splitlines() if (found := _ERROR.match(line))]
    placed = list(dict.fromkeys(filter(None, (_placed(patch, each) for each in failures))))
    what = " and ".join(placed) or (failures[0] if failures else "git does not read it")
    where = f"{patch.parent.name}/{patch.name}"
    return f"{where} no longer applies: {what}; make the patch anew against the present code."


def _placed(patch: Path, said: str) -> str | None:
    """Git's complaint as hunk and file; None where it names no line."""
    failed = _FAILED.match(said)
    if failed is None:
        return None
    lines = read_text(patch, PatchDoesNotApply).splitlines()
    starts = [found["line"] for path, found in _hunks(lines) if path == failed["file"]]
    number = starts.index(failed["line"]) + 1 if failed["line"] in starts else 1
    return f"hunk {number} of {failed['file']} (line {failed['line']}) does not fit"


def _hunks(lines: list[str]) -> Iterator[tuple[str, re.Match[str]]]:
    path = ""
    for line in lines:
        if header := _HEADER.match(line):
            path = header["new"]
        elif found := _HUNK.match(line):
            yield path, found


def _files(lines: list[str]) -> Iterator[FilePatch]:
    starts = [n for n, line in enumerate(lines) if _HEADER.match(line)]
    for start, end in pairwise([*starts, len(lines)]):
        header = _HEADER.match(lines[start])
        if header is None:
            continue
        yield _file(header["new"], lines[start + 1 : end])


def _file(path: str, lines: list[str]) -> FilePatch:
    added = deleted = left_old = left_new = 0
    for line in lines:
        if left_old or left_new:
            added += line.startswith("+")
            deleted += line.startswith("-")
            left_new -= line.startswith(("+", " ")) or not line
            left_old -= line.startswith(("-", " ")) or not line
        elif found := _HUNK.match(line):
            left_old, left_new = (int(found[side] or 1) for side in ("old", "new"))
    heads = [line for line in lines if not line.startswith(("+", "-", " ", "@"))]
    return FilePatch(
        path,
        added,
        deleted,
        new=any(each.startswith("new file") for each in heads),
        gone=any(each.startswith("deleted file") for each in heads),
    )


def _git(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # A tree inside somebody's repository is not theirs: git would skip what lies outside it.
    settings = for_child(
        GIT_CEILING_DIRECTORIES=str(tree.resolve().parent),
        LC_ALL="C",
        GIT_CONFIG_GLOBAL=os.devnull,
    )
    try:
        return subprocess.run(
            ["git", *arguments], cwd=tree, env=settings, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise PatchDoesNotApply(
            "git is not on the path, and patches need it: install git."
        ) from None
