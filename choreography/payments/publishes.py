"""The events that payments owns."""

from dataclasses import dataclass
from typing import ClassVar

from orderflow.order import OrderId


@dataclass(frozen=True, slots=True)
class PaymentTaken:
    """The customer's card was charged."""

    version: ClassVar[int] = 1
    order_id: OrderId


@dataclass(frozen=True, slots=True)
class PaymentDeclined:
    """The card does not cover the order; nothing was charged."""

    version: ClassVar[int] = 1
    order_id: OrderId
    reason: str


@dataclass(frozen=True, slots=True)
class PaymentRefunded:
    """What was charged has been given back."""

    version: ClassVar[int] = 1
    order_id: OrderId
    reason: str
