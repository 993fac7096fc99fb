"""Where the lab works: which place is chosen, who is asked, and what each refusal says."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from lab.endpoints import Endpoint
from lab.engine import Engine, start
from lab.engine.ports import free_ports
from lab.errors import LabError, NotAgreed, UnreachableEndpoint
from lab.places import NoAccount, Place, PlaceKind, agree, embedded, open_place

pytestmark = pytest.mark.slow  # clients are made

CHOOSING = (
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_SFN",
    "AWS_PROFILE",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
)


@pytest.fixture(autouse=True)
def nobodys_environment(tmp_path, monkeypatch):
    for name in CHOOSING:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with start() as running:
        yield running


@pytest.fixture
def web_server() -> Iterator[str]:
    """Something that answers and is no AWS."""

    class Nothing(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404)

        def log_message(self, *arguments: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Nothing) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        serving.join()


def test_an_unknown_place_is_refused():
    with pytest.raises(LabError, match="no place 'moon': choose one of embedded, endpoint, aws"):
        open_place("moon").__enter__()


@pytest.mark.engine
def test_an_endpoint_in_the_environment_is_used_with_its_step_functions(engine, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", engine.endpoint_url)
    monkeypatch.setenv("AWS_ENDPOINT_URL_SFN", engine.sfn_endpoint_url)
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    for name, value in engine.key.settings().items():
        monkeypatch.setenv(name, value)
    with open_place() as place:
        assert (place.kind, place.region) == (PlaceKind.ENDPOINT, "eu-central-1")
        assert place.rewrites_runtime
        made = place.client("stepfunctions").create_activity(name="elsewhere")
        assert made["activityArn"] == "arn:aws:states:eu-central-1:000000000000:activity:elsewhere"
        assert place.client("sqs").list_queues()
    # The endpoint is not ours, so it outlives the place.
    assert engine.alive


@pytest.mark.engine
def test_only_a_ministack_has_its_functions_rewritten(engine, web_server, monkeypatch):
    for name, value in engine.key.settings().items():
        monkeypatch.setenv(name, value)
    for url, rewrites in (
        (engine.endpoint_url, True),
        (engine.sfn_endpoint_url, False),
        (web_server, False),
    ):
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        with open_place("endpoint") as place:
            assert place.rewrites_runtime is rewrites


@pytest.mark.engine
def test_an_engine_whose_key_is_not_given_is_refused(engine, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", engine.endpoint_url)
    with pytest.raises(UnreachableEndpoint, match=r"serves only who holds its key: .*ripple up"):
        open_place().__enter__()


def test_an_endpoint_where_nothing_answers_is_refused(monkeypatch):
    (port,) = free_ports(1)
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
    with pytest.raises(
        UnreachableEndpoint,
        match=rf"Nothing answers at http://127\.0\.0\.1:{port}, where AWS_ENDPOINT_URL points",
    ):
        open_place().__enter__()


def test_step_functions_where_nothing_answers_is_refused(web_server, monkeypatch):
    (port,) = free_ports(1)
    monkeypatch.setenv("AWS_ENDPOINT_URL", web_server)
    monkeypatch.setenv("AWS_ENDPOINT_URL_SFN", f"http://127.0.0.1:{port}")
    with pytest.raises(UnreachableEndpoint, match=f":{port}, where AWS_ENDPOINT_URL_SFN points"):
        open_place().__enter__()


@pytest.mark.parametrize(
    "text", ["localhost:4566", "4566", "ftp://here", "http://", "http://here:port"]
)
def test_what_is_no_address_is_refused(text, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", text)
    with pytest.raises(UnreachableEndpoint, match="no address: write it like http://"):
        open_place().__enter__()


def test_an_endpoint_that_is_not_set_is_refused():
    with pytest.raises(UnreachableEndpoint, match="AWS_ENDPOINT_URL is not set"):
        open_place("endpoint").__enter__()


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:4566", True),
        ("http://localhost:4566", True),
        ("http://[::1]:4566", True),
        ("http://s3.localhost:4566", True),
        ("https://vpce-1.sqs.eu-west-1.vpce.amazonaws.com", False),
        ("http://10.0.0.1:4566", False),
    ],
)
def test_an_address_is_local_on_loopback_alone(url, local):
    assert Endpoint.at(url).local is local


@pytest.mark.engine
def test_the_callers_profile_proxies_and_keys_stay_out_of_a_local_place(engine, monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "no-such-profile")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "real")
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    place = embedded(engine)
    assert place.client("sts").get_caller_identity()["Account"] == "000000000000"
    assert place.client("sts")._request_signer._credentials.access_key == engine.key.id


@pytest.mark.engine
def test_threads_share_one_client_a_service(engine):
    place = embedded(engine)
    with ThreadPoolExecutor(8) as pool:
        clients = set(pool.map(lambda _: place.client("sqs"), range(32)))
    assert len(clients) == 1


def test_an_account_is_not_looked_for_at_an_endpoint(monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
    with pytest.raises(NoAccount, match="unset it first"):
        open_place("aws").__enter__()


def test_an_account_needs_a_region():
    with pytest.raises(NoAccount, match="No AWS region is set"):
        open_place("aws").__enter__()


def test_an_account_needs_credentials(monkeypatch):
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    with pytest.raises(NoAccount, match="No AWS credentials were found"):
        open_place("aws").__enter__()


def test_a_profile_that_does_not_exist_is_named(monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "no-such-profile")
    with pytest.raises(NoAccount, match="no-such-profile"):
        open_place("aws").__enter__()


@pytest.mark.engine
def test_an_account_is_the_one_that_the_credentials_name(engine, monkeypatch):
    # STS is the one service asked before anything is agreed; here an emulator stands in for it.
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", engine.endpoint_url)
    for name, value in engine.key.settings().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    with open_place("aws") as place:
        assert (place.kind, place.account, place.region) == (
            PlaceKind.AWS,
            "000000000000",
            "eu-west-1",
        )
        assert place.endpoint_url is None
        assert not place.rewrites_runtime
        assert place.client("sqs").meta.endpoint_url == "https://sqs.eu-west-1.amazonaws.com"


def a_place(kind: PlaceKind) -> Place:
    return Place(kind, None, None, region="eu-west-1", account="123456789012")


def test_nobody_is_asked_off_aws_or_with_yes():
    def never(_question: str) -> bool:
        raise AssertionError

    agree(a_place(PlaceKind.EMBEDDED), "two stacks", "all of them", ask=never)
    agree(a_place(PlaceKind.ENDPOINT), "two stacks", "all of them", ask=never)
    agree(a_place(PlaceKind.AWS), "two stacks", "all of them", assume_yes=True, ask=never)


def test_the_question_names_what_where_and_whose():
    asked = []
    agree(
        a_place(PlaceKind.AWS),
        "two stacks",
        "all of them",
        ask=lambda words: asked.append(words) or True,
    )
    (question,) = asked
    assert "two stacks in the AWS account 123456789012, region eu-west-1" in question
    assert "Deleted, with all data in it: all of them." in question


def test_a_no_creates_nothing():
    with pytest.raises(NotAgreed, match="Nothing was created in the AWS account 123456789012"):
        agree(a_place(PlaceKind.AWS), "two stacks", "all of them", ask=lambda _: False)


def test_with_nobody_to_ask_nothing_is_created():
    def silence(_question: str) -> bool:
        raise EOFError

    with pytest.raises(NotAgreed, match="--yes"):
        agree(a_place(PlaceKind.AWS), "two stacks", "all of them", ask=silence)


@pytest.mark.engine
def test_a_place_that_was_closed_can_be_used_again(engine):
    place = embedded(engine)
    before = place.client("sqs")
    place.close()
    assert place.client("sqs") is not before
    assert place.client("sqs").list_queues()
