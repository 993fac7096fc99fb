"""What came of a run: the books read, the invariants checked, the unsettled looked for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from lab.books import read_books
from lab.dead_letters import dead_letters
from lab.deployment import Deployment
from lab.invariants import SETTLED, check
from lab.whereabouts import Evidence, Whereabouts, whereabouts
from lab.workload.report import RunReport, results_of
from orderflow.order import Order
from orderflow.world import World


@dataclass(frozen=True)
class Course:
    """What only the run itself knows of what happened.

    began: seconds since the epoch, logs are read from there; seconds: how long it took;
    old_letters: ids of dead letters that lay there before; not_placed: why an order was not;
    waited: seconds an unsettled order was waited for.
    """

    began: float = 0.0
    seconds: float = 0.0
    old_letters: frozenset[str] = frozenset()
    not_placed: Mapping[str, str] = field(default_factory=dict)
    waited: Mapping[str, float] = field(default_factory=dict)


def audit(
    deployment: Deployment, orders: Sequence[Order], world: World, course: Course = Course()
) -> RunReport:
    """Read what came of these orders and check the books, as they are now; places nothing."""
    books = read_books(deployment, orders, world)
    unsettled = [o.order_id for o in orders if books.status(o.order_id) not in SETTLED]
    unaccounted = _unaccounted(deployment, orders, unsettled, course.old_letters)
    placed = [order_id for order_id in unsettled if order_id not in course.not_placed]
    where = {each.order_id: each for each in whereabouts(deployment, placed, since=course.began)}
    where |= {each: _never_placed(each, why) for each, why in course.not_placed.items()}
    return RunReport(
        design=deployment.design.name,
        results=results_of(orders, books, course.waited),
        invariants=check(orders, world, books, unaccounted),
        unsettled=tuple(where[order_id] for order_id in unsettled),
        seconds=course.seconds,
    )


def _unaccounted(
    deployment: Deployment,
    orders: Sequence[Order],
    unsettled: Collection[str],
    old_letters: Collection[str],
) -> list[str]:
    """Dead letters that no unsettled order explains; other runs' orders are theirs to explain."""
    own: set[str | None] = {order.order_id for order in orders}
    return [
        str(letter)
        for letter in dead_letters(deployment)
        if letter.letter_id not in old_letters
        and letter.order_id not in unsettled
        and letter.order_id in own | {None}
    ]


def _never_placed(order_id: str, why: str) -> Whereabouts:
    asked = Evidence("the client", "placing the order", why)
    return Whereabouts(order_id, None, "it was not placed", why, (asked,))
