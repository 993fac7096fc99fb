"""What shipping does when something happens."""

from collections.abc import Iterator, Mapping
from typing import Any

from choreography.messaging.inbox import Reaction, Reactions
from choreography.messaging.memory import remember
from choreography.shipping.publishes import ShipmentBooked, ShipmentRefused
from choreography.shipping.reads import OrderPlaced, PaymentTaken
from orderflow import shipping
from orderflow.ledger import Table
from orderflow.order import Country, OrderId
from orderflow.outcomes import Agreed, Refused

Booked = Iterator[ShipmentBooked | ShipmentRefused]


def note_destination(event: OrderPlaced, table: Table) -> Booked:
    """Keep where the order goes, until it is paid."""
    known = remember(table, event.order_id, country=event.country)
    yield from _book_when_ready(event.order_id, known, table)


def book_shipment(event: PaymentTaken, table: Table) -> Booked:
    """Book a carrier for the paid order, as soon as its destination is known."""
    known = remember(table, event.order_id, payment_taken=True)
    yield from _book_when_ready(event.order_id, known, table)


def _book_when_ready(order_id: OrderId, known: Mapping[str, Any], table: Table) -> Booked:
    if not {"country", "payment_taken"} <= known.keys():
        return
    match shipping.book(table, order_id, Country(known["country"])):
        case Agreed():
            yield ShipmentBooked(order_id)
        case Refused(reason):
            yield ShipmentRefused(order_id, reason)


REACTIONS: Reactions = {
    "OrderPlaced": Reaction(OrderPlaced.read, note_destination),
    "PaymentTaken": Reaction(PaymentTaken.read, book_shipment),
}
