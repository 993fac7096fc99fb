"""Plays Lambda's side of the Runtime API to a runtime under test."""

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ARN = "arn:aws:lambda:us-east-1:000000000000:function:greet"


@dataclass
class Lambda:
    """Lambda's side: hands out events, keeps what the runtime posts, then closes."""

    events: list[bytes] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    posts: list[tuple[str, bytes, dict[str, str]]] = field(default_factory=list)
    connections: int = 0
    address: str = ""
    handed_out: int = 0

    def send(self, *events: Any) -> None:
        self.events += [json.dumps(event).encode() for event in events]

    def next(self) -> tuple[str, bytes] | None:
        if self.handed_out == len(self.events):
            return None
        self.handed_out += 1
        return f"request-{self.handed_out}", self.events[self.handed_out - 1]

    @property
    def answers(self) -> list[tuple[str, Any]]:
        return [(path, json.loads(body)) for path, body, _ in self.posts]


@contextlib.contextmanager
def playing_lambda(*, stays: bool = False) -> Iterator[Lambda]:
    """Lambda, for as long as the block lasts.

    stays: a runtime that asks for more events than there are is kept waiting, not sent away.
    """
    over = threading.Event()
    played = Lambda()

    class Api(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            played.connections += 1

        def do_GET(self) -> None:
            found = played.next()
            if found is None:
                if stays:
                    over.wait(30)
                self._answer(500, b"{}", {})
            else:
                request_id, event = found
                deadline = str(int((time.time() + 15) * 1000))
                self._answer(
                    200,
                    event,
                    {
                        "Lambda-Runtime-Aws-Request-Id": request_id,
                        "Lambda-Runtime-Deadline-Ms": deadline,
                        "Lambda-Runtime-Invoked-Function-Arn": ARN,
                        **played.headers,
                    },
                )

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            path = self.path.removeprefix("/2018-06-01/runtime/")
            played.posts.append((path, body, dict(self.headers)))
            self._answer(202, b"", {})

        def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            with contextlib.suppress(ConnectionError):  # the runtime may have been killed
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing: the test reads standard error."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    server.daemon_threads = True
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
    ).start()
    played.address = f"127.0.0.1:{server.server_port}"
    yield played
    over.set()
    server.shutdown()
    server.server_close()
