"""The orders of today, and what is wrong with how they ended, by the books of the old design."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from lab.books import Books, read_books
from lab.dead_letters import dead_letters
from lab.deployment import Deployment
from lab.experiments.aftermath import UNSETTLED, how_it_ended
from lab.experiments.cases import NOT_PLACED, Case, Row, apart, joined
from lab.experiments.lockstep.awaiting import Watching
from lab.experiments.lockstep.troubles import circling, troubles
from lab.tables import read_items
from lab.workload.orders import order_of
from orderflow.order import Order
from orderflow.world import World

LARGE = 150_000
"""Cents: more than anybody lets pass unseen, where large orders are looked at."""

UNSERVED = "AQ"


@dataclass(frozen=True)
class Sample:
    """An order, what it is called in a sentence, and how the old design ends it.

    case: the change's own that it is of, None for one of today's.
    """

    name: str
    order: Order
    ending: str
    case: Case | None = None

    def __hash__(self) -> int:
        return hash(self.order.order_id)


def samples(mark: str) -> tuple[tuple[Sample, ...], World]:
    """The orders, and a world in which each ends as it should; ``mark`` begins every name.

    Each has goods, a customer and a country of its own, so that what it took can be told.
    """
    found = (
        _sample(mark, "small order", "confirmed", "DE", lamp=(2, 1500), shade=(1, 700)),
        _sample(mark, "large order", "confirmed", "FR", piano=(1, LARGE)),
        _sample(mark, "order out of stock", "cancelled: out of stock", "IT", harp=(1, 900)),
        _sample(mark, "order not covered", "cancelled: payment declined", "ES", drum=(1, 3000)),
        _sample(mark, "order nobody carries", "cancelled: no carrier", UNSERVED, horn=(1, 800)),
    )
    rich = {str(sample.order.customer): 2 * LARGE for sample in found}
    world = World(
        stock={sku: 9 for sample in found for sku in sample.order.quantities} | {f"{mark}harp": 0},
        balances=rich | {str(found[3].order.customer): 2999},
        carriers={sample.order.country: 9 for sample in found if sample.order.country != UNSERVED},
    )
    return found, world


def own_samples(mark: str, cases: Sequence[Case]) -> tuple[tuple[Sample, ...], World, list[Row]]:
    """The change's own orders, a world for them, and the rows that they meet beside it."""
    found: list[Sample] = []
    rows: list[Row] = []
    whole = World({}, {}, {})
    for case in apart(cases, "Q"):
        order_id = mark + re.sub(r"[^a-z0-9]+", "-", case.name.lower())
        found.append(Sample(case.name, case.order(order_id), case.old, case))
        rows += case.seeded(order_id)
        whole = joined([whole, case.world(order_id)])
    carriers = {str(each.order.country): 9 for each in found}
    return tuple(found), replace(whole, carriers=carriers), rows


def _sample(mark: str, name: str, ending: str, country: str, **goods: tuple[int, int]) -> Sample:
    order_id = mark + name.replace(" ", "-")
    marked = {mark + sku: wanted for sku, wanted in goods.items()}
    return Sample(name, order_of(order_id, f"{order_id}-ada", country, marked), ending)


RULES = {
    "stock": {
        "stock on hand + reserved + shipped = seeded",
        "cancelled orders hold nothing, confirmed ones all they paid for",
    },
    "money": {"balances + captured - refunded = seeded"},
    "parcels": {"carriers' capacity + booked = seeded", "shipments = confirmed orders"},
}
"""The invariants of a run that each part of the world is held to here."""


@dataclass(frozen=True)
class Expected:
    """What of the old design's ways the request itself changes.

    endings: what an order may also end as, by its ending in the old design or by the sample's
    name ("large order"); "unsettled" allows it to wait. excused: invariants, by name, that no
    longer apply. own: the orders that the change is about, placed too. excused_orders: why orders
    of such a name, with * and ?, need not end as they should.
    """

    endings: Mapping[str, str] = field(default_factory=dict)
    excused: frozenset[str] = frozenset()
    own: Sequence[Case] = ()
    excused_orders: Mapping[str, str] = field(default_factory=dict)

    def allowed(self, sample: Sample) -> set[str]:
        """Every ending that counts as right."""
        also = (self.endings.get(sample.ending), self.endings.get(sample.name))
        new = sample.case.new if sample.case else None
        return {sample.ending, *filter(None, (*also, new))}

    def excuse(self, name: str) -> str | None:
        """Why an order of that name is excused, None where it is not."""
        return excuse(name, self.excused_orders)


def excuse(name: str, excused: Mapping[str, str]) -> str | None:
    """Why an order of that name is excused, None where it is not."""
    return next((why for each, why in excused.items() if fnmatchcase(name, each)), None)


AS_EVER = Expected()
"""Nothing changes for the orders of today."""


Fault = tuple[Sample | None, str]
"""What is wrong, and with which order; None where it is with none alone."""


