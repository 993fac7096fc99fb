"""The files below a folder, as git sees them; without git, all but what was built or brought in."""

import os
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


def files_below(folder: Path) -> list[Path]:
    """Every file below the folder that git tracks or does not ignore, in one order.

    Links are listed, not followed. Where git does not answer, folders of builds are passed over.
    """
    listed = _as_git_sees(folder)
    found = _walked(folder) if listed is None else listed
    return sorted(found, key=lambda path: (len(path.parts), path.parts))


def _as_git_sees(folder: Path) -> list[Path] | None:
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
    names = [os.fsdecode(name) for name in answer.stdout.split(b"\0") if name][:MOST_FILES]
    found = [folder / name for name in names]
    repositories = [path for path in found if path.is_dir() and not path.is_symlink()]
    for each in repositories:  # one that holds its own history: a submodule, or a checkout
        found += files_below(each) if (each / ".git").exists() else ()
    return found if found or (folder / ".git").exists() else None


def _walked(folder: Path) -> list[Path]:
    return list(islice(_walk(folder), MOST_FILES))


def _walk(folder: Path) -> Iterator[Path]:
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if each not in BUILT)
        yield from (Path(here, name) for name in names)
        yield from (Path(here, name) for name in folders if Path(here, name).is_symlink())
