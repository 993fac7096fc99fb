"""Who may come in: nobody but who signs with the engine's key, and from no other page or address.

It stands in front of both servers, in their processes, as ASGI and as WSGI put a wall in front of
an application. What the servers themselves let pass unsigned (their own reset, code of functions,
messages of queues) is behind it too.
"""

import hmac
import io
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from lab.engine.key import ROLE, Key
from lab.engine.ports import LOOPBACK
from lab.engine.signature import Signature

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

SERVES = "This engine serves only who holds its key,"
# Its own addresses, which roles have no business at: reset, every queue's messages, and the like.
ADMINISTRATION = ("/_", "/moto-api", "/health")


class Guard:
    """Tells the owner's requests and those of functions from a stranger's."""

    def __init__(self, key: Key, port: int) -> None:
        self.key = key
        self.hosts = frozenset({f"{LOOPBACK}:{port}", f"localhost:{port}"})
        self.origins = frozenset(f"http://{host}" for host in self.hosts)
        self._secret_of = lru_cache(256)(key.secret_of)  # a role signs every one of its calls

    def objection(self, path: str, headers: Mapping[str, str]) -> str | None:
        """What speaks against a request before anything of its body is read."""
        if headers.get("host") not in self.hosts:
            return "it was sent to another host"
        if headers.get("origin", next(iter(self.origins))) not in self.origins:
            return "it comes from another origin's page"
        key_id = _key_id(headers.get("authorization", ""))
        if not key_id:
            return "it is not signed"
        if key_id != self.key.id and not key_id.startswith(ROLE):
            return "it is signed with another key"
        if key_id != self.key.id and path.startswith(ADMINISTRATION):
            return "it is the owner's to ask"
        return None

    def forgery(
        self, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes
    ) -> str | None:
        """What is wrong with the signature of a request that nothing else speaks against."""
        signature = Signature.read(headers["authorization"])
        if signature is None:
            return "its signature cannot be read"
        if not signature.fresh(headers.get("x-amz-date", "")):
            return "it was signed too long ago"
        secret = self._secret_of(signature.key_id)
        right = signature.right_value(secret, method, path, query, headers, body)
        return None if hmac.compare_digest(signature.value, right) else "its signature is wrong"

    def asgi(self, application: Any, admitted: Callable[[str], object] = lambda _: None) -> Any:
        """An ASGI application behind this guard; `admitted` is told whose request goes through."""

        async def guarded(scope: Message, receive: Receive, send: Send) -> None:
            if scope["type"] == "lifespan":
                await application(scope, receive, send)
                return
            if scope["type"] != "http":  # no part of the lab opens a web socket
                await receive()
                await send({"type": "websocket.close", "code": 1008})
                return
            headers = _joined(
                (name.decode("latin-1"), value.decode("latin-1"))
                for name, value in scope["headers"]
            )
            path = scope["raw_path"].decode("latin-1")
            why = self.objection(scope["path"], headers)
            if why is None:
                body = await _body(receive)
                query = scope["query_string"].decode("latin-1")
                why = self.forgery(scope["method"], path, query, headers, body)
                receive = _again(body, receive)
            if why is None:
                admitted(_key_id(headers["authorization"]))
                await application(scope, receive, send)
                return
            answer = refusal(why)
            sent = [(name.encode(), value.encode()) for name, value in _answers(answer)]
            await send({"type": "http.response.start", "status": 403, "headers": sent})
            await send({"type": "http.response.body", "body": answer})

        return guarded

    def wsgi(self, application: Any) -> Any:
        """A WSGI application behind this guard."""

        def guarded(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
            headers = {
                name.removeprefix("HTTP_").replace("_", "-").lower(): value
                for name, value in environ.items()
                if name.startswith("HTTP_") or name in {"CONTENT_TYPE", "CONTENT_LENGTH"}
            }
            path = environ["PATH_INFO"]
            why = self.objection(path, headers)
            if why is None:
                body = environ["wsgi.input"].read(int(headers.get("content-length") or 0))
                environ["wsgi.input"] = io.BytesIO(body)
                raw, _, query = environ["REQUEST_URI"].partition("?")
                why = self.forgery(environ["REQUEST_METHOD"], raw, query, headers, body)
            if why is None:
                inside: Iterable[bytes] = application(environ, start)
                return inside
            answer = refusal(why)
            start("403 Forbidden", _answers(answer))
            return [answer]

        return guarded


def runtime_api(handler: type[Any], key: Key) -> type[Any]:
    """A request handler of the standard library's server that serves who knows its port's token.

    For the ports at which functions fetch their events, one for each process of a function: it is
    told the token as the path of the address, so every client of the Lambda Runtime API has it.
    """
    token = lru_cache(256)(key.runtime_token)

    class Guarded(handler):  # type: ignore[misc]
        def parse_request(self) -> bool:
            if not super().parse_request():
                return False
            sent = self.path.split("/")[1:2]
            right = token(self.server.server_address[1])
            if sent and hmac.compare_digest(sent[0].encode(), right.encode()):
                return True
            self.close_connection = True
            self.send_error(403)
            return False

    return Guarded


def refusal(why: str) -> bytes:
    """The answer to a stranger, in a shape that AWS's clients read as an error."""
    words = f"{SERVES} and this request is refused: {why}."
    return json.dumps({"__type": "AccessDeniedException", "message": words}).encode()


def _answers(body: bytes) -> list[tuple[str, str]]:
    return [
        ("Content-Type", "application/x-amz-json-1.0"),
        ("Content-Length", str(len(body))),
        ("x-amzn-ErrorType", "AccessDeniedException"),
        ("Connection", "close"),
    ]


def _key_id(authorization: str) -> str:
    return authorization.partition("Credential=")[2].partition("/")[0]


def _joined(sent: Iterable[tuple[str, str]]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in sent:
        headers[name.lower()] = (
            f"{headers[name.lower()]}, {value}" if name.lower() in headers else value
        )
    return headers


async def _body(receive: Receive) -> bytes:
    message = await receive()
    body = bytearray(message.get("body", b""))
    while message.get("more_body", False):
        message = await receive()
        body += message.get("body", b"")
    return bytes(body)


def _again(body: bytes, receive: Receive) -> Receive:
    """The body once more, and then what really comes next."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def given() -> Message:
        return waiting.pop() if waiting else await receive()

    return given
