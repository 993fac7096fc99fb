"""The fault drill: each service fails in each way, an order each, and what became of them."""

import time
from collections.abc import Iterator, Mapping, Sequence

from analysis.dependency import depend
from analysis.traces.model import Span
from lab.deployment import Deployment
from lab.drilling.failures import Failures, Price
from lab.drilling.fates import Fate
from lab.drilling.faults import DOWN, Case, planned, steps_at
from lab.drilling.ground import Progress, place_until_still
from lab.drilling.kinds import KINDS, Lone, lone
from lab.drilling.outages import OUTAGE, Met, Wave
from lab.drilling.radius import Reach, measured, predicted, scored
from lab.drilling.rounds import GONE_KINDS, gone, gone_lines, stop, stopped_cases
from lab.service_logs import read_lines
from lab.trace import OrderTrace, collect
from lab.trace.collect import logical_names
from lab.trace.history import transitions_of
from lab.trace.spans import spans_by_order
from lab.whereabouts import Whereabouts


def fail_services(
    deployment: Deployment,
    *,
    seed: int = 7,
    sample: int | None = None,
    outage: float = OUTAGE,
    progress: Progress = lambda _: None,
) -> Failures:
    """Let each service of a design fail in every way, many side by side, one order each.

    sample: so many faults at most, and nothing that has to be done one after another; outage:
    seconds after which an order's service is back.
    """
    began = time.monotonic()
    drill = _Drill(deployment, seed, sample, outage, progress)
    fates = drill.side_by_side()
    if sample is None:
        fates += drill.one_after_another()
    return Failures(
        deployment.design.name,
        tuple(fates),
        {name: scored(drill.expected[name], found) for name, found in drill.radius().items()},
        _price(drill.wave.priced),
        outage,
        round(time.monotonic() - began, 1),
        seed,
    )


class _Drill:
    def __init__(
        self,
        deployment: Deployment,
        seed: int,
        sample: int | None,
        outage: float,
        progress: Progress,
    ) -> None:
        self._deployment, self._progress = deployment, progress
        progress("looking how orders go when nothing fails")
        course = place_until_still(deployment, first := lone(KINDS, "w"))
        found = collect(deployment, [each.order_id for each in first], since=course.began)
        self.ways: Mapping[str, OrderTrace] = {x.kind: found[x.order_id] for x in first}
        cases = planned(deployment, self.ways, seed=seed, sample=sample)
        stopped = stopped_cases(self.ways) if sample is None else []
        lines = gone_lines(deployment) if sample is None else []
        kinds = [*KINDS, *(x.kind for x in (*cases, *stopped)), *(GONE_KINDS * len(lines))]
        orders = iter(lone(kinds, "w")[len(KINDS) :])
        self._met = list(self._meeting(cases, orders))
        self._stopped = list(self._meeting(stopped, orders))
        self._gone = [(line, [next(orders) for _ in GONE_KINDS]) for line in lines]
        self.wave = Wave(deployment, self._met, outage, progress=progress)
        system = depend([deployment.design.template])
        self._services = {part.id: part.service for part in system.parts}
        self.expected = {
            "fails": predicted(system, "runtime"),
            "waits": predicted(system, "runtime", "control"),
        }

    def side_by_side(self) -> list[Fate]:
        return self.wave.run()

    def one_after_another(self) -> list[Fate]:
        self._progress("stopping executions")
        found = stop(self._deployment, self._stopped, self._progress) if self._stopped else []
        for line, orders in self._gone:
            self._progress(f"without {line.queue}")
            found += gone(self._deployment, line, orders, self.ways, self._progress)
        return found

    def radius(self) -> Mapping[str, set[tuple[str, str]]]:
        self._progress("reading who was reached")
        return measured(self._reached())

    def _meeting(self, cases: Sequence[Case], orders: Iterator[Lone]) -> Iterator[Met]:
        for each in cases:
            steps = tuple(steps_at(self._deployment, self.ways[each.kind], each.service))
            yield Met(each, next(orders), steps)

    def _reached(self) -> Iterator[Reach]:
        down = {x.order.order_id: x for x in self._met if x.case.fault == DOWN}
        names = logical_names(self._deployment)
        lines = read_lines(self._deployment, self.wave.began)
        for order_id, spans in spans_by_order(lines, down, names).items():
            met = down[order_id]
            until = self.wave.began + (met.back or 0.0) - self.wave.clock
            twin = self.ways[met.case.kind].spans
            before = [each for each in spans if each.started < until]
            did = {(x.function, x.trigger.event_type) for x in before if x.outcome != "error"}
            would = {
                (x.service, x.function, x.trigger.event_type) for x in twin if x.outcome != "error"
            }
            failed = {x.service for x in before if _own_failure(x)}
            failed -= {x.service for x in twin if x.outcome == "error"}
            waited = {service for service, *step in would if tuple(step) not in did}
            ended = {
                each.machine: each.type
                for each in transitions_of(self._deployment, order_id, names)
                if each.at < until and each.execution == order_id
            }
            for machine, last in ended.items():
                if last in ("ExecutionFailed", "ExecutionTimedOut", "ExecutionAborted"):
                    failed.add(self._services[machine])
                if last != "ExecutionSucceeded":
                    waited.add(self._services[machine])
            yield Reach(met.case.service, frozenset(failed), frozenset(waited))


def _own_failure(span: Span) -> bool:
    """Whether this order's work failed; a stream's batch fails as a whole."""
    return span.outcome == "error" and not (span.shared and span.trigger.kind == "stream")


def _price(priced: Sequence[Whereabouts]) -> Price | None:
    if not priced:
        return None
    calls = [sum((each.calls or {}).values()) for each in priced]
    return Price(
        max(each.stores for each in priced),
        max(each.log_groups for each in priced),
        min(calls),
        max(calls),
        len(priced),
    )
