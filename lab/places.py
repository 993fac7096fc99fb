"""The three places where the lab can work: its own engine, an endpoint, an AWS account."""

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import boto3
import botocore.exceptions
import botocore.session
from botocore.config import Config

from lab.endpoints import Endpoint, answering
from lab.engine import Engine, kept, start
from lab.engine.key import TEST, Key
from lab.engine.servers import ACCOUNT, REGION
from lab.errors import EngineFailed, LabError, NotAgreed, UnreachableEndpoint

CONNECTION_LOST = (
    botocore.exceptions.HTTPClientError,
    botocore.exceptions.ConnectionError,
)


class PlaceKind(StrEnum):
    """Who runs the services."""

    EMBEDDED = "embedded"
    ENDPOINT = "endpoint"
    AWS = "aws"


class PlaceClosed(LabError):
    """Somebody wants to end, and a thread still works."""


class NoAccount(LabError):
    """AWS cannot be reached with the credentials and region that boto3 finds."""


@dataclass(frozen=True)
class Place:
    """Where to deploy and run; its clients are made once, and by one thread at a time.

    passing: it ends with us, and all that stands in it.
    """

    kind: PlaceKind
    endpoint_url: str | None
    sfn_endpoint_url: str | None
    region: str
    account: str = ACCOUNT
    rewrites_runtime: bool = False
    passing: bool = False
    key: Key = field(default=TEST, repr=False)
    _session: Any = field(default=None, repr=False, compare=False)
    _clients: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)
    _over: threading.Event = field(default_factory=threading.Event, repr=False, compare=False)

    def client(self, service: str) -> Any:
        """The boto3 client of a service, for any thread; Step Functions may be elsewhere.

        Raises PlaceClosed where it is lent, and the work is over.
        """
        if self._over.is_set():
            raise PlaceClosed("This was stopped.")
        with self._lock:
            if service not in self._clients:
                apart = self.sfn_endpoint_url if service == "stepfunctions" else None
                self._clients[service] = self._session.client(
                    service, endpoint_url=apart or self.endpoint_url, config=_config(self)
                )
            return self._clients[service]

    @contextlib.contextmanager
    def lent(self) -> Iterator["Place"]:
        """The same place for the block, after which who still works with it gets no client."""
        over = threading.Event()
        try:
            yield replace(self, _over=over)
        finally:
            over.set()

    def close(self) -> None:
        """Lets go of every connection; a client asked for later is made anew."""
        with self._lock:
            while self._clients:
                self._clients.popitem()[1].close()


@contextlib.contextmanager
def open_place(
    choice: str | None = None, *, progress: Callable[[str], None] = lambda _: None
) -> Iterator[Place]:
    """The place chosen, or the one that is at hand.

    `choice` is "embedded", "endpoint", "aws", or None: then $AWS_ENDPOINT_URL if it is set, else
    the engine kept by `ripple up`, else an engine that is started here and stopped at the end.
    Raises UnreachableEndpoint, NoAccount, EngineFailed, LabError for an unknown choice.
    """
    try:
        kind = None if choice is None else PlaceKind(choice)
    except ValueError:
        known = ", ".join(PlaceKind)
        raise LabError(f"There is no place {choice!r}: choose one of {known}.") from None
    if kind is None and os.environ.get("AWS_ENDPOINT_URL"):
        kind = PlaceKind.ENDPOINT
    if kind is PlaceKind.AWS:
        opened: contextlib.AbstractContextManager[Place] = contextlib.nullcontext(_aws())
    elif kind is PlaceKind.ENDPOINT:
        opened = contextlib.nullcontext(_endpoint())
    else:
        opened = _embedded_engine(progress)
    with opened as place, contextlib.closing(place):
        yield place


def embedded(engine: Engine) -> Place:
    """The place that an engine of ours is."""
    found = standing_engine(engine.endpoint_url, engine.sfn_endpoint_url, engine.key)
    return replace(found, passing=engine.process is not None)


def settings_at(engine: Engine) -> dict[str, str]:
    """By which environment another process works at an engine of ours."""
    return {
        "AWS_ENDPOINT_URL": engine.endpoint_url,
        "AWS_ENDPOINT_URL_SFN": engine.sfn_endpoint_url,
        "AWS_DEFAULT_REGION": REGION,
        **engine.key.settings(),
    }


def standing_engine(endpoint_url: str, sfn_endpoint_url: str, key: Key) -> Place:
    """The place that an engine of ours is, which another process keeps."""
    return Place(
        kind=PlaceKind.EMBEDDED,
        endpoint_url=endpoint_url,
        sfn_endpoint_url=sfn_endpoint_url,
        region=REGION,
        rewrites_runtime=True,
        key=key,
        _session=_session_of(key, REGION),
    )


