"""What ordering does when something happens; its table's stream announces the result."""

from collections.abc import Iterable

from choreography.messaging.clock import now
from choreography.messaging.envelope import Event
from choreography.messaging.inbox import Reaction, Reactions
from choreography.ordering.reads import ShipmentBooked, StockRefused, StockReleased
from orderflow import ordering
from orderflow.ledger import Table


def confirm_order(event: ShipmentBooked, table: Table) -> Iterable[Event]:
    """Settle an order that is on its way."""
    ordering.confirm_order(table, event.order_id, now(), caused_by=event.event_id)
    return ()


def cancel_order(event: StockRefused | StockReleased, table: Table) -> Iterable[Event]:
    """Settle an order that was refused, now that nothing is held for it any more."""
    ordering.cancel_order(table, event.order_id, event.reason, now(), caused_by=event.event_id)
    return ()


REACTIONS: Reactions = {
    "ShipmentBooked": Reaction(ShipmentBooked.read, confirm_order),
    "StockRefused": Reaction(StockRefused.read, cancel_order),
    "StockReleased": Reaction(StockReleased.read, cancel_order),
}
