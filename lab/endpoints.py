"""What answers at an address: whether anything, whether on this machine, whether a MiniStack."""

import contextlib
import http.client
import ipaddress
import json
import os
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from lab.engine.guard import SERVES
from lab.engine.key import Key
from lab.errors import UnreachableEndpoint

PATIENCE = 5.0  # seconds
ADDRESSES = frozenset(
    {"AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SFN", "AWS_REGION", "AWS_DEFAULT_REGION"}
)


@dataclass(frozen=True)
class Endpoint:
    """An endpoint of AWS's services that is not AWS."""

    url: str
    secure: bool
    host: str
    port: int
    ministack: bool = False

    @classmethod
    def at(cls, url: str) -> "Endpoint":
        """The endpoint at a URL; raises ValueError when it is none."""
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(url)
        secure = parts.scheme == "https"
        return cls(url, secure, parts.hostname, parts.port or (443 if secure else 80))

    @property
    def local(self) -> bool:
        """Whether it is on this machine's loopback."""
        if self.host == "localhost" or self.host.endswith(".localhost"):
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def settings_for_child() -> dict[str, str]:
    """What a child is told that works at $AWS_ENDPOINT_URL: keys of an account only off loopback.

    There boto3 signs with them, as it does here; on loopback an engine's own key is all it takes.
    """
    mine = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
    with contextlib.suppress(ValueError):  # the child refuses it, in a sentence
        if not Endpoint.at(mine["AWS_ENDPOINT_URL"]).local:
            return mine
    key = Key.given(mine)
    told = {name: value for name, value in mine.items() if name in ADDRESSES}
    return told | (key.settings() if key else {})


def answering(url: str, variable: str, key: Key) -> Endpoint:
    """The endpoint at the URL that `variable` holds; raises UnreachableEndpoint naming both."""
    try:
        endpoint = Endpoint.at(url)
    except ValueError:
        raise UnreachableEndpoint(
            f"{variable} is {url!r}, which is no address: write it like http://127.0.0.1:4566."
        ) from None
    kind = http.client.HTTPSConnection if endpoint.secure else http.client.HTTPConnection
    connection = kind(endpoint.host, endpoint.port, timeout=PATIENCE)
    try:
        path = "/_ministack/health"
        connection.request("GET", path, headers=key.signed("GET", url.rstrip("/") + path))
        response = connection.getresponse()
        body = response.read()
    except (OSError, http.client.HTTPException) as problem:
        raise UnreachableEndpoint(
            f"Nothing answers at {url}, where {variable} points ({_cause(problem)}): start what "
            f"should be there, or unset {variable} to use the embedded engine."
        ) from None
    finally:
        connection.close()
    if SERVES.encode() in body:
        raise UnreachableEndpoint(
            f"The engine at {url}, where {variable} points, serves only who holds its key: "
            'export what `ripple up` prints (eval "$(ripple up)").'
        )
    return replace(endpoint, ministack=response.status == 200 and _is_ministack(body))


def _is_ministack(body: bytes) -> bool:
    try:
        health = json.loads(body)
    except ValueError:
        return False
    return isinstance(health, dict) and "ready_scripts" in health


def _cause(problem: Exception) -> str:
    words = getattr(problem, "strerror", None) or str(problem) or type(problem).__name__
    return str(words).rstrip(".").lower()
