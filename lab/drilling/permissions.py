"""The permission drill: one statement is taken away at a time, while orders go on coming.

What the engine does not enforce (ENGINE: the machine's role, polling, logs) shows as a statement
that nobody misses; on AWS some of these would be missed. So that is said wherever it is told.
"""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from lab.dead_letters import redrive
from lab.deployment import Deployment
from lab.drilling.evidence import Left, await_logs, left_behind
from lab.drilling.ground import Course, Progress, place_until_still
from lab.drilling.judging import Twin, twin_of
from lab.drilling.kinds import KINDS, Lone, lone
from lab.drilling.policies import Policy, Statement, statements
from lab.workload.run import wait_settled

AS_EVER, LESS, GIVEN_UP, STUCK, OTHERWISE, NOT_PLACED = (
    "as ever", "as ever with less noted", "given up on", "stuck", "otherwise", "not placed",
)  # fmt: skip
CLIENT = "the client"
LONGEST, REDRIVEN_WITHIN = 45.0, 12.0  # seconds


@dataclass(frozen=True)
class Missed:
    """What became of an order of each kind while one statement was gone, and once it was back.

    ends: by kind of order, "as ever", also with less noted by somebody whom it did not need, "given
    up on", "stuck" without a word, "not placed", or "otherwise" where it settled and left something
    else; noticed: the first error and where, "" if
    there was none; after: seconds from the first order on; redriven: how many settled as ever when
    the statement was back and all that was given up on was sent through again.
    """

    statement: Statement
    ends: Mapping[str, str]
    noticed: str = ""
    after: float | None = None
    redriven: int = 0

    @property
    def hit(self) -> int:
        """How many orders did not end as ever."""
        return sum(end not in (AS_EVER, LESS) for end in self.ends.values())

    @property
    def silent(self) -> bool:
        """Whether orders were hit and nobody can have noticed."""
        return bool(self.hit) and not self.noticed


@dataclass(frozen=True)
class Permissions:
    """A design's statements, each with what happened without it."""

    design: str
    missed: tuple[Missed, ...]
    seconds: float

    def figures(self) -> Mapping[str, float]:
        """How many statements there are, are missed, and are missed in silence."""
        needed = [each for each in self.missed if each.hit or each.noticed]
        waited = [each.after for each in needed if each.after is not None]
        return {
            "statements": len(self.missed),
            "missed": len(needed),
            "silent": sum(each.silent for each in needed),
            "orders": sum(len(each.ends) for each in needed),
            "hit": sum(each.hit for each in needed),
            "redriven": sum(each.redriven for each in needed),
            "seconds_to_notice": round(median(waited), 2) if waited else 0,
            "seconds": round(self.seconds),
        }

    def to_wire(self) -> dict[str, Any]:
        """All of it as JSON carries it."""
        return {"format": "ripple-permissions/1", **asdict(self), "figures": self.figures()}


SAID = """The engine does not enforce what Lambda needs to poll a queue or a stream and to write a
log, nor the role of a state machine: nobody misses that here, and on AWS somebody would. A message
that a queue may not take is lost here; on AWS it goes to its subscription's dead-letter queue.
Within one account a role's statement or a topic's own suffices: neither alone is missed.
"""


def lines(found: Permissions) -> Iterator[str]:
    """A row a statement that was missed, and the names of the others."""
    told = found.figures()
    yield (
        f"{found.design}: {told['missed']} of {told['statements']} statements are missed, "
        f"{told['silent']} without a word, in {told['seconds']} s"
    )
    yield (
        f"  {told['hit']} of {told['orders']} orders were hit, {told['redriven']} of them ended as "
        f"ever when redriven; the first error came after {told['seconds_to_notice']} s (median)"
    )
    yield ""
    for each in found.missed:
        if each.hit or each.noticed:
            ends = Counter(end for end in each.ends.values())
            counted = ", ".join(f"{count} {end}" for end, count in sorted(ends.items()))
            after = f" after {each.after} s" if each.after is not None else ""
            seen = f"{each.noticed or 'NOBODY NOTICED'}{after}"
            yield f"  {each.statement} ({', '.join(each.statement.actions)})"
            yield f"      {counted}; {seen}; {each.redriven} redriven"
    rest = [str(each.statement) for each in found.missed if not (each.hit or each.noticed)]
    yield ""
    yield f"  not missed: {', '.join(rest) or 'none'}"
    yield ""
    yield from (f"  {each}" for each in SAID.splitlines())


