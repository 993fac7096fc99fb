"""Of each event, the few fields that ordering needs; whatever else it carries is ignored."""

from dataclasses import dataclass

from choreography.messaging.envelope import Envelope
from orderflow.order import OrderId


@dataclass(frozen=True, slots=True)
class ShipmentBooked:
    """Which order is on its way."""

    event_id: str
    order_id: OrderId

    @classmethod
    def read(cls, event: Envelope) -> "ShipmentBooked":
        """Nothing but the order counts."""
        return cls(event.id, event.order_id)


@dataclass(frozen=True, slots=True)
class StockRefused:
    """Which order cannot be fulfilled, and why."""

    event_id: str
    order_id: OrderId
    reason: str

    @classmethod
    def read(cls, event: Envelope) -> "StockRefused":
        """Take the reason."""
        return cls(event.id, event.order_id, event.data["reason"])


@dataclass(frozen=True, slots=True)
class StockReleased:
    """Which order has been undone, and why."""

    event_id: str
    order_id: OrderId
    reason: str

    @classmethod
    def read(cls, event: Envelope) -> "StockReleased":
        """Take the reason."""
        return cls(event.id, event.order_id, event.data["reason"])
