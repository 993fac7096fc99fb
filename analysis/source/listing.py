"""The files below a folder, as git sees them; without git, all but what was built or brought in."""

import os
import stat
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

BUILT = frozenset((
    "__pycache__", ".aws-sam", ".build", ".git", ".hg", ".next", ".nox", ".serverless", ".svn",
    ".terraform", ".tox", ".venv", "bower_components", "build", "cdk.out", "coverage", "dist",
    "node_modules", "out", "site-packages", "target", "vendor", "venv",
))  # fmt: skip
MOST_FILES = 200_000
_SECONDS = 20


def names_below(folder: Path) -> list[str]:
    """Every file below the folder that git tracks or does not ignore, from there, in one order.

    Links are listed, not followed. Where git does not answer, folders of builds are passed over.
    """
    listed = _as_git_sees(folder)
    return sorted(_walked(folder) if listed is None else listed, key=deep_last)


def deep_last(name: str) -> tuple[int, list[str]]:
    """What files are listed by: those deeper down come later."""
    parts = name.split("/")
    return len(parts), parts


def _as_git_sees(folder: Path) -> list[str] | None:
    """What git lists, None where it is not there or the folder is not one of its own.

    Settings of the repository that would run a program (a monitor of files) are switched off.
    """
    import subprocess  # late: seldom needed, and slow to import

    command = ["git", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "ls-files", "-z"]
    clean = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    try:
        answer = subprocess.run(
            [*command, "--cached", "--others", "--exclude-standard", "--deduplicate"],
            cwd=folder, env=clean | {"GIT_OPTIONAL_LOCKS": "0"}, stdin=subprocess.DEVNULL,
            capture_output=True, check=True, timeout=_SECONDS,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    listed = answer.stdout.split(b"\0")
    found = [os.fsdecode(name).rstrip("/") for name in listed if name][:MOST_FILES]
    for each in [name for name in found if _is_folder(f"{folder}/{name}")]:
        # one that holds its own history: a submodule, or a checkout
        if (folder / each / ".git").exists():
            found += (f"{each}/{name}" for name in names_below(folder / each))
    return found if found or (folder / ".git").exists() else None


def _is_folder(path: str) -> bool:
    """Whether a folder is there, and no link to one; asked of every file, so not of a `Path`."""
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return False


def _walked(folder: Path) -> list[str]:
    return list(islice(_walk(str(folder)), MOST_FILES))


def _walk(top: str) -> Iterator[str]:
    for here, folders, names in os.walk(top):
        folders[:] = sorted(each for each in folders if each not in BUILT)
        below = here[len(top) :].strip(os.sep)
        start = f"{below}/" if below else ""
        yield from (start + name for name in names)
        yield from (start + name for name in folders if Path(here, name).is_symlink())
