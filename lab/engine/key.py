"""The key of one engine: who holds it may do anything there, and nobody else anything.

It is made at every start and kept where only its owner reads: in the environment of the servers,
in the pipe to who started them, in the 0600 state file of a kept engine.
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from lab.engine.signature import CLOCK, Signature

MARK = "RIPPLE"  # an access key that begins so is an engine's, and no account's
ROLE = "ASIA"  # so does a role's


@dataclass(frozen=True)
class Key:
    """An access key: its id is said with every request, its secret never."""

    id: str
    secret: str = field(repr=False)

    @classmethod
    def fresh(cls) -> "Key":
        """A key that nobody has had before."""
        return cls(f"{MARK}{secrets.token_hex(7).upper()}", secrets.token_urlsafe(30))

    @classmethod
    def given(cls, environment: Mapping[str, str]) -> "Key | None":
        """The engine's key that a process was given; None where it has none, or an account's."""
        key_id = environment.get("AWS_ACCESS_KEY_ID", "")
        secret = environment.get("AWS_SECRET_ACCESS_KEY", "")
        return cls(key_id, secret) if key_id.startswith(MARK) and secret else None

    def settings(self) -> dict[str, str]:
        """The environment in which AWS's own tools find the key."""
        return {"AWS_ACCESS_KEY_ID": self.id, "AWS_SECRET_ACCESS_KEY": self.secret}

    def to_wire(self) -> dict[str, str]:
        """The key as JSON carries it; secret."""
        return {"id": self.id, "secret": self.secret}

    @classmethod
    def from_wire(cls, wire: Mapping[str, Any]) -> "Key":
        """The key that JSON carried."""
        return cls(str(wire["id"]), str(wire["secret"]))

    def secret_of(self, key_id: str) -> str:
        """The secret that belongs to an access key of this engine: a role's is made from ours."""
        return self.secret if key_id == self.id else self.derived(f"secret:{key_id}")

    def role(self, function_arn: str, role_arn: str) -> dict[str, str]:
        """The credentials with which a function acts as its role, as its environment has them."""
        key_id = ROLE + self.derived(f"{function_arn}:{role_arn}")[:16].upper()
        mine = Key(key_id, self.secret_of(key_id)).settings()
        return mine | {"AWS_SESSION_TOKEN": self.derived(f"token:{key_id}")}

    def runtime_token(self, port: int) -> str:
        """What a function's process says to fetch its events at its port."""
        return self.derived(f"runtime:{port}")

    def derived(self, purpose: str) -> str:
        """Something for one purpose that only who holds the key can tell."""
        return hmac.new(self.secret.encode(), purpose.encode(), "sha256").hexdigest()

    def signed(self, method: str, url: str, body: str = "") -> dict[str, str]:
        """The headers that make a request the owner's."""
        # Not botocore: importing it takes a third of the time in which an engine starts.
        parts = urlsplit(url)
        now = datetime.now(UTC).strftime(CLOCK)
        headers = {"host": parts.netloc, "x-amz-date": now}
        unsigned = Signature(self.id, now[:8], "us-east-1", "ripple", ";".join(headers))
        asked = (method, parts.path, parts.query, headers, body.encode())
        signed = replace(unsigned, value=unsigned.right_value(self.secret, *asked))
        return {"X-Amz-Date": now, "Authorization": signed.header()}


TEST = Key("test", "test")
"""What emulators other than ours take: they want a key, and accept any."""
