"""Where the line goes: the function's log, by way of its standard output."""

import os
import struct
import sys
import time

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
