"""Of each event, the few fields that payments needs; whatever else it carries is ignored."""

from dataclasses import dataclass

from choreography.messaging.envelope import Envelope
from orderflow.order import Cents, CustomerId, OrderId


@dataclass(frozen=True, slots=True)
class OrderPlaced:
    """Whom to charge, and how much."""

    order_id: OrderId
    customer: CustomerId
    total: Cents

    @classmethod
    def read(cls, event: Envelope) -> "OrderPlaced":
        """Take the customer and the total in cents."""
        customer, total = event.data["customer"], event.data["total"]
        return cls(event.order_id, CustomerId(customer), Cents(int(total)))


@dataclass(frozen=True, slots=True)
class StockReserved:
    """Which order may be charged now."""

    order_id: OrderId

    @classmethod
    def read(cls, event: Envelope) -> "StockReserved":
        """Nothing but the order counts."""
        return cls(event.order_id)


@dataclass(frozen=True, slots=True)
class ShipmentRefused:
    """Whose money goes back, and why."""

    order_id: OrderId
    reason: str

    @classmethod
    def read(cls, event: Envelope) -> "ShipmentRefused":
        """Take the reason."""
        return cls(event.order_id, event.data["reason"])
