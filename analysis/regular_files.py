"""The one way to open a file that somebody hands over: a regular one, bounded, never waited for.

Whoever reads a path that was given or found (`analysis` and `lab` alike) calls `read_regular`
and turns its OSError into a refusal of their own: `error.strerror` says why in a few words. Text,
TOML and JSON are read whole, or refused in one sentence.
"""

import errno
import json
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import Any, NoReturn

Refuse = Callable[[str], Exception]
"""Makes a refusal of a sentence."""

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


MAX_BYTES = 64_000_000


def read_text(path: Path, refuse: Refuse) -> str:
    """The file's text, UTF-8 with or without a byte order mark, at most 64 MB."""
    try:
        raw = read_regular(path, MAX_BYTES)
    except FileNotFoundError:
        raise refuse(f"There is no file {path}: check the path.") from None
    except IsADirectoryError:
        raise refuse(f"{path} is a directory: name a file in it.") from None
    except PermissionError:
        raise refuse(f"{path} may not be read: check its permissions.") from None
    except NotRegular:
        raise refuse(
            f"{path} is a pipe, a socket or a device: write a file, and name it."
        ) from None
    except TooLarge:
        raise refuse(f"{path} is larger than {MAX_BYTES // 1_000_000} MB: split it.") from None
    except (OSError, ValueError) as error:
        raise refuse(f"{path} cannot be read ({error}): check the path.") from None
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refuse(f"{path} is UTF-16: save it as UTF-8.")
    if b"\x00" in raw:
        raise refuse(f"{path} is not a text file: it must be UTF-8 text.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise refuse(f"{path}, line {line}: is not UTF-8: save the file as UTF-8.") from None


def read_toml(path: Path, refuse: Refuse) -> dict[str, Any]:
    """The file's TOML."""
    import tomllib  # late: most that is read is no TOML

    text = read_text(path, refuse)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise refuse(f"{path} is not TOML ({error}): mend it.") from None
    except (RecursionError, ValueError):  # nested too deeply; a number of too many digits
        raise refuse(
            f"{path} is TOML past all use: nest less, and write shorter numbers."
        ) from None


class BadJson(ValueError):
    """Text that is not JSON the lab takes; its text is one clause without a full stop."""


def loads(text: str) -> Any:
    """The value in a JSON text; raises BadJson on broken JSON, a key twice, NaN or Infinity."""
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except json.JSONDecodeError as error:
        place = f"column {error.colno}" if error.lineno == 1 else f"line {error.lineno}"
        raise BadJson(f"is not valid JSON ({error.msg} at {place})") from None
    except RecursionError:
        raise BadJson("is nested too deeply") from None
    except BadJson:
        raise
    except ValueError:
        raise BadJson("holds a number with too many digits") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise BadJson(f"gives `{key}` twice in one object")
        found[key] = value
    return found


def _constant(name: str) -> NoReturn:
    raise BadJson(f"holds {name}, which is not a number")
