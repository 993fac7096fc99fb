"""What a change in ordering's table means to the others."""

from collections.abc import Callable, Mapping
from typing import Any

from choreography.messaging.envelope import Envelope, Event
from choreography.ordering.publishes import OrderCancelled, OrderConfirmed, OrderPlaced
from orderflow.ordering import Status

Image = Mapping[str, Any]


def _placed(order: Image) -> Event:
    return OrderPlaced(
        order_id=order["order_id"],
        customer=order["customer"],
        country=order["country"],
        lines=order["lines"],
        total=order["total"],
    )


def _confirmed(order: Image) -> Event:
    return OrderConfirmed(order_id=order["order_id"])


def _cancelled(order: Image) -> Event:
    return OrderCancelled(order_id=order["order_id"], reason=order["reason"])


ANNOUNCEMENTS: Mapping[str, Callable[[Image], Event]] = {
    Status.PLACED: _placed,
    Status.CONFIRMED: _confirmed,
    Status.CANCELLED: _cancelled,
}


def announcement(old: Image | None, new: Image | None) -> Envelope | None:
    """The event in a change of an order's row, or None when its status stayed the same."""
    if new is None or "status" not in new or (old or {}).get("status") == new["status"]:
        return None
    event = ANNOUNCEMENTS[new["status"]](new)
    time = new.get("settled_at") or new["placed_at"]
    return Envelope.around(event, time=time, caused_by=new.get("caused_by"))