def faults(
    deployment: Deployment,
    placed: Sequence[Sample],
    world: World,
    watched: Watching,
    expected: Expected,
) -> Iterator[Fault]:
    """Everything that is wrong, the clearest first; each the beginning or whole of a sentence."""
    orders = [sample.order for sample in placed]
    ids = [order.order_id for order in orders]
    books = read_books(_Tables(deployment), orders, world)
    ended = {sample: _ending(sample, books) for sample in placed}
    stuck = list(_stuck(deployment, ended, watched, expected))
    if watched.restless:
        events = " and ".join(circling(deployment, ids, watched.began)) or "messages"
        (who, what), *_ = stuck or [(None, "")]
        stuck[:1] = [(who, ", and ".join(filter(None, (what, f"{events} go round without end"))))]
    yield from stuck
    for sample, ending in ended.items():
        if ending != UNSETTLED and ending not in expected.allowed(sample):
            yield sample, f"the {sample.name} ends as {ending}, not as {sample.ending}"
    for sample, ending in ended.items():
        if ending != UNSETTLED:
            for what in taken_wrong(sample, ending == "confirmed", world, books, expected):
                yield sample, f"the {sample.name} is {ending}, and {what}"
            for what in missing(deployment, sample, ending):
                yield sample, f"the {sample.name} is {ending}, and {what}"
    turned_away = {each.order.order_id for each, ending in ended.items() if ending == NOT_PLACED}
    by_id = {str(each.order.order_id): each for each in placed}
    for letter in dead_letters(deployment):
        if letter.order_id in {None, *ids} - turned_away:
            told = f"{letter.what} is given up on in {letter.held_in}"
            yield by_id.get(letter.order_id or ""), f"{told} ({letter.reason.rstrip('.')})"


def _ending(sample: Sample, books: Books) -> str:
    """How an order ended; of one that may be turned away, whether it was."""
    row = books.orders.get(sample.order.order_id, {})
    return NOT_PLACED if not row and sample.ending == NOT_PLACED else how_it_ended(row)


def missing(deployment: Deployment, sample: Sample, ending: str) -> Iterator[str]:
    """What an order should have left that ended as only the changed design ends it."""
    case = sample.case
    if case is None or ending != case.new or case.new == case.old:
        return
    for service, row in case.left(sample.order.order_id):
        kept = has_table(deployment, service)
        found = read_items(deployment, service, [row["pk"]]) if kept else {}
        there = found.get(row["pk"], {})
        named = row["pk"].partition("#")[0]
        if not there:
            yield f"{service} has no {named} of it"
        for name in sorted(row.keys() - {"pk"}):
            if there and there.get(name) != row[name]:
                yield f"{service}'s {named} of it says {there.get(name)} as its {name}"


def has_table(deployment: Deployment, service: str) -> bool:
    """Whether a service keeps a table in this mix."""
    return f"{service.capitalize()}Table" in deployment.resources


def _stuck(
    deployment: Deployment, ended: Mapping[Sample, str], watched: Watching, expected: Expected
) -> Iterator[Fault]:
    left = [
        sample
        for sample, ending in ended.items()
        if ending == UNSETTLED and UNSETTLED not in expected.allowed(sample)
    ]
    for sample in left:
        if why := watched.refused.get(sample.order.order_id):
            yield sample, f"the {sample.name} is not placed: {why.rstrip('.')}"
    found = troubles(deployment, [sample.order.order_id for sample in left], watched.began)
    # What failed says more than what only has not come yet.
    told = sorted(zip(left, found, strict=True), key=lambda pair: not pair[1][0])
    for sample, (_, words) in told:
        yield sample, f"the {sample.name} does not settle: {words}"


def taken_wrong(
    sample: Sample, confirmed: bool, world: World, books: Books, expected: Expected = AS_EVER
) -> Iterator[str]:
    """What an order took of the world and should not have, or the other way round.

    The records of it are not read: another design may write them in other words.
    """
    order = sample.order
    parts = (
        ("stock", order.quantities, world.stock, books.on_hand, "pieces"),
        ("money", {order.customer: order.total}, world.balances, books.balances, "cents"),
        ("parcels", {order.country: 1}, world.carriers, books.capacity, "parcels"),
    )
    for part, wanted, seeded, left, unit in parts:
        if RULES[part] & expected.excused:
            continue
        for key, amount in wanted.items():
            taken, due = seeded.get(key, 0) - left.get(key, 0), amount if confirmed else 0
            also = sample.case.charged if confirmed and part == "money" and sample.case else None
            if key in seeded and taken not in (due, also):
                yield f"{taken} {unit} are gone from {key}, not {due}"


@dataclass(frozen=True)
class _Tables:
    """A mix's tables; for a service that keeps none, one in which nothing of it is found."""

    deployment: Deployment

    def client(self, service: str) -> object:
        return self.deployment.client(service)

    def table(self, service: str) -> str:
        kept = service if has_table(self.deployment, service) else "ordering"
        return self.deployment.table(kept)
