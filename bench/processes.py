"""An engine of one's own, and what all its processes take: memory and processor time."""

import contextlib
import os
import threading
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Self

from lab.engine import Engine, start
from lab.places import Place, embedded

Progress = Callable[[str], None]


@contextlib.contextmanager
def fresh_engine() -> Iterator[tuple[Engine, Place]]:
    """An engine that nothing has run on yet, and the place it is; stopped afterwards."""
    with start() as engine:
        yield engine, embedded(engine)


PROC = Path("/proc")
LOOK_AGAIN = 1.0  # seconds
PAGE_KB = os.sysconf("SC_PAGE_SIZE") // 1024
TICKS = os.sysconf("SC_CLK_TCK")


class MemoryPeak:
    """The most memory everything running took while this context lasts, in MB.

    Shared pages are divided among those who share them (PSS), where the system tells; elsewhere
    they count in full for each (RSS), and where it tells nothing the peak is None.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.mb: float | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._look()

    def _watch(self) -> None:
        while not self._over.wait(LOOK_AGAIN):
            self._look()

    def _look(self) -> None:
        if PROC.joinpath("self", "stat").exists():
            found = sum(memory_kb(process) for process in processes_of(self._engine)) / 1024
            self.mb = max(found, self.mb or 0.0)


def processes_of(engine: Engine) -> Iterator[Path]:
    """The /proc folders of the engine's servers, its functions, its watchdog, and of this one."""
    yield PROC / "self"
    yield PROC / str(engine.watchdog)
    yield from _in_groups(set(engine.groups) - {engine.watchdog})


def memory_kb(process: Path) -> int:
    """The memory of one process: its PSS, else its RSS; 0 when it has just ended."""
    with contextlib.suppress(OSError):
        for line in (process / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    with contextlib.suppress(OSError):
        return int((process / "statm").read_text().split()[1]) * PAGE_KB
    return 0


def processor_seconds(engine: Engine) -> float:
    """Processor time used so far by everything running, ended children included.

    0 where the system does not tell.
    """
    ticks = 0
    for process in processes_of(engine):
        with contextlib.suppress(OSError):
            ticks += sum(map(int, _fields(process)[11:15]))
    return ticks / TICKS


def _in_groups(groups: Collection[int]) -> Iterator[Path]:
    for process in PROC.glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it ended while we looked
            if int(_fields(process)[2]) in groups:
                yield process


def _fields(process: Path) -> list[str]:
    """The numbers of a process: state, parent, group, … as `man proc` lists them from 3 on."""
    # The name in parentheses before them may hold spaces.
    return (process / "stat").read_text().rpartition(")")[2].split()
