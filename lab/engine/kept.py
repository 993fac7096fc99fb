"""The engine that is kept between commands: started by `up`, found by all, ended by `down`.

One a repository and user. Its watchdog writes the state file when both servers answer, removes it
at the end, and ends when the file is gone. The file of an engine that was killed is told by the
free lock on its folder, and cleared by whoever looks next.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import signal
import stat
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lab.engine import folder as folders
from lab.engine import groups
from lab.engine.memory import memory_of
from lab.engine.running import STOP_BOUND, Engine, start
from lab.engine.servers import ROOT
from lab.errors import EngineFailed


@dataclass(frozen=True)
class Kept:
    """A kept engine and how it does: `uptime` in seconds, `memory` in bytes if it can be told."""

    engine: Engine
    uptime: float
    memory: int | None


def up(*, port: int | None = None, sfn_port: int | None = None) -> tuple[Engine, bool]:
    """The kept engine, started if need be, and whether it was; safe to call from several places.

    Raises EngineFailed when one runs on other ports than those asked for, and what `start` raises.
    """
    with _locked():
        found = _running()
        if found is None:
            return start(port=port, sfn_port=sfn_port, state=_state_file()), True
        asked = (port or found.port, sfn_port or found.sfn_port)
        if asked != (found.port, found.sfn_port):
            raise EngineFailed(
                f"An engine already runs on ports {found.port} and {found.sfn_port}: "
                "run `ripple down` before asking for others."
            )
        return found, False


def down() -> bool:
    """Ends the kept engine; whether there was one."""
    with _locked():
        found = _running()
        if found is None:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(found.watchdog, signal.SIGTERM)
        deadline = time.monotonic() + STOP_BOUND
        while found.folder.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        if found.folder.exists():
            groups.end(found.groups)
        _clear(found)
        return True


def status() -> Kept | None:
    """How the kept engine does, or None when there is none."""
    found = running()
    if found is None:
        return None
    return Kept(
        engine=found,
        uptime=max(0.0, time.time() - (found.folder / "lock").stat().st_mtime),
        memory=memory_of([*found.groups, os.getpgid(found.watchdog)]),
    )


def running() -> Engine | None:
    """The kept engine, if there is one; clears up after one that was killed."""
    if not _state_file(make=False).exists():
        return None
    with _locked():
        return _running()


def _running() -> Engine | None:
    try:
        engine = Engine.from_wire(json.loads(_state_file().read_text()))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        _state_file().unlink()
        return None
    if engine.alive:
        return engine
    _clear(engine)
    return None


def _clear(engine: Engine) -> None:
    if engine.folder.name.startswith(folders.PREFIX):
        folders.remove(engine.folder)
    _state_file().unlink(missing_ok=True)


@contextlib.contextmanager
def _locked() -> Iterator[None]:
    """One at a time; the lock goes when no engine is kept, and its folder with it."""
    path, lock = _lock()
    try:
        yield
    finally:
        if not _state_file().exists():
            path.unlink(missing_ok=True)
            with contextlib.suppress(OSError):  # somebody else's file is in it
                path.parent.rmdir()
        os.close(lock)


def _lock() -> tuple[Path, int]:
    """The lock's file and the descriptor that holds it."""
    while True:
        path = _state_file().with_suffix(".lock")
        try:
            lock = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        except FileNotFoundError:  # who had it just removed the folder
            continue
        fcntl.flock(lock, fcntl.LOCK_EX)
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_ino == os.fstat(lock).st_ino:
                return path, lock
        os.close(lock)  # who had it removed the file meanwhile


def _state_file(*, make: bool = True) -> Path:
    """One a repository, in a folder that nobody else can read or prepare."""
    given = os.environ.get("XDG_RUNTIME_DIR", "")
    if given and os.access(given, os.W_OK):
        folder = Path(given) / "ripple-lab"
    else:
        folder = Path(tempfile.gettempdir()) / f"ripple-lab-{os.getuid()}"
    if make:
        folder.mkdir(mode=0o700, exist_ok=True)
    if folder.exists():
        about = folder.lstat()
        if not stat.S_ISDIR(about.st_mode) or about.st_uid != os.getuid() or about.st_mode & 0o077:
            raise EngineFailed(
                f"{folder} should be a folder that only you can use: remove it, and try again."
            )
    return folder / f"engine-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]}.json"