def take_away(
    deployment: Deployment, *, only: str = "", progress: Progress = lambda _: None
) -> Permissions:
    """Take each statement away in turn, place an order of each kind, and give it back.

    only: what the statements' names must have in them.
    """
    began = time.monotonic()
    before = lone(KINDS * 2, "t")
    ids = [each.order_id for each in before]
    course = place_until_still(deployment, before, surely=ids)
    await_logs(deployment, ids, course)
    twins = _twins(before, left_behind(deployment, before, course))
    found = []
    chosen = [each for each in statements(deployment) if only in str(each[0])]
    for number, (statement, policy) in enumerate(chosen, start=1):
        progress(f"{number} of {len(chosen)}: without {statement}")
        orders = lone(KINDS, "t", first=len(before) + (number - 1) * len(KINDS))
        found.append(_without(deployment, (statement, policy), orders, twins))
    return Permissions(deployment.design.name, tuple(found), time.monotonic() - began)


def _without(
    deployment: Deployment,
    taken: tuple[Statement, Policy],
    orders: Sequence[Lone],
    twins: Mapping[str, Twin],
) -> Missed:
    statement, policy = taken
    with policy.without(statement.sid):
        course = place_until_still(deployment, orders, longest=LONGEST)
    left = left_behind(deployment, orders, course)
    ends = {each.kind: _end(each, left[each.order_id], course, twins) for each in orders}
    noticed, after = _first_error(orders, left, course, twins)
    dead = [each for each in orders if ends[each.kind] == GIVEN_UP]
    again = _sent_again(deployment, dead, course, twins) if dead else 0
    return Missed(statement, ends, noticed, after, again)


def _twins(orders: Sequence[Lone], left: Mapping[str, Left]) -> dict[str, Twin]:
    return {
        kind: twin_of([left[each.order_id] for each in orders if each.kind == kind])
        for kind in KINDS
    }


def _end(order: Lone, left: Left, course: Course, twins: Mapping[str, Twin]) -> str:
    if order.order_id in course.refused:
        return NOT_PLACED
    twin = twins[order.kind]
    if _same(left, twin):
        return AS_EVER
    if order.order_id in course.settled:
        return LESS if _less(left, twin) else OTHERWISE
    return GIVEN_UP if left.failed or any(left.errors.values()) else STUCK


def _same(left: Left, twin: Twin) -> bool:
    services = {*left.facts, *twin.left.facts}
    return all(twin.facts(left, each) == twin.facts(twin.left, each) for each in services)


def _less(left: Left, twin: Twin) -> bool:
    services = {*left.facts, *twin.left.facts}
    return all(twin.facts(left, each) <= twin.facts(twin.left, each) for each in services)


def _first_error(
    orders: Iterable[Lone], left: Mapping[str, Left], course: Course, twins: Mapping[str, Twin]
) -> tuple[str, float | None]:
    """The first that anybody can have seen, and seconds after the orders began to come."""
    seen = [
        (at, error)
        for each in orders
        for error, at in left[each.order_id].stumbled_at.items()
        if error not in twins[each.kind].left.stumbled
    ]
    if seen:
        at, error = min(seen)
        return error, round(max(0.0, at - course.began), 2)
    if course.refused:
        return f"{next(iter(course.refused.values()))} told {CLIENT}", 0.0
    return "", None


def _sent_again(
    deployment: Deployment, dead: Sequence[Lone], course: Course, twins: Mapping[str, Twin]
) -> int:
    """How many of these end as ever when what was given up on is sent through again."""
    ids = [each.order_id for each in dead]
    redrive(deployment, ids)
    late = wait_settled(deployment, ids, timeout=REDRIVEN_WITHIN)
    left = left_behind(deployment, dead, course)
    return sum(
        each.order_id not in late and _same(left[each.order_id], twins[each.kind]) for each in dead
    )
