"""The engine's own temporary folder: made with room to spare, held by a lock, always removed.

Whoever runs an engine holds the lock on its folder's `lock` file until it ends, so a folder whose
lock is free belongs to nobody any more: this tells a live engine from a stale one without
trusting process ids, which the system uses again.
"""

import contextlib
import errno
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from lab.errors import EngineFailed, NoRoom

PREFIX = "ripple-engine-"
MINIMUM_ROOM = 100_000_000  # bytes; a demo with both designs deployed was seen to use 15 MB
SETTLING = 10.0  # seconds in which a new folder may not have its lock yet
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def make(minimum_room: int = MINIMUM_ROOM) -> tuple[Path, int]:
    """A new folder and the descriptor that holds its lock; raises NoRoom or EngineFailed."""
    home = _home()
    _sweep(home)
    free = shutil.disk_usage(home).free
    if free < minimum_room:
        raise NoRoom(
            f"The engine's folder needs {_megabytes(minimum_room)} and {home} has "
            f"{_megabytes(free)} free: make room, or point TMPDIR at a larger disk."
        )
    with refusing_a_full_disk(home):
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=home))
        try:
            lock = os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
            fcntl.flock(lock, fcntl.LOCK_EX)
        except OSError:
            remove(folder)
            raise
    return folder, lock


def held(folder: Path) -> bool:
    """Whether a live engine holds this folder."""
    try:
        lock = os.open(folder / "lock", os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(lock)
    return False


def remove(folder: Path) -> None:
    """Removes the folder, trying again while a process that is ending still writes into it."""
    deadline = time.monotonic() + 2
    while folder.exists() and time.monotonic() < deadline:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def refusing_a_full_disk(home: Path) -> Iterator[None]:
    """Turns the system's errors on the engine's folder into one sentence."""
    try:
        yield
    except OSError as problem:
        if problem.errno in NO_ROOM:
            raise NoRoom(
                f"{home} filled up while the engine made its folder there: "
                "make room, or point TMPDIR at a larger disk."
            ) from None
        raise EngineFailed(
            f"The engine cannot make its folder in {home} ({problem.strerror}): "
            "point TMPDIR at a folder that can be written."
        ) from None


def _home() -> Path:
    try:
        home = Path(tempfile.gettempdir())
    except OSError:
        raise NoRoom(
            "No temporary folder can be written: make room on the disk, "
            "or point TMPDIR at a folder with room."
        ) from None
    if os.statvfs(home).f_flag & getattr(os, "ST_NOEXEC", 0):
        raise EngineFailed(
            f"Programs may not run from {home}, where the engine would unpack the functions: "
            "point TMPDIR at another folder."
        )
    return home


def _sweep(home: Path) -> None:
    """Removes what engines left that were killed together with their watchdog."""
    for left in home.glob(PREFIX + "*"):
        with contextlib.suppress(OSError):
            about = left.lstat()
            settled = time.time() - about.st_mtime > SETTLING
            if about.st_uid == os.getuid() and settled and not held(left):
                remove(left)


def _megabytes(size: int) -> str:
    return f"{size // 1_000_000} MB"
