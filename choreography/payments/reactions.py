"""What payments does when something happens."""

from collections.abc import Iterator, Mapping
from typing import Any

from choreography.messaging.inbox import Reaction, Reactions
from choreography.messaging.memory import remember
from choreography.payments.publishes import PaymentDeclined, PaymentRefunded, PaymentTaken
from choreography.payments.reads import OrderPlaced, ShipmentRefused, StockReserved
from orderflow import payments
from orderflow.ledger import Table
from orderflow.order import Cents, CustomerId, OrderId
from orderflow.outcomes import Agreed, Refused

Charged = Iterator[PaymentTaken | PaymentDeclined]


def note_bill(event: OrderPlaced, table: Table) -> Charged:
    """Keep whom to charge and how much, until the stock is there."""
    known = remember(table, event.order_id, customer=event.customer, total=event.total)
    yield from _charge_when_ready(event.order_id, known, table)


def take_payment(event: StockReserved, table: Table) -> Charged:
    """Charge for the stock set aside, as soon as the bill is known."""
    known = remember(table, event.order_id, stock_reserved=True)
    yield from _charge_when_ready(event.order_id, known, table)


def refund_payment(event: ShipmentRefused, table: Table) -> Iterator[PaymentRefunded]:
    """Give back what was charged for an order that cannot be sent."""
    payments.refund(table, event.order_id)
    yield PaymentRefunded(event.order_id, event.reason)


def _charge_when_ready(order_id: OrderId, known: Mapping[str, Any], table: Table) -> Charged:
    if not {"customer", "total", "stock_reserved"} <= known.keys():
        return
    customer, total = CustomerId(known["customer"]), Cents(int(known["total"]))
    match payments.charge(table, order_id, customer, total):
        case Agreed():
            yield PaymentTaken(order_id)
        case Refused(reason):
            yield PaymentDeclined(order_id, reason)


REACTIONS: Reactions = {
    "OrderPlaced": Reaction(OrderPlaced.read, note_bill),
    "StockReserved": Reaction(StockReserved.read, take_payment),
    "ShipmentRefused": Reaction(ShipmentRefused.read, refund_payment),
}
