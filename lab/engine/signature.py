"""Signature Version 4, as far as an engine's requests need it: of a header, with one key.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Self
from urllib.parse import parse_qsl, quote

CLOCK = "%Y%m%dT%H%M%SZ"
LATE = timedelta(minutes=15)  # how far the clocks of two may be apart

_HEADER = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/,]+)/(\d{8})/([^/,]+)/([^/,]+)/aws4_request, ?"
    r"SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Signature:
    """What a request's header says of its signature."""

    key_id: str
    day: str
    region: str
    service: str
    signed: str
    value: str = ""

    @classmethod
    def read(cls, header: str) -> Self | None:
        """The signature that an Authorization header has, if it has just one."""
        found = _HEADER.fullmatch(header)
        return cls(*found.groups()) if found else None

    def header(self) -> str:
        """The Authorization header that says so."""
        scope = f"{self.day}/{self.region}/{self.service}/aws4_request"
        return (
            f"AWS4-HMAC-SHA256 Credential={self.key_id}/{scope}, "
            f"SignedHeaders={self.signed}, Signature={self.value}"
        )

    def fresh(self, date: str) -> bool:
        """Whether it was made just now, as the request's date has it."""
        made = _moment(date)
        return (
            made is not None and date.startswith(self.day) and abs(datetime.now(UTC) - made) <= LATE
        )

    def right_value(
        self,
        secret: str,
        method: str,
        path: str,
        query: str,
        headers: Mapping[str, str],
        body: bytes,
    ) -> str:
        """What its value has to be; `path` and `query` as they were sent, headers in lower case."""
        names = self.signed.split(";")
        lines = [f"{name}:{' '.join(headers.get(name, '').split())}" for name in names]
        asked = "\n".join(
            (
                method,
                path if path == "/" or self.service == "s3" else _encoded(path),
                _sorted(query) if query else "",
                *lines,
                "",
                self.signed,
                headers.get("x-amz-content-sha256") or sha256(body).hexdigest(),
            )
        )
        scope = f"{self.day}/{self.region}/{self.service}/aws4_request"
        said = sha256(asked.encode()).hexdigest()
        told = f"AWS4-HMAC-SHA256\n{headers.get('x-amz-date', '')}\n{scope}\n{said}"
        return _hmac(_signing(secret, self.day, self.region, self.service), told).hex()


@lru_cache(16)  # many requests are made in the same second
def _moment(date: str) -> datetime | None:
    try:
        return datetime.strptime(date, CLOCK).replace(tzinfo=UTC)
    except ValueError:
        return None


@lru_cache(256)
def _signing(secret: str, *scope: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in (*scope, "aws4_request"):
        key = _hmac(key, part)
    return key


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")


def _encoded(path: str) -> str:
    """A path without dots in it, encoded once more, as every service but S3 signs it."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            parts[-1:] = []
        elif part not in ("", "."):
            parts.append(part)
    if parts and path.endswith("/"):
        parts.append("")
    return quote("/" + "/".join(parts), safe="/-_.~")


def _sorted(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    encoded = sorted((quote(name, safe="-_.~"), quote(value, safe="-_.~")) for name, value in pairs)
    return "&".join(f"{name}={value}" for name, value in encoded)
