"""Text files as people hand them over: read whole, or refused in one sentence."""

from pathlib import Path

from lab.errors import LabError

MAX_BYTES = 64 * 2**20


def read_text(path: Path, refuse: type[LabError]) -> str:
    """The file's text, UTF-8 with or without a byte order mark, at most 64 MiB."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise refuse(f"There is no file {path}: check the path.") from None
    except IsADirectoryError:
        raise refuse(f"{path} is a directory: name a file in it.") from None
    except PermissionError:
        raise refuse(f"{path} may not be read: check its permissions.") from None
    except (OSError, ValueError) as error:
        raise refuse(f"{path} cannot be read ({error}): check the path.") from None
    if len(raw) > MAX_BYTES:
        raise refuse(f"{path} is larger than {MAX_BYTES // 2**20} MiB: split it.")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refuse(f"{path} is UTF-16: save it as UTF-8.")
    if b"\x00" in raw:
        raise refuse(f"{path} is not a text file: it must be UTF-8 text.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise refuse(f"{path}, line {line}: is not UTF-8: save the file as UTF-8.") from None
