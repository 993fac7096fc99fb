"""A skeleton of another design, written as a folder: whole, and only if it reads back the same."""

import errno
from pathlib import Path
from typing import TYPE_CHECKING

from lab.cli.graph_files import NotWritten, refuse_unwritable
from lab.own_folder import written_whole

if TYPE_CHECKING:
    from analysis.redesign.redesigning import Other, Redesigning


def refuse_taken(out: Path) -> None:
    """Raise NotWritten now, not when the work is done, where something stands there."""
    refuse_unwritable(out, folder=True)
    if out.is_symlink() or (out.exists() and (not out.is_dir() or any(out.iterdir()))):
        raise NotWritten(f"{out} is there and not an empty folder: choose another with --out.")


def emit(others: "Redesigning", other: "Other", out: Path) -> str:
    """Write the skeleton of a derived design, read back as the same process; the line that says so.

    Raises:
        NoSkeleton: it cannot be written out, or would be read as another process.
        NotWritten: the folder cannot be written.
    """
    from analysis.dependency import depend
    from analysis.redesign.skeleton import TEMPLATE, refuse_unlike, skeleton

    files = skeleton(others, other)
    try:
        with written_whole(out) as folder:
            for name, text in files.items():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_text(text, encoding="utf-8")
            refuse_unlike(others, other, depend([folder / TEMPLATE]))
            refuse_taken(out)
    except OSError as error:
        why = error.strerror or errno.errorcode.get(error.errno or 0, "it is not known why")
        raise NotWritten(f"{out} cannot be written: {why}.") from error
    return f"The skeleton {other.name} is in {out}: begin with its README.md."
