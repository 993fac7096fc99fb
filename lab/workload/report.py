"""What came of a run, order by order, and what must be true of it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from lab.books import Books
from lab.invariants import SETTLED, Invariant
from lab.whereabouts import Whereabouts
from orderflow.order import Order
from orderflow.payments import captured, refunded
from orderflow.refusals import words


@dataclass(frozen=True)
class OrderResult:
    """How one order ended, from the four tables; money in cents.

    ``outcome`` is confirmed, cancelled, or None while unsettled; ``reason`` is in words;
    ``seconds`` from placed to settled by ordering's clock, or how long it was waited for.
    """

    order_id: str
    outcome: str | None
    reason: str | None
    charged: int
    refunded: int
    shipped: bool
    seconds: float


@dataclass(frozen=True)
class RunReport:
    """Every order's result, the invariants, where the unsettled ones are, and the run's seconds."""

    design: str
    results: tuple[OrderResult, ...]
    invariants: tuple[Invariant, ...]
    unsettled: tuple[Whereabouts, ...]
    seconds: float

    @property
    def sound(self) -> bool:
        """Whether every order is settled and every invariant holds."""
        return not self.unsettled and all(invariant.holds for invariant in self.invariants)

    @property
    def outcomes(self) -> Counter[str]:
        """How many orders ended how: "confirmed", "cancelled: out of stock", "unsettled"."""
        return Counter(map(ending, self.results))

    def to_json(self) -> dict[str, Any]:
        """The report as ``ripple run --json`` prints it."""
        return {
            "side": self.design,
            "orders": [asdict(result) for result in self.results],
            "invariants": [asdict(invariant) for invariant in self.invariants],
            "unsettled": [whereabouts.to_json() for whereabouts in self.unsettled],
            "seconds": round(self.seconds, 3),
        }


def ending(result: OrderResult) -> str:
    """How an order ended, in words."""
    if result.outcome is None:
        return "unsettled"
    return f"{result.outcome}: {result.reason}" if result.reason else result.outcome


def results_of(
    orders: Iterable[Order], books: Books, waited: Mapping[str, float]
) -> tuple[OrderResult, ...]:
    """Each order's result in the order given; ``waited`` holds seconds of the unsettled."""
    return tuple(_result(order.order_id, books, waited) for order in orders)


def _result(order_id: str, books: Books, waited: Mapping[str, float]) -> OrderResult:
    order = books.orders.get(order_id, {})
    payment = books.payments.get(order_id)
    settled = order.get("status") in SETTLED
    reason = order.get("reason")
    return OrderResult(
        order_id=order_id,
        outcome=order["status"] if settled else None,
        reason=words(reason) if reason else None,
        charged=captured(payment) if payment else 0,
        refunded=refunded(payment) if payment else 0,
        shipped=books.shipments.get(order_id, {}).get("status") == "booked",
        seconds=round(_seconds(order) if settled else waited.get(order_id, 0.0), 3),
    )


def _seconds(order: Mapping[str, Any]) -> float:
    # An order cancelled before it was known has no time of placing.
    if "placed_at" not in order:
        return 0.0
    placed, done = (datetime.fromisoformat(order[name]) for name in ("placed_at", "settled_at"))
    return (done - placed).total_seconds()
