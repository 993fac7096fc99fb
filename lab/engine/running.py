"""An engine as its owner sees it: where it listens, and how it is stopped."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from lab.engine import folder as folders
from lab.engine import groups
from lab.engine.key import Key
from lab.engine.order import Order
from lab.engine.ports import LOOPBACK
from lab.engine.servers import ROOT
from lab.environment import for_child
from lab.errors import EngineFailed, NoRoom, PortInUse
from lab.interruption import interrupted

STOP_BOUND = 5.0  # seconds; a stop takes a fraction of one
PATIENCE = 0.5  # seconds of who wants to end for a stop that takes longer
REFUSALS = {refusal.__name__: refusal for refusal in (EngineFailed, NoRoom, PortInUse)}


@dataclass(frozen=True)
class Engine:
    """A running engine: MiniStack at `port`, Moto's Step Functions at `sfn_port`, on loopback."""

    port: int
    sfn_port: int
    watchdog: int
    groups: tuple[int, ...]
    folder: Path
    key: Key
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False, compare=False)

    @property
    def endpoint_url(self) -> str:
        """Where every service but Step Functions answers."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def sfn_endpoint_url(self) -> str:
        """Where Step Functions answers."""
        return f"http://{LOOPBACK}:{self.sfn_port}"

    @property
    def alive(self) -> bool:
        """Whether the engine still runs."""
        return folders.held(self.folder)

    @classmethod
    def from_wire(
        cls, ready: Mapping[str, Any], process: subprocess.Popen[bytes] | None = None
    ) -> Self:
        """The engine that a watchdog told of; `process` is the watchdog, if it is our child."""
        return cls(
            port=int(ready["port"]),
            sfn_port=int(ready["sfn_port"]),
            watchdog=int(ready["watchdog"]),
            groups=tuple(int(group) for group in ready["groups"]),
            folder=Path(ready["folder"]),
            key=Key.from_wire(ready["key"]),
            process=process,
        )

    def ended_because(self, patience: float = 1.0) -> str | None:
        """Why the engine ended by itself, or None if it still runs after `patience` seconds."""
        if self.process is None:
            return None if self.alive else "it was stopped, or killed, from elsewhere."
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            return None
        last = self.process.stdout.readline() if self.process.stdout else b""
        return str(json.loads(last)["sentence"]) if last else "its watchdog was killed."

    def stop(self) -> None:
        """Ends every process of the engine and removes its folder; does nothing the second time."""
        if self.process is None:
            return
        _dismiss(self.process)
        if self.folder.exists():  # only when the watchdog itself was killed
            groups.end(self.groups)
            folders.remove(self.folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self.process is not None and interrupted(kind):
            _let_go(self.process)
        else:
            self.stop()


def start(
    *,
    port: int | None = None,
    sfn_port: int | None = None,
    minimum_room: int = folders.MINIMUM_ROOM,
    state: Path | None = None,
) -> Engine:
    """Starts an engine and returns when both servers answer.

    Ports are chosen among the free ones unless asked for; `minimum_room` is in bytes. The engine
    ends with its owner, however that one ends, unless it is kept under a `state` file. Raises
    PortInUse, NoRoom, EngineFailed.
    """
    order = Order(
        port=port,
        sfn_port=sfn_port,
        minimum_room=minimum_room,
        state=None if state is None else str(state),
    )
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    process = subprocess.Popen(
        (sys.executable, "-m", "lab.engine.watchdog", order.to_wire()),
        env=for_child(PYTHONPATH=path),
        stdin=subprocess.DEVNULL if state else subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        ready = _first_words(process)
    except BaseException:
        _dismiss(process)
        raise
    if state is None:
        return Engine.from_wire(ready, process)
    _bury(process)
    return Engine.from_wire(ready)


def _first_words(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    """What the watchdog says first; raises the refusal it names."""
    line = process.stdout.readline() if process.stdout else b""
    if not line:
        words = process.stderr.read().decode(errors="replace") if process.stderr else ""
        last = words.strip().splitlines()[-1:] or ["nothing was said."]
        raise EngineFailed(f"The engine's watchdog ended while starting: {last[0]}")
    said: dict[str, Any] = json.loads(line)
    if "ready" in said:
        ready: dict[str, Any] = said["ready"]
        return ready
    raise REFUSALS.get(said["refused"], EngineFailed)(said["sentence"])


def _dismiss(process: subprocess.Popen[bytes]) -> None:
    """Has a watchdog clear up and end; a kept one, which has no input, by signal."""
    if process.stdin:
        process.stdin.close()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
    _bury(process)


def _let_go(process: subprocess.Popen[bytes]) -> None:
    """Has a watchdog clear up and end, and does not wait long: it ends everything without us."""
    if process.stdin:
        process.stdin.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(PATIENCE)


def _bury(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(STOP_BOUND)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdout, process.stderr):
        if pipe:
            pipe.close()
