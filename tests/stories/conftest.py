"""What the stories share: orders that meet no other test's, on both sides."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial, wraps
from itertools import count
from typing import Any

import pytest

from lab.deployment import Deployment
from lab.drills import Drill, left
from lab.trace import collect
from lab.workload.run import RunReport, run
from orderflow.order import Order
from orderflow.world import World
from tests.stories.waiting import eventually

NUMBERS = count(int(os.environ.get("RIPPLE_STORIES_FIRST", "1")))
"""Who comes second to stacks that stand begins later; a country is a number in two letters."""

EXAMPLES = 1 if "RIPPLE_STORIES_AT" in os.environ else 4
"""Random batches a story; fewer where the suite is told again for every change."""


@pytest.fixture
def mark() -> str:
    """A beginning for names that no other test uses."""
    return f"s{next(NUMBERS)}-"


@dataclass(frozen=True)
class Shop:
    """A small world with one product, one customer, one carrier, all of the test's own."""

    mark: str
    on_hand: int = 100
    balance: int = 100_000
    capacity: int = 100

    @property
    def world(self) -> World:
        return World(
            stock={f"{self.mark}lamp": self.on_hand},
            balances={f"{self.mark}ada": self.balance},
            carriers={self.country: self.capacity},
        )

    @property
    def country(self) -> str:
        """A country of this test's own, for two letters are all there is."""
        number = int(self.mark.strip("s-"))
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        return letters[number // 26 % 26] + letters[number % 26]

    def order(self, name: str, *, quantity: int = 2, price: int = 1500) -> Order:
        line = {"sku": f"{self.mark}lamp", "quantity": quantity, "unit_price": price}
        return Order.from_wire(
            {
                "order_id": f"{self.mark}{name}",
                "customer": f"{self.mark}ada",
                "country": self.country,
                "lines": [line],
            }
        )


@pytest.fixture
def shop(mark: str) -> Callable[..., Shop]:
    """A shop of the test's own; say how much it has of anything."""

    def opened(**has: int) -> Shop:
        return Shop(mark, **has)

    return opened


def told(report: RunReport) -> dict[str, tuple[Any, ...]]:
    """By order: outcome, reason, charged, refunded, shipped; the run's own time left out."""
    return {
        each.order_id: (each.outcome, each.reason, each.charged, each.refunded, each.shipped)
        for each in report.results
    }


def run_whole(
    deployment: Deployment, orders: Sequence[Order], world: World, **how: Any
) -> RunReport:
    """Run orders to the end; every order settles and every invariant holds."""
    report = run(deployment, orders, world, **how)
    assert not report.unsettled
    assert [each for each in report.invariants if not each.holds] == []
    assert len(report.invariants) >= 5
    return report


class NotMet(AssertionError):
    """A planned fault happened to nobody."""


def met(deployment: Deployment, drills: Mapping[str, Drill]) -> None:
    """Every drill, by order id, has happened; raises NotMet, with what their orders did.

    One after the deed may come when the order is settled already: where another process had the
    order's other event at hand, it found the deed done, and went on. A drill that is never used up
    is not waited for.
    """

    def unused() -> list[str]:
        return [
            each for each, drill in drills.items() if left(deployment, each).get(drill.id, 0) > 0
        ]

    if not eventually(lambda: not unused()):
        traces = collect(deployment, unused())
        raise NotMet("\n".join(f"{name}:\n{each.timeline(160)}" for name, each in traces.items()))


def told_until_met(story: Callable[..., None]) -> Callable[..., None]:
    """Tell a story of faults up to three times, each in a new shop, until its faults are met.

    A busy machine can cut an attempt off between its deed and the fault that takes its answer;
    the next attempt finds the deed done, and the fault meets nobody.
    """

    @wraps(story)
    def tell(*, shop: Callable[..., Shop], **given: Any) -> None:
        for last in (False, False, True):
            try:
                story(shop=shop, **given)
            except NotMet:
                if last:
                    raise
            else:
                return
            mark = f"s{next(NUMBERS)}-"
            shop = partial(Shop, mark)

    return tell
