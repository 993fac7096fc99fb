"""What a function says: its log lines as AWS writes them, and the description of an error."""

import fcntl
import logging
import os
import stat
import sys
import termios
import time
import traceback
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


class Fault(Exception):
    """A failure around the handler rather than in it, under the name AWS has for it."""

    def __init__(self, error_type: str, message: str) -> None:
        super().__init__(message)
        self.error_type = error_type


class RequestId(logging.Filter):
    """Lends every log record the id of the invocation it was written in."""

    current = ""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record through, with the id."""
        record.aws_request_id = self.current
        return True


def prepare(request_id: RequestId) -> None:
    """Let output appear line by line, and logging write what AWS's own runtime would."""
    name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "")
    os.environ.setdefault("AWS_LAMBDA_LOG_GROUP_NAME", f"/aws/lambda/{name}")
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace", line_buffering=True)
    pattern = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s"
    formatter = logging.Formatter(pattern, "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter)
    handler.addFilter(request_id)
    logging.getLogger().addHandler(handler)


PAUSE, LONGEST = 0.001, 2.0  # seconds


def await_reader(output: int = 1) -> None:
    """Wait until what was written into a pipe was read from it, for some time at most.

    MiniStack looks for a call's lines for some hundredths of a second once it has the answer. On a
    busy machine its reader may come later: they would be told with the next call, or never.
    """
    until = time.monotonic() + LONGEST
    while _unread(output) and time.monotonic() < until:
        time.sleep(PAUSE)


def _unread(output: int) -> int:
    """Bytes that nobody has read from a pipe yet; 0 of what is no pipe."""
    if not stat.S_ISFIFO(os.fstat(output).st_mode):
        return 0
    told = fcntl.ioctl(output, termios.FIONREAD, bytes(4))
    return int.from_bytes(told, sys.byteorder)


def described(error: Exception, request_id: str) -> dict[str, Any]:
    """An error in Lambda's words: errorType is the class's bare name, which `Catch` goes by."""
    if isinstance(error, Fault):
        error_type, trace = error.error_type, []
    else:
        frames = traceback.extract_tb(error.__traceback__)
        error_type = type(error).__name__
        trace = traceback.format_list([frame for frame in frames if not _is_ours(frame)])
    return {
        "errorMessage": str(error),
        "errorType": error_type,
        "requestId": request_id,
        "stackTrace": trace,
    }


def log(description: dict[str, Any]) -> None:
    """Write an error to the function's log."""
    head = f"[ERROR] {description['errorType']}: {description['errorMessage']}"
    lines = [head, "Traceback (most recent call last):", *description["stackTrace"]]
    # Carriage returns keep it one log event, as AWS's own runtime does.
    sys.stdout.write("\n".join(lines).rstrip().replace("\n", "\r") + "\n")
    sys.stdout.flush()


def _is_ours(frame: traceback.FrameSummary) -> bool:
    return Path(frame.filename).parent == HERE
