"""What `ripple` starts with: Ctrl-C is an ending even while all else is still being imported."""

import gc
import os
import signal
from types import FrameType

_OBJECTS = 20_000  # between two looks for what is garbage: a tenth of the time of large systems


def main() -> None:
    """Run `ripple`."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else it is to be ignored
        signal.signal(signal.SIGINT, _stop)
    gc.set_threshold(_OBJECTS, 20, 100)
    from lab.cli.main import main as ripple

    ripple()


def _stop(_number: int, _frame: FrameType | None) -> None:
    os.write(2, b"\nripple: stopped.\n")
    os._exit(130)
