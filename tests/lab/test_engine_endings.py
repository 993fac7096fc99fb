"""However a run ends, nothing of its engine is left: no process and no folder."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

OWNER = Path(__file__).with_name("engine_owner.py")
ROOT = Path(__file__).resolve().parents[2]
BOUND = 10.0

pytestmark = [pytest.mark.engine, pytest.mark.seldom]


def eventually(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + BOUND
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


class Owner:
    """A program with an engine, in a temporary folder of its own."""

    def __init__(self, home: Path, ending: str) -> None:
        self.home = home
        self.process = subprocess.Popen(
            (sys.executable, OWNER, ending),
            env={**os.environ, "TMPDIR": str(home), "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            process_group=0,
        )
        assert self.process.stdout
        assert self.process.stdout.readline() == "starting\n"
        self.groups: list[int] = []

    def engine_runs(self) -> None:
        told = json.loads(self.process.stdout.readline())
        self.groups = [told["watchdog"], *told["groups"]]
        assert all(alive(group) for group in self.groups)
        assert list(self.home.glob("ripple-engine-*"))

    def left(self) -> list[object]:
        """What is left of the engine; processes at work in its folder are seen on Linux only."""
        folders: list[object] = list(self.home.glob("ripple-engine-*"))
        return folders + [group for group in self.groups if alive(group)] + working_in(self.home)


def alive(group: int) -> bool:
    """Whether a process of the group runs; one that is dead but not yet buried does not."""
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return not Path("/proc/self/stat").exists() or group in running_groups()


def running_groups() -> set[int]:
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state, _, group, *_ = (process / "stat").read_text().rpartition(")")[2].split()
            if state != "Z":
                found.add(int(group))
    return found


def working_in(folder: Path) -> list[object]:
    found: list[object] = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "cwd").readlink().is_relative_to(folder):
                found.append(int(process.name))
    return found


@pytest.fixture
def owner(tmp_path: Path) -> Iterator[Callable[[str], Owner]]:
    started: list[Owner] = []

    def start(ending: str) -> Owner:
        started.append(Owner(tmp_path, ending))
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.communicate()


@pytest.mark.parametrize("ending", ["returns", "raises"])
def test_nothing_is_left_when_the_owner_ends_by_itself(owner, ending):
    program = owner(ending)
    program.process.communicate(timeout=BOUND)
    assert program.process.returncode == (1 if ending == "raises" else 0)
    assert program.left() == []


@pytest.mark.parametrize(
    "number",
    [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL],
    ids=lambda number: number.name,
)
def test_nothing_is_left_when_the_owner_is_ended(owner, number):
    program = owner("waits")
    program.engine_runs()
    # As a terminal does it: every process in the owner's group is told.
    os.killpg(program.process.pid, number)
    program.process.wait(BOUND)
    assert eventually(lambda: not program.left()), program.left()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=lambda number: number.name)
def test_nothing_is_left_when_the_owner_is_ended_while_it_starts(owner, number):
    program = owner("waits")
    assert eventually(lambda: bool(working_in(program.home)) or not Path("/proc").exists())
    os.killpg(program.process.pid, number)
    program.process.wait(BOUND)
    assert eventually(lambda: not program.left()), program.left()


def test_nothing_is_left_when_the_watchdog_itself_is_killed(owner):
    program = owner("waits")
    program.engine_runs()
    os.kill(program.groups[0], signal.SIGKILL)
    assert eventually(lambda: not working_in(program.home)), "servers outlived their watchdog"
    program.process.communicate("", timeout=BOUND)
    assert program.left() == []


def test_the_folder_of_an_engine_killed_whole_is_removed_by_the_next(owner, tmp_path):
    killed = owner("waits")
    killed.engine_runs()
    for group in (killed.process.pid, *killed.groups):
        os.killpg(group, signal.SIGKILL)
    assert eventually(lambda: not working_in(tmp_path))
    (stale,) = tmp_path.glob("ripple-engine-*")
    os.utime(stale, (0, 0))  # as old as one that can no longer be about to take its lock

    owner("returns").process.communicate(timeout=BOUND)
    assert not stale.exists()
