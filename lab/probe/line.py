"""The one line an invocation leaves in its log, and how it gets there."""

import json
import os
import struct
import sys
import time
from typing import Any

from lab.probe.triggers import Json

PREFIX = "RIPPLE "
LONGEST_LINE = 200_000  # bytes; CloudWatch Logs takes 262,144 an event
LONGEST_TEXT = 1_024  # characters of any one value


def line_of(fields: Json) -> str:
    """The line for these fields: ASCII, without a line break, never over the log's limit."""
    text = PREFIX + _dumped(fields)
    if len(text) <= LONGEST_LINE:
        return text
    short = {name: _clipped(value) for name, value in fields.items()}
    text = PREFIX + _dumped(short)
    while len(text) > LONGEST_LINE and (short["calls"] or short["records"]):
        # Calls first: a record says that the order was here at all.
        name = "calls" if short["calls"] else "records"
        left_out = f"{name}_left_out"
        kept = len(short[name]) // 2
        short[left_out] = short.get(left_out, 0) + len(short[name]) - kept
        short[name] = short[name][:kept]
        text = PREFIX + _dumped(short)
    return text


def error_of(error: BaseException) -> Json:
    """The error as the line tells it; AWS's own code where there is one."""
    response = getattr(error, "response", None)
    named = response.get("Error") if isinstance(response, dict) else None
    code = named.get("Code") if isinstance(named, dict) else None
    return {"type": str(code or type(error).__name__), "message": str(error)[:LONGEST_TEXT]}


def _dumped(fields: Json) -> str:
    return json.dumps(fields, ensure_ascii=True, separators=(",", ":"), default=str)


def _clipped(value: Any) -> Any:
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return value[:LONGEST_TEXT]
    if isinstance(value, list):
        return [_clipped(item) for item in value]
    if isinstance(value, dict):
        return {name: _clipped(item) for name, item in value.items()}
    return value


LONGEST_WAIT = 0.5  # seconds


def leave(line: str) -> None:
    """Print the line, whole, behind whatever the service printed."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
    if "RIPPLE_PYTHON" in os.environ:
        _await_reader()


def _await_reader() -> None:
    """Wait until the embedded engine has read its pipe.

    It gives a function 50 ms to be heard once its response is there. Under load that is too
    short: the line is then put to the worker's next invocation, and lost if there is none.
    """
    import fcntl
    import termios

    until = time.perf_counter() + LONGEST_WAIT
    try:
        while time.perf_counter() < until:
            unread = fcntl.ioctl(sys.stdout.fileno(), termios.FIONREAD, b"\0" * 4)
            if struct.unpack("i", unread)[0] == 0:
                return
            time.sleep(0.0005)
    except (OSError, ValueError):
        return  # not a pipe: nobody reads it
