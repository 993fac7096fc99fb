"""What the guard before an engine's servers lets in, without an engine: a table and a property."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.engine.guard import Guard, runtime_api
from lab.engine.key import Key
from lab.engine.signature import CLOCK, Signature
from tests.lab.strangers import Try, signed

KEY = Key("RIPPLE0000000000TEST", "the same at every run")
GUARD = Guard(KEY, 4000)
ASKED = Try(4000, "POST", "/some/path?a=1&b", {"X-Amz-Target": "Some.Thing"}, "body")
OWN = signed(ASKED, "sqs", KEY.id, KEY.secret)
FUNCTIONS = KEY.role("function", "role")
ROLES = signed(
    ASKED,
    "sqs",
    FUNCTIONS["AWS_ACCESS_KEY_ID"],
    FUNCTIONS["AWS_SECRET_ACCESS_KEY"],
    FUNCTIONS["AWS_SESSION_TOKEN"],
)


def through_wsgi(asked: Try) -> int:
    """The status that a WSGI application behind the guard answers with."""
    path, _, query = asked.path.partition("?")
    headers = {f"HTTP_{n.upper().replace('-', '_')}": v for n, v in asked.headers.items()}
    environ: dict[str, Any] = {
        "REQUEST_METHOD": asked.method,
        "PATH_INFO": path,
        "REQUEST_URI": asked.path,
        "QUERY_STRING": query,
        "CONTENT_LENGTH": str(len(asked.body.encode())),
        "wsgi.input": io.BytesIO(asked.body.encode()),
        "HTTP_HOST": "127.0.0.1:4000",
        **headers,
    }
    told: list[str] = []

    def inside(environ: dict[str, Any], start: Any) -> list[bytes]:
        start("200 OK", [])
        return [environ["wsgi.input"].read()]

    body = GUARD.wsgi(inside)(environ, lambda status, _headers: told.append(status))
    if told == ["200 OK"]:
        assert b"".join(body) == asked.body.encode()
    return int(told[0][:3])


def through_asgi(asked: Try) -> int:
    """The status that an ASGI application behind the guard answers with."""
    path, _, query = asked.path.partition("?")
    headers = {"host": "127.0.0.1:4000", **{n.lower(): v for n, v in asked.headers.items()}}
    halves = [asked.body.encode()[:2], asked.body.encode()[2:]]
    scope = {
        "type": "http",
        "method": asked.method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(n.encode(), v.encode("latin-1")) for n, v in headers.items()],
    }
    told: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": halves.pop(0), "more_body": bool(halves)}

    async def send(message: dict[str, Any]) -> None:
        told.append(message)

    async def inside(_scope: Any, receive: Any, send: Any) -> None:
        assert (await receive())["body"] == asked.body.encode()
        await send({"type": "http.response.start", "status": 200, "headers": []})

    asyncio.run(GUARD.asgi(inside)(scope, receive, send))
    return int(told[0]["status"])


WAYS = pytest.mark.parametrize("through", [through_wsgi, through_asgi])


@WAYS
@pytest.mark.parametrize("asked", [OWN, ROLES], ids=["owner", "role"])
def test_who_signs_with_the_key_or_a_roles_comes_in(through: Any, asked: Try) -> None:
    assert through(asked) == 200


@WAYS
@pytest.mark.parametrize(
    "change",
    [
        {"headers": ASKED.headers},
        {"headers": OWN.headers | {"Origin": "http://evil"}},
        {"headers": OWN.headers | {"Origin": "null"}},
        {"headers": OWN.headers | {"Host": "evil:4000"}},
        {"headers": OWN.headers | {"Host": "127.0.0.1:4001"}},
        {"headers": OWN.headers | {"Authorization": "Bearer of bad news"}},
        {"headers": OWN.headers | {"Authorization": "AWS4-HMAC-SHA256 Credential="}},
        {"headers": OWN.headers | {"X-Amz-Target": "Some.Other"}},
        {"headers": OWN.headers | {"X-Amz-Date": "20200101T000000Z"}},
        {"body": "other"},
        {"method": "PUT"},
        {"path": "/other?a=1&b"},
        {"path": "/some/path?a=2&b"},
    ],
    ids="".join,
)
def test_what_was_not_signed_so_stays_outside(through: Any, change: dict[str, Any]) -> None:
    parts = {name: getattr(OWN, name) for name in ("port", "method", "path", "headers", "body")}
    assert through(Try(**parts | change)) == 403


@WAYS
@pytest.mark.parametrize("path", ["/_ministack/reset", "/moto-api/reset", "/health"])
def test_a_role_has_no_business_at_the_servers_own_addresses(through: Any, path: str) -> None:
    asked = Try(4000, "POST", path, {})
    assert through(signed(asked, "sqs", KEY.id, KEY.secret)) == 200
    keys = (FUNCTIONS["AWS_ACCESS_KEY_ID"], FUNCTIONS["AWS_SECRET_ACCESS_KEY"])
    assert through(signed(asked, "sqs", *keys)) == 403


@WAYS
def test_a_role_does_not_act_as_another_key_that_it_names(through: Any) -> None:
    keys = (FUNCTIONS["AWS_ACCESS_KEY_ID"], FUNCTIONS["AWS_SECRET_ACCESS_KEY"])
    asked = signed(Try(4000, "POST", "/_ministack/reset", {}), "sqs", *keys)
    owner = f"Credential={KEY.id}/20261201/us-east-1/sqs/aws4_request"
    algorithm, _, rest = asked.headers["Authorization"].partition(" ")
    for said in (f"{algorithm} {owner}, {rest}", f"{algorithm} {owner}, {algorithm} {rest}"):
        assert through(replace(asked, headers=asked.headers | {"Authorization": said})) == 403


@WAYS
def test_what_is_signed_for_another_host_stays_outside(through: Any) -> None:
    elsewhere = replace(ASKED, headers={"Host": "evil:4000"})
    assert through(signed(elsewhere, "sqs", KEY.id, KEY.secret)) == 403


@WAYS
@pytest.mark.parametrize(("minutes", "status"), [(-16, 403), (-14, 200), (14, 200), (16, 403)])
def test_what_was_signed_long_ago_or_will_be_stays_outside(
    through: Any, minutes: int, status: int
) -> None:
    date = (datetime.now(UTC) + timedelta(minutes=minutes)).strftime(CLOCK)
    headers = {"host": "127.0.0.1:4000", "x-amz-date": date}
    unsigned = Signature(KEY.id, date[:8], "us-east-1", "sqs", ";".join(headers))
    value = unsigned.right_value(KEY.secret, "GET", "/", "", headers, b"")
    said = {"X-Amz-Date": date, "Authorization": replace(unsigned, value=value).header()}
    assert through(Try(4000, "GET", "/", said)) == status


def test_every_role_has_a_secret_of_its_own() -> None:
    secrets = {KEY.secret, *(KEY.role(each, "role")["AWS_SECRET_ACCESS_KEY"] for each in "ab")}
    assert len(secrets) == 3


SEGMENT = st.text(max_size=6).filter(lambda text: text not in {".", ".."})


@given(
    service=st.sampled_from(["s3", "sqs", "states"]),
    segments=st.lists(SEGMENT.map(lambda text: quote(text, safe="~")), max_size=4),
    query=st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=3),
    value=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=9),
    body=st.text(max_size=20),
)
def test_what_aws_s_own_library_signs_comes_in(
    service: str, segments: list[str], query: list[tuple[str, str]], value: str, body: str
) -> None:
    path = "/" + "/".join(each for each in segments if each)
    path += "?" + urlencode(query, quote_via=quote) if query else ""
    asked = Try(4000, "POST", path, {"X-Amz-Meta-It": f"a  {value}"}, body)
    assert through_wsgi(signed(asked, service, KEY.id, KEY.secret)) == 200


@given(
    key_id=st.sampled_from([KEY.id, "test", "ak", "ASIA0123456789ABCDEF", "000000000000"]),
    secret=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1),
    path=st.text(max_size=20).map(lambda text: "/" + quote(text)),
    body=st.text(max_size=20),
)
def test_no_other_secret_opens(key_id: str, secret: str, path: str, body: str) -> None:
    asked = Try(4000, "POST", path, {}, body)
    assert through_wsgi(signed(asked, "sqs", key_id, secret)) == 403


def test_a_web_socket_is_closed() -> None:
    told: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: dict[str, Any]) -> None:
        told.append(message)

    async def inside(*_arguments: Any) -> None:
        raise AssertionError

    asyncio.run(GUARD.asgi(inside)({"type": "websocket", "headers": []}, receive, send))
    assert told == [{"type": "websocket.close", "code": 1008}]


@pytest.mark.parametrize(
    ("path", "served"),
    [
        (f"/{KEY.runtime_token(7)}/2018-06-01/runtime/invocation/next", True),
        (f"/{KEY.runtime_token(8)}/2018-06-01/runtime/invocation/next", False),
        (f"/2018-06-01/runtime/invocation/next?{KEY.runtime_token(7)}", False),
        ("/2018-06-01/runtime/invocation/next", False),
        ("*", False),
        ("/\u00e9/", False),
    ],
)
def test_a_functions_port_serves_who_knows_its_token(path: str, served: bool) -> None:
    class Handler:
        server = SimpleNamespace(server_address=("127.0.0.1", 7))
        close_connection = False
        refused = 0

        def __init__(self) -> None:
            self.path = path

        def parse_request(self) -> bool:
            return True

        def send_error(self, code: int) -> None:
            self.refused = code

    handler = runtime_api(Handler, KEY)()
    assert handler.parse_request() is served
    assert handler.refused == (0 if served else 403)
    assert handler.close_connection is not served
