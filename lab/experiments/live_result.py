"""What came of a live update, order by order."""

from dataclasses import dataclass
from typing import Any

from lab.experiments.aftermath import UNSETTLED


@dataclass(frozen=True)
class HeldOrder:
    """An order that was under way, where it was held, and what became of it.

    old_ending: how the old design ends such an order; ending: "confirmed", "cancelled: no
    carrier", "unsettled"; why: where it is, or what is wrong with it; held: whether it still was
    where it was held when the update was done; unread: why the old invariants say nothing of it.
    """

    order_id: str
    old_ending: str
    held_at: str
    ending: str
    why: str | None = None
    held: bool = True
    unread: str | None = None

    @property
    def name(self) -> str:
        """Which order it was: how the old design ends it, and where it was held."""
        return f"{self.old_ending}, held at {self.held_at}"

    def to_json(self) -> dict[str, Any]:
        """The order as the results carry it."""
        told = ("order_id", "old_ending", "held_at", "ending", "why")
        return {name: getattr(self, name) for name in told}


@dataclass(frozen=True)
class LiveUpdate:
    """Every order that was under way during an update, and the seconds the update took."""

    orders: tuple[HeldOrder, ...]
    seconds: float = 0.0

    @property
    def settled(self) -> tuple[HeldOrder, ...]:
        """Those that came to an end, right or wrong."""
        return tuple(each for each in self.orders if each.ending != UNSETTLED)

    @property
    def unsettled(self) -> tuple[HeldOrder, ...]:
        """Those that did not; `why` says where they are."""
        return tuple(each for each in self.orders if each.ending == UNSETTLED)

    @property
    def wrong(self) -> tuple[HeldOrder, ...]:
        """Those that ended as they may not, or broke an invariant."""
        return tuple(each for each in self.settled if each.why)

    @property
    def slipped(self) -> tuple[HeldOrder, ...]:
        """Those that went on before the update was done: they prove less."""
        return tuple(each for each in self.orders if not each.held)

    @property
    def passed(self) -> bool:
        """Whether every order settled as it may."""
        return not self.unsettled and not self.wrong

    def to_json(self) -> dict[str, Any]:
        """How many orders there were and settled; the others by name, and in full as lost."""
        return {
            "orders": len(self.orders),
            "settled": len(self.settled),
            "unsettled": [each.name for each in self.unsettled],
            "wrong": [each.name for each in self.wrong],
            "lost": [each.to_json() for each in (*self.unsettled, *self.wrong)],
        }
