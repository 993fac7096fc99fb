"""The events that ordering owns; its table's stream announces them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from orderflow.order import Cents, Country, CustomerId, OrderId


@dataclass(frozen=True, slots=True)
class OrderPlaced:
    """A customer asks for these products."""

    version: ClassVar[int] = 1
    order_id: OrderId
    customer: CustomerId
    country: Country
    lines: list[Mapping[str, Any]]
    total: Cents


@dataclass(frozen=True, slots=True)
class OrderConfirmed:
    """The order is paid and on its way."""

    version: ClassVar[int] = 1
    order_id: OrderId


@dataclass(frozen=True, slots=True)
class OrderCancelled:
    """The order was refused somewhere, and all that was done for it is undone."""

    version: ClassVar[int] = 1
    order_id: OrderId
    reason: str
