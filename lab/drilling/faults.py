"""Faults of a service: what they are, which drills make them, and which orders meet them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from random import Random

from lab.courier.lines import streams_of
from lab.deployment import Deployment
from lab.drilling.kinds import KINDS
from lab.drills import FOREVER, Drill, death, fault, outage
from lab.experiments.stations import Station, stations_of
from lab.probe.outage import THROTTLED, TOO_SLOW
from lab.trace import OrderTrace

STORE, WRITE, SAY = "dynamodb:*", "dynamodb:[PUT]*", "sns:Publish"

DOWN = "down"
WHILE: Mapping[str, Callable[[str], Drill]] = {
    DOWN: outage,
    "throttled": partial(outage, error=THROTTLED),
    "too slow": partial(
        death, operation=STORE, when="after", error=TOO_SLOW, times=FOREVER
    ),
    "its store fails": partial(fault, operation=STORE, times=FOREVER),
    "its table is missing": partial(fault, operation=STORE, missing=True, times=FOREVER),
    "its topic is missing": partial(fault, operation="sns:*", missing=True, times=FOREVER),
}  # fmt: skip
"""What lasts until the service is back, by its name: for a function, the drill."""

NOW_AND_THEN = "one call in three fails"
ONCE: Mapping[str, Callable[[str], Drill]] = {
    NOW_AND_THEN: partial(fault, every=3),
    "dies before its write": partial(death, operation=WRITE),
    "dies after its write": partial(death, operation=WRITE, when="after"),
    "dies after it said so": partial(death, operation=SAY, when="after"),
}
"""What the service is back from by itself."""

FAULTS = {**WHILE, **ONCE}
STOPPED = "its execution is stopped"
GONE = "its queue is missing"
AT_ONE_STEP = "down at one step"
"""As `DOWN`, but only while a function has one event at hand: so that it is known where it is."""


def service_down(
    deployment: Deployment, service: str, *, rest: int | None = None
) -> tuple[Drill, ...]:
    """The drills of an order for which no function of a service runs; ``rest`` as an outage's."""
    functions = deployment.functions.items()
    return tuple(outage(name, rest=rest) for name, each in functions if each.service == service)


@dataclass(frozen=True)
class Case:
    """One order that meets one fault of one service; step: at which alone, if at one."""

    fault: str
    service: str
    kind: str
    drills: tuple[Drill, ...]
    step: str = ""

    @property
    def lasts(self) -> bool:
        """Whether the fault lasts until the service is back."""
        return self.fault not in ONCE


def planned(
    deployment: Deployment,
    ways: Mapping[str, OrderTrace],
    *,
    faults: Iterable[str] = tuple(FAULTS),
    seed: int = 7,
    sample: int | None = None,
) -> list[Case]:
    """An order for each fault of each service that an order of its kind comes to, shuffled.

    ways: the trace, by kind, of an order that met nothing. A function that follows a stream meets
    only what passes: whatever stands behind would wait with it. sample: so many at most, each
    fault among them.
    """
    stream_fed = {line.function for line in streams_of(deployment)}
    cases = [
        case
        for name in faults
        for kind in KINDS
        for case in _of_kind(ways[kind], kind, name, stream_fed if name in WHILE else set())
    ]
    cases += list(_at_steps(deployment, ways, stream_fed))
    rng = Random(seed)  # noqa: S311  repeatable, not secret
    rng.shuffle(cases)
    return cases if sample is None else _spread(cases, sample)


def steps_at(deployment: Deployment, trace: OrderTrace, service: str) -> list[str]:
    """The steps of a service that an order passes, in its order, as whereabouts name them."""
    return [
        each.event
        for each in stations_of(trace.spans)
        if deployment.functions[each.function].service == service
    ]


def _of_kind(trace: OrderTrace, kind: str, name: str, spared: set[str]) -> Iterator[Case]:
    """A case for each service that does something which the fault can meet."""
    can: dict[str, dict[str, None]] = {}
    for span in trace.spans:
        drill = FAULTS[name](span.function)
        calls = [f"{call.service}:{call.operation}" for call in span.calls]
        if span.function not in spared and _meets(drill, calls):
            can.setdefault(span.service, {})[span.function] = None
    for service, functions in can.items():
        yield Case(name, service, kind, tuple(FAULTS[name](each) for each in functions))


def _meets(drill: Drill, calls: Iterable[str]) -> bool:
    return drill.kind == "outage" or any(fnmatchcase(each, drill.operation) for each in calls)


def _at_steps(
    deployment: Deployment, ways: Mapping[str, OrderTrace], stream_fed: set[str]
) -> Iterator[Case]:
    """An order at each step of each service: the first kind of order that comes to it."""
    seen: set[tuple[str, str, str]] = set()
    for kind in KINDS:
        for each in stations_of(ways[kind].spans):
            if each.place not in seen and each.function not in stream_fed:
                seen.add(each.place)
                service = deployment.functions[each.function].service
                yield Case(AT_ONE_STEP, service, kind, (_at(each),), each.event)


def _at(station: Station) -> Drill:
    # A task is asked for by its function alone.
    return outage(station.function, on="*" if station.kind == "task" else station.event)


def _spread(cases: list[Case], most: int) -> list[Case]:
    """So many of them, all faults in turn."""
    by_fault: dict[str, list[Case]] = {}
    for each in cases:
        by_fault.setdefault(each.fault, []).append(each)
    found: list[Case] = []
    while len(found) < most and any(by_fault.values()):
        for left in by_fault.values():
            if left and len(found) < most:
                found.append(left.pop())
    return found
