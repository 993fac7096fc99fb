"""What a person reads when a command cannot go on, and the exit code it ends with."""

import errno
import os
from dataclasses import dataclass
from pathlib import Path

import click

from analysis.refusals import Refused

REFUSED = 1  # the person can mend it
MISUSED = 2  # the command line itself is wrong
BUG = 70  # EX_SOFTWARE of sysexits.h
INTERRUPTED = 130  # 128 + SIGINT, as shells count

# What a disk or its permissions refuse is the person's to mend, wherever it surfaces.
_MENDABLE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EMFILE}

_CLOSED = {errno.EPIPE, errno.EIO}
"""Nobody reads any more: a pipe was closed, or a terminal."""


@dataclass(frozen=True)
class Ending:
    """How a command ends early: its exit code, and the sentence shown (None: nothing is said)."""

    code: int
    sentence: str | None


def ending_for(error: BaseException) -> Ending:  # noqa: PLR0911 - a table, one row an error
    """How this exception ends the command; never a traceback on the screen."""
    match error:
        case Refused():
            return Ending(REFUSED, str(error))
        case OSError() if error.errno in _CLOSED and error.filename is None:
            return Ending(REFUSED, None)
        case click.UsageError():
            return Ending(MISUSED, _usage(error))
        case click.ClickException():
            return Ending(REFUSED, error.format_message())
        case KeyboardInterrupt() | click.Abort():
            return Ending(INTERRUPTED, "stopped.")
        case OSError() if error.errno in _MENDABLE:
            return Ending(REFUSED, _refused_by_the_system(error))
        case _ if type(error).__module__.startswith("botocore."):
            return Ending(
                REFUSED, f"AWS did not do what was asked: {_one_line(error)}{_kept(error)}"
            )
        case _:
            return Ending(
                BUG,
                f"this is a bug in Ripple Lab ({_named(error)}); please report it{_kept(error)}",
            )


def _usage(error: click.UsageError) -> str:
    path = error.ctx.command_path if error.ctx else "ripple"
    return f"{error.format_message().rstrip('.')}; see `{path} --help`."


def _refused_by_the_system(error: OSError) -> str:
    reason = error.strerror or type(error).__name__
    where = f" on {error.filename}" if error.filename else ""
    return f"the system refused ({reason[0].lower()}{reason[1:]}){where}."


def _named(error: BaseException) -> str:
    text = _one_line(error).rstrip(".")
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())


def _kept(error: BaseException) -> str:
    """Where the traceback was written, as the end of a sentence."""
    try:
        return f", with {_write_traceback(error)}."
    except OSError:
        return "."


def _write_traceback(error: BaseException) -> Path:
    """One file, the latest; a folder of the user's, so that no temporary file is left behind."""
    import tempfile  # both late: commands start faster without them
    import traceback

    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    for folder in (Path(state) / "ripple-lab", Path(tempfile.gettempdir())):
        target = folder / "ripple-traceback.txt"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            target.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
        except OSError:
            continue
        return target
    raise OSError("no folder takes the traceback")
