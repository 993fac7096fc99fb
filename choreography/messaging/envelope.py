"""The envelope that every event travels in."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Protocol

from orderflow.order import OrderId

EVENTS = uuid.uuid5(uuid.NAMESPACE_URL, "urn:ripple-lab:events")


class UnreadableMessage(Exception):
    """A message that is not an event, or lacks a field its reader needs."""


class Event(Protocol):
    """What a service publishes: a dataclass named in the past tense, about one order."""

    __dataclass_fields__: ClassVar[dict[str, Any]]
    version: ClassVar[int]


@dataclass(frozen=True, slots=True)
class Envelope:
    """One event on its way: who it is about, what caused it, and the publisher's own facts."""

    id: str
    type: str
    version: int
    time: str
    order_id: OrderId
    caused_by: str | None
    data: Mapping[str, Any]

    @classmethod
    def around(cls, event: Event, *, time: str, caused_by: str | None) -> "Envelope":
        """Wrap an event; the same event about the same order always has the same id."""
        kind = type(event).__name__
        facts = asdict(event)
        order_id = facts.pop("order_id")
        return cls(
            id=str(uuid.uuid5(EVENTS, f"{kind}/{order_id}")),
            type=kind,
            version=event.version,
            time=time,
            order_id=order_id,
            caused_by=caused_by,
            data=facts,
        )

    @classmethod
    def opened(cls, body: str) -> "Envelope":
        """The envelope in a message's body; raises UnreadableMessage."""
        try:
            wire = json.loads(body)
            return cls(
                id=wire["id"],
                type=wire["type"],
                version=wire["version"],
                time=wire["time"],
                order_id=OrderId(wire["order_id"]),
                caused_by=wire.get("caused_by"),
                data=wire["data"],
            )
        except (ValueError, TypeError, KeyError) as error:
            raise UnreadableMessage(f"The message is no event: {error!r}.") from error

    def sealed(self) -> str:
        """The envelope as a message's body."""
        return json.dumps(asdict(self), separators=(",", ":"))
