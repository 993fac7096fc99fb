"""Payments: what customers' cards hold, and what was captured and refunded for each order."""

from orderflow.ledger import Amount, Item, Table, decide, undo
from orderflow.order import Cents, CustomerId, OrderId
from orderflow.outcomes import Agreed, Outcome, Refused, Undone, Withdrawn
from orderflow.refusals import Refusal


def account_key(customer: str) -> str:
    """The key of a customer's account at the card company."""
    return f"account#{customer}"


def payment_key(order_id: str) -> str:
    """The key of an order's payment."""
    return f"payment#{order_id}"


def charge(table: Table, order_id: OrderId, customer: CustomerId, amount: Cents) -> Outcome:
    """Capture the amount in cents if the card covers it; asked twice, it answers as at first."""
    payment = {
        "pk": payment_key(order_id),
        "order_id": order_id,
        "customer": customer,
        "amount": amount,
    }
    record = decide(
        table,
        payment,
        [Amount(account_key(customer), "balance", amount)],
        agreed="captured",
        refused="declined",
    )
    match record["status"]:
        case "declined":
            return Refused(Refusal.PAYMENT_DECLINED)
        case "void":
            return Withdrawn()
        case "refunded":
            return Undone()
        case _:
            return Agreed()


def refund(table: Table, order_id: OrderId) -> None:
    """Give back what was captured; before the deed, forbid it. Raises UndoFailed."""
    undo(
        table,
        {"pk": payment_key(order_id), "order_id": order_id, "status": "void"},
        _captured,
        held="captured",
        undone="refunded",
    )


def captured(payment: Item) -> int:
    """The cents ever captured for this payment record."""
    return int(payment["amount"]) if payment["status"] in ("captured", "refunded") else 0


def refunded(payment: Item) -> int:
    """The cents given back for this payment record."""
    return int(payment["amount"]) if payment["status"] == "refunded" else 0


def _captured(payment: Item) -> list[Amount]:
    return [Amount(account_key(payment["customer"]), "balance", captured(payment))]
