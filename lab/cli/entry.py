"""What `ripple` starts with: Ctrl-C is an ending even while all else is still being imported."""

import os
import signal
from types import FrameType


def main() -> None:
    """Run `ripple`."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else it is to be ignored
        signal.signal(signal.SIGINT, _stop)
    from lab.cli.main import main as ripple

    ripple()


def _stop(_number: int, _frame: FrameType | None) -> None:
    os.write(2, b"\nripple: stopped.\n")
    os._exit(130)