def agree(
    place: Place, what: str, deleted: str, assume_yes: bool = False, *, ask: Callable[[str], bool]
) -> None:
    """Asks before `what` (such as "two stacks") is created on AWS; elsewhere nobody is asked.

    `deleted` says what is deleted before and after. `ask` gets the question
    and says whether the answer was yes. Raises NotAgreed.
    """
    if place.kind is not PlaceKind.AWS or assume_yes:
        return
    question = (
        f"This creates {what} in the AWS account {place.account}, region {place.region}, "
        f"and may cost money. Deleted, with all data in it: {deleted}. Go on?"
    )
    try:
        agreed = ask(question)
    except EOFError:
        raise NotAgreed("Nobody is here to be asked: pass --yes to create it anyway.") from None
    if not agreed:
        raise NotAgreed(f"Nothing was created in the AWS account {place.account}.")


@contextlib.contextmanager
def _embedded_engine(progress: Callable[[str], None]) -> Iterator[Place]:
    running = kept.running()
    if running is not None:
        progress(f"using the engine that is kept at {running.endpoint_url}")
    else:
        progress("starting the engine")
    with running or start() as engine:
        try:
            yield embedded(engine)
        except CONNECTION_LOST as problem:
            if why := engine.ended_because():
                raise EngineFailed(f"The engine ended too early: {why}") from problem
            raise


def _endpoint() -> Place:
    url = os.environ.get("AWS_ENDPOINT_URL")
    if not url:
        raise UnreachableEndpoint(
            "AWS_ENDPOINT_URL is not set: export the address of the endpoint, "
            "or leave out the place to use the embedded engine."
        )
    key = Key.given(os.environ) or TEST
    endpoint = answering(url, "AWS_ENDPOINT_URL", key)
    sfn_url = os.environ.get("AWS_ENDPOINT_URL_SFN") or None
    if sfn_url:
        answering(sfn_url, "AWS_ENDPOINT_URL_SFN", key)
    session = boto3.Session() if not endpoint.local else None
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or REGION
    if session is None or session.get_credentials() is None:
        session = _session_of(key, region)
    return Place(
        kind=PlaceKind.ENDPOINT,
        endpoint_url=url,
        sfn_endpoint_url=sfn_url,
        region=region,
        rewrites_runtime=endpoint.ministack,
        key=key,
        _session=session,
    )


def _aws() -> Place:
    if elsewhere := os.environ.get("AWS_ENDPOINT_URL"):
        raise NoAccount(
            f"AWS_ENDPOINT_URL is set to {elsewhere}, so boto3 would not reach AWS: unset it first."
        )
    try:
        # The AWS command line reads AWS_REGION; boto3 alone would not.
        session = boto3.Session(region_name=os.environ.get("AWS_REGION") or None)
        if session.region_name is None:
            raise NoAccount("No AWS region is set: export AWS_REGION, or choose one in a profile.")
        identity = session.client("sts").get_caller_identity()
    except botocore.exceptions.NoCredentialsError:
        raise NoAccount(
            "No AWS credentials were found: run `aws configure` or `aws sso login`, "
            "or export AWS_PROFILE."
        ) from None
    except (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError) as problem:
        why = str(problem).rstrip(".")
        raise NoAccount(f"AWS did not say whose account this is: {why}.") from None
    return Place(
        kind=PlaceKind.AWS,
        endpoint_url=None,
        sfn_endpoint_url=None,
        region=session.region_name,
        account=identity["Account"],
        _session=session,
    )


def _session_of(key: Key, region: str) -> Any:
    """A session that looks nowhere for credentials, profiles or metadata."""
    bare = botocore.session.Session(
        session_vars={
            "profile": (None, None, None, None),
            "config_file": (None, None, os.devnull, None),
            "credentials_file": (None, None, os.devnull, None),
        }
    )
    return boto3.Session(
        aws_access_key_id=key.id,
        aws_secret_access_key=key.secret,
        region_name=region,
        botocore_session=bare,
    )


def _config(place: Place) -> Config:
    """Bounds and pool for a run's threads; on loopback no proxy, no host prefix, S3 by path."""
    common = Config(
        connect_timeout=5,
        read_timeout=70,  # a long poll takes up to 20 s, an invocation in this lab up to 60 s
        max_pool_connections=32,
        retries={"mode": "standard", "max_attempts": 5},
    )
    if place.endpoint_url is None:
        return common
    local = Config(
        inject_host_prefix=False,
        s3={"addressing_style": "path"},
        retries={"mode": "standard", "max_attempts": 3},
    )
    if Endpoint.at(place.endpoint_url).local:
        local = local.merge(Config(proxies={}))
    return common.merge(local)
