"""Scratch folders that nobody finds twice: held by a lock, removed at the end, or swept later.

A folder whose lock is free was left by a process that was killed; the next command removes it.
"""

import contextlib
import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

PREFIX = "ripple-scratch-"
SETTLING = 10.0  # seconds in which a new folder may not have its lock yet


@contextlib.contextmanager
def own_folder(inside: Path | None = None) -> Iterator[Path]:
    """A new folder for the block: among the system's temporary ones, or hidden inside a folder."""
    import tempfile  # late: commands start faster without it

    home = inside or Path(tempfile.gettempdir())
    sweep(home)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX if inside is None else f".{PREFIX}", dir=home))
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


@contextlib.contextmanager
def written_whole(out: Path) -> Iterator[Path]:
    """A new folder for the block, which then stands in the place of ``out``: whole, or not at all.

    Raises:
        OSError: it cannot be written there; what stood there stays.
    """
    missing = [each for each in out.parents if not each.exists()]
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        with own_folder(out.parent) as beside:
            new, old = beside / "new", beside / "old"
            new.mkdir()
            yield new
            if out.exists():
                out.rename(old)
            try:
                new.rename(out)
            except OSError:
                if old.exists():
                    old.rename(out)
                raise
    finally:
        for each in missing:
            with contextlib.suppress(OSError):  # it is not empty: what was wanted stands there
                each.rmdir()


def sweep(home: Path) -> None:
    """Remove the folders in it that were left by a kill; those in use, and others', stay."""
    with contextlib.suppress(OSError), os.scandir(home) as there:
        for each in there:
            if each.name.removeprefix(".").startswith(PREFIX):
                with contextlib.suppress(OSError):
                    _remove_if_left(Path(each.path))


def _remove_if_left(folder: Path) -> None:
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        about = os.fstat(lock)
        if about.st_uid != os.getuid() or time.time() - about.st_mtime < SETTLING:
            return
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)
