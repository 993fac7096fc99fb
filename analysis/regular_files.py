"""The one way to open a file that somebody hands over: a regular one, bounded, never waited for.

Whoever reads a path that was given or found (`analysis` and `lab` alike) calls `read_regular`
and turns its OSError into a refusal of their own: `error.strerror` says why in a few words.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

_FLAGS = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY
_KINDS = {
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class NotRegular(OSError):
    """It is a pipe, a socket or a device, from which reading might never end."""


class TooLarge(OSError):
    """The file holds more than whoever reads it takes."""


def read_regular(path: Path, at_most: int) -> bytes:
    """What is in a regular file of at most so many bytes; links are followed.

    Raises:
        NotRegular: it is a pipe, a socket or a device; nothing of it was read.
        TooLarge: it has more bytes; no more than that were read.
        OSError: it is not there, a folder, or may not be read.
        ValueError: no file can have such a name.
    """
    with open_regular(path, at_most) as opened:
        content = opened.read(at_most + 1)
    if len(content) > at_most:  # it grew, or tells no size
        raise _too_large(path, f"more than {_bytes(at_most)}")
    return content


@contextmanager
def open_regular(path: Path, at_most: int) -> Iterator[BufferedReader]:
    """A regular file of at most so many bytes, open to be read bit by bit.

    Raises:
        OSError, ValueError: as `read_regular` does.
    """
    _regular(path.stat(), path)  # before it is opened: opening alone sets some devices going
    with os.fdopen(os.open(path, _FLAGS), "rb") as opened:
        found = os.fstat(opened.fileno())  # of what was opened, should it have been swapped
        _regular(found, path)
        if found.st_size > at_most:
            raise _too_large(path, f"{_bytes(found.st_size)}, more than {_bytes(at_most)}")
        yield opened


def is_regular(path: Path) -> bool:
    """Whether a regular file is there; never an error."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except (OSError, ValueError):
        return False


def _regular(found: os.stat_result, path: Path) -> None:
    kind = stat.S_IFMT(found.st_mode)
    if kind in _KINDS:
        raise NotRegular(errno.EINVAL, f"it is {_KINDS[kind]}, not a regular file", str(path))


def _too_large(path: Path, what: str) -> TooLarge:
    return TooLarge(errno.EFBIG, f"it has {what}", str(path))


def _bytes(count: int) -> str:
    return f"{count / 1e6:.0f} MB" if count >= 1_000_000 else f"{count:,} bytes"
