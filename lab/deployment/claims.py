"""One run at a time on a stack: whoever works on it holds a lock, which ends with its process."""

import contextlib
import fcntl
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from lab.errors import DeploymentFailed
from lab.places import Place

ATTEMPTS = 20  # another run may end, and take the folder with it, just when this one begins


class StackInUse(DeploymentFailed):
    """Another run works on the stack; the text names it."""


@contextlib.contextmanager
def claimed(place: Place, stack: str) -> Iterator[None]:
    """The stack of that name at a place, for nobody else on this machine while the block lasts.

    A place that ends with us is nobody else's. Raises StackInUse.
    """
    if place.passing:
        yield
        return
    where = place.endpoint_url or f"{place.account} {place.region}"
    name = hashlib.sha256(f"{where} {stack}".encode()).hexdigest()[:24]
    path, lock = _opened(f"{name}.lock")
    if not _ours(path, lock):
        os.close(lock)
        raise StackInUse(f"Another run works on stack {stack} at {where}: wait for its end.")
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(lock)
        with contextlib.suppress(OSError):  # others' locks are in it
            path.parent.rmdir()


def _opened(name: str) -> tuple[Path, int]:
    for _ in range(ATTEMPTS):
        with contextlib.suppress(FileNotFoundError):  # whoever was last has removed the folder
            path = _folder() / name
            flags = os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC
            return path, os.open(path, flags, 0o600)
    raise DeploymentFailed("The folder of locks is removed again and again: end what removes it.")


def _ours(path: Path, lock: int) -> bool:
    """Whether the lock is had, on the file that the next one will find too."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return path.stat().st_ino == os.fstat(lock).st_ino
    except (BlockingIOError, FileNotFoundError):  # or who had it ended, and removed the file
        return False


def _folder() -> Path:
    """A folder that nobody else can prepare; it goes with the last lock in it."""
    folder = Path(tempfile.gettempdir()) / f"ripple-claims-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    about = folder.lstat()
    if not stat.S_ISDIR(about.st_mode) or about.st_uid != os.getuid() or about.st_mode & 0o077:
        raise DeploymentFailed(
            f"{folder} should be a folder that only you can use: remove it, and try again."
        )
    return folder
