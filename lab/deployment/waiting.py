"""Waits for what CloudFormation does in its own time."""

import time
from collections.abc import Callable
from typing import TypeVar

from lab.errors import DeploymentFailed

T = TypeVar("T")

SHORTEST_PAUSE = 0.02
LONGEST_PAUSE = 3.0


def wait_for(ask: Callable[[], T | None], what: str, seconds: float) -> T:
    """What ask answers once it is not None; raises DeploymentFailed when that takes too long.

    The pauses grow with the time already waited, so that a quick engine is answered quickly
    and AWS is not asked more often than it likes.
    """
    started = time.monotonic()
    while True:
        answer = ask()
        if answer is not None:
            return answer
        waited = time.monotonic() - started
        if waited > seconds:
            raise DeploymentFailed(f"{what} did not end within {seconds:.0f} seconds.")
        time.sleep(min(LONGEST_PAUSE, max(SHORTEST_PAUSE, waited / 8)))
