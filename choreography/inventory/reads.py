"""Of each event, the few fields that inventory needs; whatever else it carries is ignored."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from choreography.messaging.envelope import Envelope
from orderflow.order import OrderId, Sku


@dataclass(frozen=True, slots=True)
class OrderPlaced:
    """What to set aside."""

    order_id: OrderId
    wanted: Mapping[Sku, int]

    @classmethod
    def read(cls, event: Envelope) -> "OrderPlaced":
        """Add up the lines by product."""
        wanted: Counter[Sku] = Counter()
        for line in event.data["lines"]:
            wanted[Sku(line["sku"])] += int(line["quantity"])
        return cls(event.order_id, wanted)


@dataclass(frozen=True, slots=True)
class PaymentDeclined:
    """Whose stock goes back, and why."""

    order_id: OrderId
    reason: str

    @classmethod
    def read(cls, event: Envelope) -> "PaymentDeclined":
        """Take the reason."""
        return cls(event.order_id, event.data["reason"])


@dataclass(frozen=True, slots=True)
class PaymentRefunded:
    """Whose stock goes back, and why."""

    order_id: OrderId
    reason: str

    @classmethod
    def read(cls, event: Envelope) -> "PaymentRefunded":
        """Take the reason."""
        return cls(event.order_id, event.data["reason"])
