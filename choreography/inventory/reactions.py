"""What inventory does when something happens."""

from collections.abc import Iterator

from choreography.inventory.publishes import StockRefused, StockReleased, StockReserved
from choreography.inventory.reads import OrderPlaced, PaymentDeclined, PaymentRefunded
from choreography.messaging.inbox import Reaction, Reactions
from orderflow import inventory
from orderflow.ledger import Table
from orderflow.outcomes import Agreed, Refused


def reserve_stock(event: OrderPlaced, table: Table) -> Iterator[StockReserved | StockRefused]:
    """Set the order's products aside, and say whether they were there."""
    match inventory.reserve(table, event.order_id, event.wanted):
        case Agreed():
            yield StockReserved(event.order_id)
        case Refused(reason):
            yield StockRefused(event.order_id, reason)


def release_stock(
    event: PaymentDeclined | PaymentRefunded, table: Table
) -> Iterator[StockReleased]:
    """Put back what was set aside for an order that will not be paid."""
    inventory.release(table, event.order_id)
    yield StockReleased(event.order_id, event.reason)


REACTIONS: Reactions = {
    "OrderPlaced": Reaction(OrderPlaced.read, reserve_stock),
    "PaymentDeclined": Reaction(PaymentDeclined.read, release_stock),
    "PaymentRefunded": Reaction(PaymentRefunded.read, release_stock),
}
