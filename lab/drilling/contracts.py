"""What the parts of a design agree on, learnt from what a clean run showed: no list by hand."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lab.deployment import Deployment
from lab.drilling.ground import Progress, place_until_still
from lab.drilling.kinds import KINDS, Lone, lone
from lab.drills import plan, show
from lab.probe.mutating import ATTRIBUTE, ERROR, REQUEST, RESPONSE, paths_of
from lab.service_logs import read_lines
from lab.trace.collect import collect

EVENT = "event"
Json = dict[str, Any]


@dataclass
class Contract:
    """An event type, or what one function is asked with or answers; and who was seen to take it.

    on: the event's type, or "request" or "response"; function: who says the event, is asked, or
    answers, by logical id; kind: that of the order that showed it first; fields: by their paths, in
    the order in which they stand, each with the kind of order that showed it first; takers:
    functions that an event comes to.
    """

    on: str
    function: str
    kind: str
    fields: dict[str, str] = field(default_factory=dict)
    takers: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """The event's type, or what it is of which function, as `analysis` calls it too."""
        return self.on if self.is_event else f"{self.on}:{self.function}"

    @property
    def is_event(self) -> bool:
        """Whether it is told, and not asked or answered."""
        return self.on not in (REQUEST, RESPONSE)


def learnt(
    deployment: Deployment, progress: Progress = lambda _: None, *, prefix: str = "k"
) -> list[Contract]:
    """Place an order of each kind with all that is on its way shown; the contracts it showed."""
    orders = lone(KINDS, prefix)
    plan(deployment, {each.order_id: [show()] for each in orders})
    progress("looking what is on its way when nothing is broken")
    ids = [each.order_id for each in orders]
    course = place_until_still(deployment, orders, surely=ids)
    collect(deployment, ids, since=course.began)  # waits for what must be in the logs
    lines = read_lines(deployment, course.began).probe
    return contracts_in(lines, orders)


def contracts_in(lines: Sequence[Json], orders: Iterable[Lone]) -> list[Contract]:
    """The contracts that the lines of these orders show, in the order in which they came up."""
    kinds = {each.order_id: each.kind for each in orders}
    found: dict[str, Contract] = {}
    for kind in KINDS:
        own = {order_id for order_id, each in kinds.items() if each == kind}
        for each in _shown(sorted(lines, key=lambda line: float(line["started"])), own):
            one = Contract(each.on, each.function, kind)
            known = found.setdefault(one.name, one)
            for path in each.fields:
                known.fields.setdefault(path, kind)
    for taker, event in _taken(lines, kinds):
        if event in found:
            found[event].takers.add(taker)
    return list(found.values())


def answers_in(contracts: Iterable[Contract]) -> frozenset[str]:
    """Errors that functions answer with where nothing is broken, each with its function."""
    return frozenset(
        f"{path.removeprefix(f'{ERROR}.')} in {each.function}"
        for each in contracts
        for path in each.fields
        if path.startswith(ERROR)
    )


@dataclass(frozen=True)
class _Seen:
    on: str
    function: str
    fields: tuple[str, ...]


def _shown(lines: Iterable[Json], order_ids: set[str]) -> Iterator[_Seen]:
    for line in lines:
        function = str(line.get("function"))
        for record in line["records"]:
            if record.get("order_id") in order_ids and record["trigger"]["kind"] == "task":
                yield from _asked(function, record)
        for call in line.get("calls", ()):
            if call.get("order_id") in order_ids:
                for told in call.get("told", ()):
                    yield _said(function, told)


def _asked(function: str, record: Json) -> Iterator[_Seen]:
    if isinstance(record.get("given"), dict):
        yield _Seen(REQUEST, function, tuple(paths_of(record["given"])))
    if record["outcome"] == "error" and record.get("error"):
        yield _Seen(RESPONSE, function, (f"{ERROR}.{record['error']['type']}",))
    elif "answered" in record:
        answer = record["answered"]
        paths = tuple(paths_of(answer)) if isinstance(answer, dict) else ()
        yield _Seen(RESPONSE, function, paths)


def _said(function: str, told: Mapping[str, Any]) -> _Seen:
    beside = (f"{ATTRIBUTE}.{name}" for name in told["attributes"])
    return _Seen(str(told["body"].get("type")), function, (*paths_of(told["body"]), *beside))


def _taken(lines: Iterable[Json], kinds: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        for record in line["records"]:
            event = record["trigger"].get("event_type")
            if record.get("order_id") in kinds and event and record["trigger"]["kind"] == "sqs":
                yield str(line.get("function")), str(event)
