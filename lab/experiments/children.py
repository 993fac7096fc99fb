"""Processes that an experiment starts; none outlives the block that they are started in."""

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from lab.environment import for_child
from lab.errors import LabError


class Stopped(LabError):
    """The experiment is to end, so nothing is begun any more."""


@dataclass
class Children:
    """The processes that were started here, ended when the block is left.

    gently: each is asked to end, so that it takes down what it started; else it is killed, with
    all of its group where it leads one.
    """

    gently: bool = False
    running: set["subprocess.Popen[str]"] = field(default_factory=set)
    closed: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(
        self, command: Sequence[str], settings: Mapping[str, str], **how: Any
    ) -> "subprocess.Popen[str]":
        """Start a command that is told what every child is, and these settings; raises Stopped."""
        with self._lock:
            if self.closed:
                raise Stopped("The experiment was stopped.")
            child = subprocess.Popen(
                command, env=for_child(**settings), stdout=subprocess.PIPE, text=True, **how
            )
            self.running.add(child)
            return child

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self.closed = True
            for child in tuple(self.running):
                if self.gently:
                    child.terminate()
                else:
                    with contextlib.suppress(ProcessLookupError):
                        _kill(child.pid)


def _kill(process: int) -> None:
    if os.getpgid(process) == process:
        os.killpg(process, signal.SIGKILL)
    else:
        os.kill(process, signal.SIGKILL)
