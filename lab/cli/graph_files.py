"""The files that commands write: whole or not at all, each in a format that is known."""

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from analysis.export.formats import FORMATS, PICTURES, SUFFIXES, Format
from lab.errors import LabError


class NotWritten(LabError):
    """A file cannot be written; the text names it."""


def forms_for(name: str | None, outs: Sequence[Path]) -> list[tuple[Format, Path | None]]:
    """Each file to write with its format, by --format or else by its suffix; None is the screen."""
    form = FORMATS[name] if name else None
    if form and len(outs) > 1:
        raise click.UsageError("--format is for one --out; several take the format of each suffix.")
    if form and form.binary and not outs:
        raise click.UsageError(f"--format {form.name} needs --out.")
    return [(form or _by_suffix(out), out) for out in outs] or [(form or FORMATS["text"], None)]


def _by_suffix(out: Path) -> Format:
    form = SUFFIXES.get(out.suffix.lower())
    if form is None:
        known = ", ".join(sorted(SUFFIXES))
        raise click.UsageError(f"--out {out}: its suffix is none of {known}; add --format.")
    return form


def refuse_unwritable(out: Path, *, folder: bool = False) -> None:
    """Raise NotWritten now, not when the minutes are spent, where a file cannot be written.

    With ``folder``, files are to be written into ``out``, which need not exist yet.
    """
    import tempfile

    try:
        if not folder and out.is_dir():
            raise IsADirectoryError(21, "it is a folder")
        above = out.absolute() if folder else out.absolute().parent
        while not above.exists():
            above = above.parent
        with tempfile.TemporaryFile(dir=above):
            pass
    except OSError as error:
        raise _not_written(out, error) from None


def refuse_no_picture(outs: Sequence[Path], option: str = "--out") -> None:
    """Refuse files that are no pictures by their suffix, or that cannot be written."""
    for out in outs:
        if _picture_form(out) not in PICTURES:
            known = " nor ".join(f".{each}" for each in PICTURES)
            raise click.UsageError(f"{option} {out}: its suffix is neither {known}.")
        refuse_unwritable(out)


def write_picture(figure: Any, out: Path) -> str:
    """Write a figure in the format of the file's suffix; the line that says so."""
    from analysis.style import to_bytes

    return write(to_bytes(figure, _picture_form(out)), out)


def _picture_form(out: Path) -> str:
    return out.suffix.lower().removeprefix(".")


def write(content: str | bytes, out: Path) -> str:
    """Write the file whole or not at all; the line that says so."""
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with _beside(out) as new:
            new.write_bytes(data)
            new.replace(out)
    except OSError as error:
        raise _not_written(out, error) from None
    return f"{out} is written."


def _not_written(out: Path, error: OSError) -> NotWritten:
    return NotWritten(f"{out} cannot be written ({error.strerror}); choose another place.")


@contextlib.contextmanager
def _beside(out: Path) -> Iterator[Path]:
    """A new file in the same folder, gone at the end unless it was moved."""
    if out.is_dir():
        raise IsADirectoryError(21, "it is a folder")
    import tempfile

    handle, name = tempfile.mkstemp(prefix=f".{out.name[:40]}.", dir=out.parent)
    os.close(handle)
    new = Path(name)
    try:
        new.chmod(0o644)
        yield new
    finally:
        new.unlink(missing_ok=True)
