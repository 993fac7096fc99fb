"""The events that shipping owns."""

from dataclasses import dataclass
from typing import ClassVar

from orderflow.order import OrderId


@dataclass(frozen=True, slots=True)
class ShipmentBooked:
    """A carrier will take the order."""

    version: ClassVar[int] = 1
    order_id: OrderId


@dataclass(frozen=True, slots=True)
class ShipmentRefused:
    """No carrier takes the order to its country."""

    version: ClassVar[int] = 1
    order_id: OrderId
    reason: str
