"""Waiting for what comes in its own time, with a bound."""

import os
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE = float(os.environ.get("RIPPLE_STORIES_PATIENCE", "30"))
"""Seconds; fewer where a story is meant to fail."""


def eventually(ask: Callable[[], T], seconds: float = PATIENCE) -> T:
    """What `ask` answers once it is true, or its last answer when the time is over."""
    until, pause = time.monotonic() + seconds, 0.03
    while True:
        answer = ask()
        if answer or time.monotonic() > until:
            return answer
        time.sleep(pause)
        pause = min(pause * 1.3, 0.5)
