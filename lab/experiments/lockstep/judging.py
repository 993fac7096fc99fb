"""What is wrong with how orders ended, by the books of the old design."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lab.books import read_books
from lab.dead_letters import dead_letters
from lab.deployment import Deployment
from lab.experiments.lockstep.awaiting import Course
from lab.experiments.lockstep.samples import Sample
from lab.experiments.lockstep.troubles import circling, troubles
from lab.invariants import check
from lab.workload.report import OrderResult, ending, results_of
from orderflow.world import World

UNSETTLED = "unsettled"
SETTLED_RULE = "every order settled"
HOLDINGS_RULE = "cancelled orders hold nothing, confirmed ones all they paid for"


@dataclass(frozen=True)
class Expected:
    """What of the old design's ways the request itself changes.

    endings: what an order may also end as, by its ending in the old design or by the sample's
    name ("large order"); "unsettled" allows it to wait. excused: invariants, by name, that no
    longer apply.
    """

    endings: Mapping[str, str] = field(default_factory=dict)
    excused: frozenset[str] = frozenset()

    def allowed(self, sample: Sample) -> set[str]:
        """Every ending that counts as right."""
        also = (self.endings.get(sample.ending), self.endings.get(sample.name))
        return {sample.ending, *filter(None, also)}


AS_EVER = Expected()
"""Nothing changes for the orders of today."""


def faults(
    deployment: Deployment,
    placed: Sequence[Sample],
    world: World,
    course: Course,
    expected: Expected,
) -> Iterator[str]:
    """Everything that is wrong, the clearest first; each the beginning or whole of a sentence."""
    orders = [sample.order for sample in placed]
    books = read_books(_Tables(deployment), orders, world)
    results = dict(zip(placed, results_of(orders, books, {}), strict=True))
    ids = [order.order_id for order in orders]
    stuck = list(_stuck(deployment, results, course, expected))
    if course.restless:
        events = " and ".join(circling(deployment, ids, course.began)) or "messages"
        stuck[:1] = [", and ".join([*stuck[:1], f"{events} go round without end"])]
    yield from stuck
    for sample, result in results.items():
        yield from _ended_wrong(sample, result, expected)
    rules = {SETTLED_RULE, *expected.excused}  # who may wait is known here alone
    if not has_table(deployment, "inventory"):
        rules.add(HOLDINGS_RULE)
    for rule in check(orders, world, books):
        if not rule.holds and rule.name not in rules:
            yield f"{rule.name} does not hold: {rule.detail}"
    for letter in dead_letters(deployment):
        if letter.order_id in {None, *ids}:
            yield f"{letter.what} is given up on in {letter.held_in} ({letter.reason.rstrip('.')})"


def has_table(deployment: Deployment, service: str) -> bool:
    """Whether a service keeps a table in this mix."""
    return f"{service.capitalize()}Table" in deployment.resources


def _stuck(
    deployment: Deployment,
    results: Mapping[Sample, OrderResult],
    course: Course,
    expected: Expected,
) -> Iterator[str]:
    left = [
        sample
        for sample, result in results.items()
        if result.outcome is None and UNSETTLED not in expected.allowed(sample)
    ]
    for sample in left:
        if why := course.refused.get(sample.order.order_id):
            yield f"the {sample.name} is not placed: {why.rstrip('.')}"
    found = troubles(deployment, [sample.order.order_id for sample in left], course.began)
    # What failed says more than what only has not come yet.
    for sample, (_, words) in sorted(
        zip(left, found, strict=True), key=lambda pair: not pair[1][0]
    ):
        yield f"the {sample.name} does not settle: {words}"


def _ended_wrong(sample: Sample, result: OrderResult, expected: Expected) -> Iterator[str]:
    if result.outcome is None:
        return
    if ending(result) not in expected.allowed(sample):
        yield f"the {sample.name} ends as {ending(result)}, not as {sample.ending}"
    kept = result.charged - result.refunded
    due = sample.order.total if result.outcome == "confirmed" else 0
    if kept != due:
        yield f"the {sample.name} is {result.outcome} and paid {kept} cents, not {due}"
    if result.shipped != (result.outcome == "confirmed"):
        sent = "shipped" if result.shipped else "not shipped"
        yield f"the {sample.name} is {result.outcome} and {sent}"


@dataclass(frozen=True)
class _Tables:
    """A mix's tables; for a service that keeps none, one in which nothing of it is found."""

    deployment: Deployment

    def client(self, service: str) -> object:
        return self.deployment.client(service)

    def table(self, service: str) -> str:
        kept = service if has_table(self.deployment, service) else "ordering"
        return self.deployment.table(kept)
