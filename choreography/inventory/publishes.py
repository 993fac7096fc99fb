"""The events that inventory owns."""

from dataclasses import dataclass
from typing import ClassVar

from orderflow.order import OrderId


@dataclass(frozen=True, slots=True)
class StockReserved:
    """Everything the order asks for is set aside."""

    version: ClassVar[int] = 1
    order_id: OrderId


@dataclass(frozen=True, slots=True)
class StockRefused:
    """Something the order asks for is not there; nothing is set aside."""

    version: ClassVar[int] = 1
    order_id: OrderId
    reason: str


@dataclass(frozen=True, slots=True)
class StockReleased:
    """What was set aside is back on the shelf."""

    version: ClassVar[int] = 1
    order_id: OrderId
    reason: str
