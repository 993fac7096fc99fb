"""An engine serves who holds its key and nobody else: no other user, no page in a browser."""

from __future__ import annotations

import hashlib
import http.server
import json
import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lab.engine import Engine, start
from lab.places import embedded
from tests.analysis.page.chromium import Chromium, found
from tests.lab.engine_owner import with_a_function
from tests.lab.strangers import NOBODY, Try, answers, listening, others_python, signed

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="reads Linux's socket table"),
]
AMZ_JSON = "application/x-amz-json-1.0"
ROLE = "arn:aws:iam::000000000000:role/any"
IDLE = "arn:aws:lambda:us-east-1:000000000000:function:idle"
THEIRS = {"FunctionName": "theirs", "Runtime": "python3.12", "Role": ROLE, "Handler": "h.h"}
CREATE = json.dumps({**THEIRS, "Code": {"ZipFile": "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="}})
ACTIVITY = {"Content-Type": AMZ_JSON, "X-Amz-Target": "AWSStepFunctions.CreateActivity"}
QUEUE = {"Content-Type": AMZ_JSON, "X-Amz-Target": "AmazonSQS.CreateQueue"}
ASKED = (
    ("lambda", "POST", "/2015-03-31/functions", {}, CREATE),
    ("states", "POST", "/", ACTIVITY, '{"name": "theirs"}'),
    ("sqs", "POST", "/", QUEUE, '{"QueueName": "theirs"}'),
    ("ministack", "POST", "/_ministack/reset", {}, ""),
    ("ministack", "GET", "/_ministack/health", {}, ""),
    ("ministack", "GET", "/_ministack/lambda-code/idle", {}, ""),
    ("moto", "POST", "/moto-api/reset", {}, ""),
    ("moto", "GET", "/moto-api/data.json", {}, ""),
    ("runtime", "GET", "/2018-06-01/runtime/invocation/next", {}, ""),
    ("runtime", "POST", "/2018-06-01/runtime/init/error", {}, "{}"),
)
KEYS = (("test", "test"), ("ak", "sk"), ("000000000000", "test"), ("RIPPLE0", "wrong"))


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with start() as running:
        with_a_function(embedded(running))
        yield running


@pytest.fixture
def ports(engine: Engine) -> Iterator[list[int]]:
    """Every port on which the engine listens; afterwards it must be as it was."""
    found = sorted(port for _, port in listening(engine.groups))
    assert {engine.port, engine.sfn_port} < set(found), "and the port of a function"
    yield found
    place = embedded(engine)
    functions = place.client("lambda")
    assert [each["FunctionName"] for each in functions.list_functions()["Functions"]] == ["idle"]
    assert functions.invoke(FunctionName="idle")["Payload"].read() == b"1"
    assert place.client("stepfunctions").list_activities()["activities"] == []
    assert not place.client("sqs").list_queues().get("QueueUrls")
    assert sorted(port for _, port in listening(engine.groups)) == found, "its function lives"


def tries(port: int) -> list[tuple[str, Try]]:
    return [
        (service, Try(port, method, path, headers, body))
        for service, method, path, headers, body in ASKED
    ]


def guessed() -> tuple[str, str, str]:
    """The credentials of a role as MiniStack makes them, from names that anybody can guess."""
    digest = hashlib.sha256(f"{IDLE}:{ROLE}".encode()).hexdigest()
    parts = (
        hashlib.sha256(f"{part}:{digest}".encode()).hexdigest() for part in ("secret", "token")
    )
    return (f"ASIA{digest[:16].upper()}", *parts)


def knocks(engine: Engine, port: int) -> list[Try]:
    """All that those who do not hold the key can think of, at one port."""
    key = engine.key
    unsigned = [each for _, each in tries(port)]
    wrong = [
        signed(each, service, *keys)
        for service, each in tries(port)
        for keys in (*KEYS, (key.id, "wrong"), guessed())
    ]
    # From here on, with the right key even: a page cannot have it, but nor may it help.
    right = [signed(each, service, key.id, key.secret) for service, each in tries(port)]
    paged = [replace(each, headers={**each.headers, "Origin": "http://evil"}) for each in right]
    renamed = [
        signed(replace(each, headers={**each.headers, "Host": f"evil:{port}"}), service,
               key.id, key.secret)
        for service, each in tries(port)
    ]  # fmt: skip
    changed = [replace(each, path=f"{each.path}?more=1") for each in right]
    return [*unsigned, *wrong, *paged, *renamed, *changed]


@pytest.mark.parametrize("user", [None, NOBODY], ids=["same user", "nobody"])
def test_who_has_no_key_is_refused_at_every_port(
    engine: Engine, ports: list[int], user: int | None
) -> None:
    if user is not None and (os.getuid() != 0 or not others_python()):
        pytest.skip("only root can become another user, who needs a Python of the system's")
    asked = [each for port in ports for each in knocks(engine, port)]
    told = answers(asked, user=user)
    assert [each for each in zip(told, asked, strict=True) if each[0] != 403] == []


PAGE = """<!DOCTYPE html><title>a page</title><div id="panel"></div><script>
window.sent = Promise.allSettled(ASKED.map(([port, method, path, body]) =>
  fetch(`http://127.0.0.1:${port}${path}`,
        {method, mode: "no-cors", ...(method === "POST" && {body})})));
</script>"""


@pytest.fixture
def page(ports: list[int]) -> Iterator[str]:
    """The address of somebody else's page, which posts to every port as soon as it is opened."""
    asked = [[each.port, each.method, each.path, each.body] for p in ports for _, each in tries(p)]
    html = PAGE.replace("ASKED", json.dumps(asked)).encode()

    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(html)

        def log_message(self, *_arguments: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()
        serving.join()


@pytest.mark.slow
@pytest.mark.skipif(found() is None, reason="no chromium here; CI installs Debian's")
def test_a_page_from_elsewhere_is_refused_at_every_port(
    page: str, ports: list[int], tmp_path: Path
) -> None:
    browser = Chromium(tmp_path)
    try:
        browser.open(page)
        told = browser.run("sent.then(each => each.map(({status}) => status))")
        answered = [
            event["params"]["response"]["status"]
            for event in browser.events
            if event["method"] == "Network.responseReceived" and event["params"]["type"] == "Fetch"
        ]
    finally:
        browser.close()
    assert len(told) == len(ports) * len(ASKED)
    assert set(answered) == {403}


def test_a_function_has_its_roles_keys_and_nothing_of_the_owners(engine: Engine) -> None:
    servers = {f"{group}" for group in engine.groups}
    seen = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            group = os.getpgid(int(process.name))
            command, told = ((process / name).read_bytes() for name in ("cmdline", "environ"))
        except OSError:
            continue
        assert engine.key.secret.encode() not in command
        if group in engine.groups and process.name not in servers:
            seen += 1
            environment = dict(each.partition("=")[::2] for each in told.decode().split("\0"))
            mine = engine.key.role(IDLE, ROLE)
            assert mine.items() <= environment.items()
            assert engine.key.secret not in told.decode()
    assert seen


def test_the_key_is_not_shown_with_the_engine(engine: Engine) -> None:
    assert engine.key.secret not in f"{engine} {embedded(engine)}"


def test_every_engine_has_a_key_of_its_own(engine: Engine) -> None:
    with start() as other:
        assert other.key != engine.key
        listing = Try(other.port, "GET", "/2015-03-31/functions", {})
        assert answers([signed(listing, "lambda", engine.key.id, engine.key.secret)]) == [403]
        assert answers([signed(listing, "lambda", other.key.id, other.key.secret)]) == [200]
