"""Text, TOML and JSON as people hand them over: read whole, or refused in one sentence."""

import json
import tomllib
from pathlib import Path
from typing import Any, NoReturn

from analysis.regular_files import NotRegular, TooLarge, read_regular
from lab.errors import LabError

MAX_BYTES = 64_000_000


def read_text(path: Path, refuse: type[LabError]) -> str:
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


def read_toml(path: Path, refuse: type[LabError]) -> dict[str, Any]:
    """The file's TOML."""
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
