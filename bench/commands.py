"""How long whole commands take, and an engine by itself."""

import os
import subprocess
import sys
import tempfile
import time
from statistics import median

from bench.processes import MemoryPeak, Progress
from bench.rows import Row, Target
from lab.engine import start

STARTS = 3


def engine_row(progress: Progress) -> Row:
    """From nothing to both servers answering; memory while it idles."""
    seconds, idle = [], 0.0
    for number in range(1, STARTS + 1):
        progress(f"engine: start {number} of {STARTS}")
        began = time.monotonic()
        with start() as engine:
            seconds.append(time.monotonic() - began)
            with MemoryPeak(engine) as memory:
                pass
            idle = max(idle, memory.mb or 0.0)
    return Row("engine-start", median(seconds), memory_mb=idle or None, runs=STARTS)


def command_row(name: str, arguments: tuple[str, ...], bound: float, progress: Progress) -> Row:
    """A command as a person starts it, in an environment that names no other place.

    bound: the seconds to reach.
    """
    progress(f"ripple {' '.join(arguments)}")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    with tempfile.TemporaryDirectory(prefix="ripple-bench-") as out:
        began = time.monotonic()
        done = subprocess.run(
            (sys.executable, "-m", "lab.cli", *arguments, "--out", out),
            env=environment,
            capture_output=True,
            text=True,
            timeout=4 * bound,
            check=False,
        )
        seconds = time.monotonic() - began
    last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
    void = f"it ended with code {done.returncode}: {last}" if done.returncode else None
    return Row(name, seconds, targets=[Target("seconds", bound)], void=void)
