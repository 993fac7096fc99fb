"""Ctrl-C on a terminal ends every command within seconds, and nothing is left behind."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from lab.designs import ROOT

pytestmark = pytest.mark.seldom

BOUND = 3.0
"""Seconds of a machine with nothing else to do."""

PATIENCE = 300.0  # seconds until a command is where it is to be interrupted


@dataclass(frozen=True)
class Ended:
    """A command that was interrupted: what its terminal showed, its exit code, how long it took."""

    said: str
    code: int
    seconds: float


def ended(arguments: list[str], at: str, home: Path) -> Ended:
    """Run a command on a terminal of its own, and press Ctrl-C when it says something."""
    child, terminal = pty.fork()
    if child == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # whoever runs the tests may ignore it
        os.chdir(ROOT)
        (home / "tmp").mkdir()
        (home / "run").mkdir(mode=0o700)
        folders = {"TMPDIR": "tmp", "XDG_RUNTIME_DIR": "run", "XDG_STATE_HOME": "state"}
        os.environ.update({name: str(home / folder) for name, folder in folders.items()})
        os.execv(sys.executable, [sys.executable, *arguments])
    said, told, give_up = b"", 0.0, time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        if not told and at.encode() in said:
            os.write(terminal, b"\x03")
            told = time.monotonic()
        if select.select([terminal], [], [], 0.05)[0]:
            try:
                said += os.read(terminal, 65536)
            except OSError:  # everybody who could write to it is gone
                break
    else:
        os.killpg(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    return Ended(said.decode(), os.waitstatus_to_exitcode(status), time.monotonic() - told)


def bound() -> float:
    """As long as it may take while others work on this machine too."""
    return BOUND * max(1.0, 2 * os.getloadavg()[0] / (os.cpu_count() or 1))


def left(home: Path) -> list[str]:
    """Folders, and processes that were told of ours; these are seen on Linux only."""
    found = [str(each) for folder in ("tmp", "run") for each in (home / folder).iterdir()]
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if str(home).encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_text())
    return found


def nothing_is_left(home: Path) -> bool:
    """The watchdog of an engine may take a moment longer than who started it."""
    deadline = time.monotonic() + 10 * bound()
    while left(home) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not left(home)


@pytest.mark.parametrize("module", ["click._compat", "click.core", "yaml"])
def test_while_it_imports(module: str, tmp_path: Path) -> None:
    command = ["-X", "importtime", "-m", "lab.cli", "graph", "both"]
    end = ended(command, f" {module}\r", tmp_path)
    words = [line for line in end.said.splitlines() if not line.startswith("import time:")]
    assert "Traceback" not in end.said
    assert words[-1] == "ripple: stopped."
    assert end.code == 128 + signal.SIGINT
    assert end.seconds < bound()


@pytest.mark.engine
@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "at"),
    [
        (["run", "choreography"], "starting the engine"),
        (["run", "orchestration", "--orders", "300"], "settled,"),
        (["demo", "--out", "OUT"], "deploying both designs"),
        (["change", "run", "add-sales-aggregation"], "sending orders on their way"),
        (["change", "run", "--all"], "deploying the base"),
        (["drill", "contracts", "choreography", "--sample", "60"], "settled,"),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else part,
)
def test_while_an_engine_runs(command: list[str], at: str, tmp_path: Path) -> None:
    arguments = [str(tmp_path / "out") if each == "OUT" else each for each in command]
    end = ended(["-m", "lab.cli", *arguments], at, tmp_path)
    assert "Traceback" not in end.said
    assert end.said.endswith("ripple: stopped.\r\n")
    assert end.code == 128 + signal.SIGINT
    assert end.seconds < bound()
    assert nothing_is_left(tmp_path)
