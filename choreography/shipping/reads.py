"""Of each event, the few fields that shipping needs; whatever else it carries is ignored."""

from dataclasses import dataclass

from choreography.messaging.envelope import Envelope
from orderflow.order import Country, OrderId


@dataclass(frozen=True, slots=True)
class OrderPlaced:
    """Where the order goes."""

    order_id: OrderId
    country: Country

    @classmethod
    def read(cls, event: Envelope) -> "OrderPlaced":
        """Take the country."""
        return cls(event.order_id, Country(event.data["country"]))


@dataclass(frozen=True, slots=True)
class PaymentTaken:
    """Which order may be sent now."""

    order_id: OrderId

    @classmethod
    def read(cls, event: Envelope) -> "PaymentTaken":
        """Nothing but the order counts."""
        return cls(event.order_id)
