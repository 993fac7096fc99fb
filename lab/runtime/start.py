"""What the bootstrap runs: gets this environment's worker from the fork server, or becomes it.

Stands for the worker in the eyes of Lambda: ends when the worker ends, and the worker ends when
this is killed. It imports next to nothing, because there is one for every environment.
"""
# pathlib takes longer to import than all of this takes to run:
# ruff: noqa: PTH100, PTH108, PTH109, PTH110, PTH118, PTH120, PTH123

import _socket  # a third of the time and memory of `socket`, which is built on it
import fcntl
import marshal
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
# -P: the folder of the script is not where modules are imported from.
PYTHON_OPTIONS = ("-P", "-X", "utf8")
WORKER = os.path.join(HERE, "main.py")
FORK_SERVER = os.path.join(HERE, "forkserver.py")
# All the fork server needs to find what it loads; a worker gets its own environment later.
KEPT = ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONUSERBASE")
LISTENER = 3
LONGEST_EXIT_CODE = 16
SERVER_IS_GONE = 1


def main() -> int:
    """The worker's exit code; where there can be no fork server, this process is the worker.

    That is anywhere but on Linux: elsewhere, libraries forbid a fork that does not exec.
    """
    python = os.environ["RIPPLE_PYTHON"]
    server = _worker_of_a_server(python) if hasattr(os, "pidfd_open") else None
    if server is None:
        os.execv(python, [python, *PYTHON_OPTIONS, WORKER])  # noqa: S606 - replaces this process
    try:
        return int(server.recv(LONGEST_EXIT_CODE) or SERVER_IS_GONE)
    except OSError:
        return SERVER_IS_GONE


def _worker_of_a_server(python: str) -> _socket.socket | None:
    """The connection that will tell how the worker ended; None where no server forked one."""
    try:
        server = _connected(f"{_folder()}/ripple-forkserver-{os.getuid()}", python)
        _hand_over(server)
        forked = server.recv(LONGEST_EXIT_CODE)
    except OSError:
        return None
    return server if forked else None


def _folder() -> str:
    return os.environ.get("TMPDIR", "/tmp")  # noqa: S108 - the socket opens to its owner only


def _connected(address: str, python: str) -> _socket.socket:
    server = _new_socket()
    with open(f"{address}.lock", "wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            server.connect(address)
        except (FileNotFoundError, ConnectionRefusedError):
            _start_server(address, python)
            server.connect(address)
    return server


def _start_server(address: str, python: str) -> None:
    """Listen already here, so that nobody has to wait until the server is ready to be asked."""
    if os.path.exists(address):
        os.unlink(address)
    listener = _new_socket()
    os.umask(0o077)
    listener.bind(address)
    listener.listen(128)
    null = os.open(os.devnull, os.O_RDWR)
    given = [(os.POSIX_SPAWN_DUP2, null, number) for number in (0, 1, 2)]
    given.append((os.POSIX_SPAWN_DUP2, listener.fileno(), LISTENER))
    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    command = [python, *PYTHON_OPTIONS, FORK_SERVER, address]
    os.posix_spawn(python, command, environment, file_actions=given)


def _hand_over(server: _socket.socket) -> None:
    """Send what a process of its own would have inherited: output, environment, folder."""
    request = marshal.dumps((dict(os.environ), os.getcwd(), WORKER))
    outputs = b"".join(number.to_bytes(4, sys.byteorder) for number in (1, 2))
    server.sendmsg([request], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, outputs)])


def _new_socket() -> _socket.socket:
    return _socket.socket(_socket.AF_UNIX, _socket.SOCK_SEQPACKET)


if __name__ == "__main__":
    sys.exit(main())
