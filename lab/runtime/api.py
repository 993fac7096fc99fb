"""The Lambda Runtime API over one kept connection: next, response, error, init/error.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import http.client
import json
from collections.abc import Mapping
from typing import Any

VERSION = "/2018-06-01/runtime"


class EnvironmentClosed(Exception):
    """Lambda no longer answers: this execution environment is to end."""


class _Headers(dict[str, str]):
    """Headers by name, in whichever case the server sent it."""

    def __init__(self, sent: list[tuple[str, str]]) -> None:
        super().__init__((name.title(), value) for name, value in sent)


class RuntimeApi:
    """One function's side of the conversation."""

    def __init__(self, address: str) -> None:
        # The lab's own engine puts a path behind the port, which only this function is told.
        where, slash, path = address.partition("/")
        self._path = slash + path + VERSION
        # No timeout: Lambda may hold `next` for as long as nothing is to be done.
        self._connection = http.client.HTTPConnection(where)

    def next(self) -> tuple[Mapping[str, str], bytes]:
        """The next invocation's headers and event; raises EnvironmentClosed."""
        status, headers, body = self._request("GET", "/invocation/next")
        if status != 200:
            raise EnvironmentClosed(f"next answered {status}")
        return headers, body

    def respond(self, request_id: str, result: bytes) -> None:
        """Hand over what the handler returned, as JSON."""
        self._request("POST", f"/invocation/{request_id}/response", result)

    def fail(self, request_id: str, error: dict[str, Any]) -> None:
        """Say that this invocation failed, and how."""
        self._post_error(f"/invocation/{request_id}/error", error)

    def fail_init(self, error: dict[str, Any]) -> None:
        """Say that the function cannot be started at all."""
        self._post_error("/init/error", error)

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def _post_error(self, path: str, error: dict[str, Any]) -> None:
        body = json.dumps(error, ensure_ascii=False, default=str).encode("utf-8", "replace")
        # Lambda wants a category here; a header may hold latin-1 only, a class name any letter.
        kind = str(error["errorType"]).encode("ascii", "replace").decode()
        self._request("POST", path, body, {"Lambda-Runtime-Function-Error-Type": kind})

    def _request(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, Mapping[str, str], bytes]:
        sent = {"Content-Type": "application/json", **(headers or {})}
        try:
            self._connection.request(method, self._path + path, body, sent)
            answer = self._connection.getresponse()
            return answer.status, _Headers(answer.getheaders()), answer.read()
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise EnvironmentClosed(f"{method} {path}: {error}") from error
