"""Forks workers from a process that has boto3 loaded: no import to wait for, memory shared.

A worker of its own takes a third of a second of CPU and 40 MB to start, nearly all of it boto3.
A fork takes a few milliseconds and the pages it writes to. Lambda's processes (start.py) ask for
one over a Unix socket that only this user can open. The server ends when it has no workers left.
"""

import contextlib
import gc
import marshal
import os
import runpy
import selectors
import signal
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

LISTENER = 3
LARGEST_REQUEST = 1 << 18
SECONDS_WITHOUT_WORK = 2.0


@dataclass(frozen=True)
class Worker:
    """A forked process and the one that stands for it."""

    pid: int
    pidfd: int
    client: socket.socket


def preload() -> None:
    """Load what every worker would: boto3, the models of its services, the code of a call.

    It goes into boto3's default session, which still looks up region, credentials and endpoint
    when a worker makes a client, so in that worker's own environment.
    """
    with contextlib.suppress(Exception):  # without it a worker is slower to start, no more
        import boto3
        from botocore.config import Config
        from botocore.exceptions import EndpointConnectionError

        nowhere = {
            "region_name": "us-east-1",
            "endpoint_url": "http://127.0.0.1:9",
            "aws_access_key_id": "none",
            "aws_secret_access_key": "none",
            "config": Config(retries={"total_max_attempts": 1}),
        }
        boto3.setup_default_session()
        boto3.client("sns", **nowhere)
        boto3.client("sqs", **nowhere)
        with contextlib.suppress(EndpointConnectionError):
            boto3.resource("dynamodb", **nowhere).Table("none").get_item(Key={"pk": "none"})
    gc.collect()
    gc.freeze()


class ForkServer:
    """Hands out workers, tells each client when its worker ended, and ends orphans."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._selector = selectors.DefaultSelector()
        self._selector.register(listener, selectors.EVENT_READ, self._accept)
        self._workers: dict[int, Worker] = {}

    def serve(self) -> None:
        """Work until there has been no worker for a while."""
        while True:
            ready = self._selector.select(None if self._workers else SECONDS_WITHOUT_WORK)
            if not ready:
                return
            for key, _ in ready:
                key.data()

    def _accept(self) -> None:
        client, _ = self._listener.accept()
        try:
            request, outputs, _, _ = socket.recv_fds(client, LARGEST_REQUEST, 2)
        except OSError:
            request, outputs = b"", []
        if len(outputs) != 2:
            client.close()
            return
        pid = os.fork()
        if pid == 0:
            self._become_worker(client, request, outputs)
        for output in outputs:
            os.close(output)
        worker = Worker(pid, os.pidfd_open(pid), client)
        self._workers[pid] = worker
        with contextlib.suppress(OSError):
            client.send(b"forked")
        self._selector.register(worker.pidfd, selectors.EVENT_READ, lambda: self._ended(worker))
        self._selector.register(client, selectors.EVENT_READ, lambda: self._abandoned(worker))

    def _ended(self, worker: Worker) -> None:
        _, status = os.waitpid(worker.pid, 0)
        del self._workers[worker.pid]
        self._selector.unregister(worker.pidfd)
        with contextlib.suppress(KeyError):
            self._selector.unregister(worker.client)
        os.close(worker.pidfd)
        code = os.waitstatus_to_exitcode(status)
        with contextlib.suppress(OSError):
            worker.client.send(str(code if code >= 0 else 128 - code).encode())
        worker.client.close()

    def _abandoned(self, worker: Worker) -> None:
        self._selector.unregister(worker.client)
        os.kill(worker.pid, signal.SIGKILL)

    def _become_worker(self, client: socket.socket, request: bytes, outputs: list[int]) -> None:
        code = 1
        try:
            self._selector.close()
            self._listener.close()
            client.close()
            for other in self._workers.values():
                other.client.close()
                os.close(other.pidfd)
            code = work(request, outputs)
        except BaseException:  # noqa: BLE001 - a fork must never return into the server's loop
            sys.excepthook(*sys.exc_info())
        finally:
            with contextlib.suppress(BaseException):
                sys.stdout.flush()
            os._exit(code)


def work(request: bytes, outputs: list[int]) -> int:
    """Be what the bootstrap would have become; the exit code."""
    environment, folder, main = marshal.loads(request)  # noqa: S302 - only this user can ask
    for number, output in enumerate(outputs, start=1):
        os.dup2(output, number)
        os.close(output)
    # The old ones remember what kind of file they stood for.
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    try:
        runpy.run_path(main, run_name="__main__")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


def main(address: str) -> None:
    """Serve on the socket that was opened for us, then take its name away."""
    listener = socket.socket(fileno=LISTENER)
    preload()
    ForkServer(listener).serve()
    with contextlib.suppress(OSError):
        Path(address).unlink()


if __name__ == "__main__":
    main(sys.argv[1])
