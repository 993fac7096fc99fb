"""What became of an order that met a fault."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from lab.books import Books
from lab.drilling.kinds import CONFIRMED, Lone
from lab.invariants import SETTLED, check
from lab.tables import Item
from lab.whereabouts import At

FINISHED, COMPENSATED, WAITED = "finished", "compensated", "waited"
GIVEN_UP, REFUSED = "given up", "refused"
"""How an order stood when its service was back: it had ended as without the fault, or otherwise;
it was still tried or waited for; nobody tried any more; or who placed it was told no."""

ITSELF, HAND, AGAIN, NEVER = "by itself", "by hand", "placed again", "never"
"""How it was settled in the end."""


@dataclass(frozen=True)
class Fate:
    """One order: the fault it met, how it stood when the service was back, how it ended.

    seconds: from then until it was settled, by the engine's clock, 0 where it was before; None
    where it never was. right: whether `where` named the service and step that it was stuck at;
    None where it was not stuck; right_unwatched: without the lines of the probe. wrong: which
    invariants it breaks in its own world.
    """

    fault: str
    service: str
    kind: str
    order_id: str
    during: str
    end: str
    seconds: float | None
    as_without: bool
    wrong: tuple[str, ...] = ()
    step: str = ""
    right: bool | None = None
    right_unwatched: bool | None = None
    where: str = ""
    sure: str = ""

    @property
    def consistent(self) -> bool:
        """Whether it ended, and its books balance."""
        return self.end != NEVER and not self.wrong

    def to_wire(self) -> dict[str, Any]:
        """As JSON has it."""
        return {**asdict(self), "wrong": list(self.wrong)}


def as_without_fault(order: Lone, row: Mapping[str, Any] | None) -> bool | None:
    """Whether an order ended as its kind does; None while it has not ended."""
    if not row or row.get("status") not in SETTLED:
        return None
    if order.kind == CONFIRMED:
        return bool(row["status"] == CONFIRMED)
    return row["status"] != CONFIRMED and row.get("reason") == order.kind


def broken_rules(order: Lone, books: Books) -> tuple[str, ...]:
    """The invariants that a settled order breaks in its own world."""
    own, world = order.order_id, order.world
    mine = Books(
        orders=_only(books.orders, own),
        reservations=_only(books.reservations, own),
        payments=_only(books.payments, own),
        shipments=_only(books.shipments, own),
        on_hand={each: n for each, n in books.on_hand.items() if each in world.stock},
        balances={each: n for each, n in books.balances.items() if each in world.balances},
        capacity={each: n for each, n in books.capacity.items() if each in world.carriers},
    )
    found = check([order.order], world, mine)
    return tuple(f"{each.name}: {each.detail}" for each in found if not each.holds)


def found_at(at: At | None, service: str, steps: tuple[str, ...]) -> bool:
    """Whether an order was found at this service, at one of these steps where any is given."""
    if at is None or at.service != service:
        return False
    return not steps or any(at.step == each or at.step.startswith(f"{each} ") for each in steps)


def _only(records: Mapping[str, Item], own: str) -> dict[str, Item]:
    return {own: records[own]} if own in records else {}
