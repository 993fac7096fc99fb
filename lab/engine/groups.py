"""Process groups, ended whole: a server with all the function processes it started."""

import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Sequence

BOUND = 2.0  # seconds for a killed group to be gone
PR_SET_CHILD_SUBREAPER = 36  # from linux/prctl.h


def end(groups: Sequence[int]) -> None:
    """Kills the process groups whole and waits, with a bound, until they are gone."""
    deadline = time.monotonic() + BOUND
    while groups and time.monotonic() < deadline:
        groups = [group for group in groups if _killed(group)]
        for group in groups:
            bury(group)
        if groups:
            time.sleep(0.005)


def adopt_orphans() -> None:
    """Has Linux hand us the function processes of a killed server, to bury without delay.

    Elsewhere, and where this fails, the system's first process buries them in its own time.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def bury(group: int) -> None:
    """Takes leave of the dead of a group, as far as they are children of ours."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-group, os.WNOHANG)[0]:
            pass


def _killed(group: int) -> bool:
    """Sends the kill; False when nothing is left to kill."""
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # macOS: not permitted on a group of zombies
        return False
    return True
