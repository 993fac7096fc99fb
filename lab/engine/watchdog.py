"""The process over both servers: it outlives whoever asked for the engine, and clears up after.

It is started in a session of its own, so that Ctrl-C does not reach it, with standard input a
pipe from its owner: the end of that pipe means that the owner stopped the engine or died, however
it died. A kept engine has no owner and ends on SIGTERM. Each server leads a process group in which
its function processes are, and the group is killed whole.

One JSON line on standard output says `ready`, or `refused` with the error's class and sentence.
"""

import contextlib
import importlib.util
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from lab.engine import folder as folders
from lab.engine import groups, servers
from lab.engine.key import Key
from lab.engine.order import Order
from lab.engine.ports import claim, free_ports
from lab.errors import EngineFailed

START_BOUND = 60.0  # seconds; a start takes under one, but a laptop may be busy
ATTEMPTS = 3  # another program may take a chosen port before the server opens it
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Watchdog:
    """Starts the servers of one engine and sees to their end."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.owner = os.getppid()
        self.key = Key.fresh()
        self.running: list[tuple[servers.Server, subprocess.Popen[bytes]]] = []

    def run(self) -> None:
        """Runs until the end is asked for; raises EngineFailed when it cannot go on."""
        missing = [name for name in servers.NEEDED if importlib.util.find_spec(name) is None]
        if missing:
            raise EngineFailed(
                f"The embedded engine needs {', '.join(missing)}, not installed here: "
                "install what requirements.lock lists."
            )
        folder, _lock = folders.make(self.order.minimum_room)
        try:
            with folders.refusing_a_full_disk(folder.parent):
                self._start(folder)
            self._say_ready(folder)
            while not self._waited(0.25) and not self._forgotten():
                self._check_alive(folder)
        finally:
            self._end()
            if self.order.state:
                Path(self.order.state).unlink(missing_ok=True)
            folders.remove(folder)

    def _start(self, folder: Path) -> None:
        chosen = self.order.port is None and self.order.sfn_port is None
        for attempt in range(ATTEMPTS if chosen else 1):
            free, free_sfn = free_ports(2)
            port = free if self.order.port is None else claim(self.order.port)
            sfn_port = free_sfn if self.order.sfn_port is None else claim(self.order.sfn_port)
            if port == sfn_port:
                raise EngineFailed(f"Port {port} was asked for twice: choose two different ports.")
            try:
                self._spawn(servers.moto(sfn_port, port, folder, self.key), folder)
                self._spawn(servers.ministack(port, folder, self.key), folder)
                self._await_ready(folder)
            except EngineFailed:
                self._end()
                if attempt == ATTEMPTS - 1 or not chosen:
                    raise
            else:
                return

    def _spawn(self, server: servers.Server, folder: Path) -> None:
        with _log(server, folder).open("wb") as log:
            process = subprocess.Popen(
                server.command,
                env=dict(server.environment),
                cwd=folder,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=0,
            )
        self.running.append((server, process))

    def _await_ready(self, folder: Path) -> None:
        deadline = time.monotonic() + START_BOUND
        waiting = [server for server, _ in self.running]
        while waiting:
            waiting = [server for server in waiting if not servers.answers(server, self.key)]
            # Asked also after an answer: it may have come from a stranger on the same port.
            self._check_alive(folder)
            if time.monotonic() > deadline:
                raise EngineFailed(
                    f"{waiting[0].name} did not answer within {START_BOUND:.0f} s: "
                    "end other programs that keep this machine busy, and try again."
                )
            if waiting and self._waited(0.01):
                raise SystemExit

    def _check_alive(self, folder: Path) -> None:
        for server, process in self.running:
            if process.poll() is not None:
                raise EngineFailed(
                    f"{server.name}, part of the embedded engine, ended "
                    f"({_end_of(process.returncode)}); its last words: {_last_line(server, folder)}"
                )
            groups.bury(process.pid)

    def _waited(self, seconds: float) -> bool:
        """Waits that long; True, at once, when the owner is gone."""
        if self.order.kept:
            time.sleep(seconds)
            return False
        ended, _, _ = select.select([0], [], [], seconds)
        # A process forked by the owner may hold the pipe open after the owner died.
        return bool(ended) or os.getppid() != self.owner

    def _say_ready(self, folder: Path) -> None:
        ports = {server.name: server.port for server, _ in self.running}
        ready = {
            "watchdog": os.getpid(),
            "folder": str(folder),
            "port": ports["MiniStack"],
            "sfn_port": ports["Moto"],
            "groups": [process.pid for _, process in self.running],
            "key": self.key.to_wire(),
        }
        if self.order.state:
            new = folder / "state.json"
            new.touch(0o600)
            new.write_text(json.dumps(ready))
            shutil.move(new, self.order.state)
        _say({"ready": ready})
        if self.order.kept:  # its owner's terminal or pipe must not wait for it
            nothing = os.open(os.devnull, os.O_RDWR)
            for descriptor in (1, 2):
                os.dup2(nothing, descriptor)

    def _forgotten(self) -> bool:
        return self.order.state is not None and not Path(self.order.state).exists()

    def _end(self) -> None:
        groups.end([process.pid for _, process in self.running])
        for _, process in self.running:
            process.wait()
            if process.stdin:
                process.stdin.close()
        self.running.clear()


def _log(server: servers.Server, folder: Path) -> Path:
    return folder / f"{server.name.lower()}.log"


def _last_line(server: servers.Server, folder: Path) -> str:
    lines = _log(server, folder).read_text(errors="replace").strip().splitlines()
    return lines[-1].strip() if lines else "none."


def _end_of(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _say(message: dict[str, object]) -> None:
    with contextlib.suppress(OSError):  # the owner may have died first
        os.write(1, json.dumps(message).encode() + b"\n")


def _end_on_signal(_number: int, _frame: FrameType | None) -> None:
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)  # told twice, still clearing up once
    raise SystemExit


def main(argument: str) -> None:
    """Runs one engine as ordered, until its end."""
    for number in SIGNALS:
        signal.signal(number, _end_on_signal)
    groups.adopt_orphans()
    order = Order.from_wire(argument)
    if order.kept and os.fork():
        os._exit(0)  # so that the system, not whoever asked, buries the watchdog when it ends
    try:
        Watchdog(order).run()
    except EngineFailed as refusal:
        _say({"refused": type(refusal).__name__, "sentence": str(refusal)})


if __name__ == "__main__":
    main(sys.argv[1])
