"""All designs side by side on one engine, for whoever wants to compare what they do."""

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Any, Self

from lab.agreement import disagreements, state_after
from lab.deployment import Deployment, deployed
from lab.designs import designs
from lab.interruption import Threads
from lab.places import open_place
from lab.trace import Counts, OrderTrace, collect, counts
from lab.workload.report import OrderResult, RunReport
from lab.workload.run import run
from orderflow.order import Order
from orderflow.world import World

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Act:
    """What one design did with the orders: how each ended, its trace, and what it took."""

    design: str
    report: RunReport
    traces: Mapping[str, OrderTrace]

    @property
    def counts(self) -> Mapping[str, Counts]:
        """By order, what it took."""
        return {order_id: counts(trace) for order_id, trace in self.traces.items()}

    @property
    def results(self) -> Mapping[str, OrderResult]:
        """By order, how it ended."""
        return {result.order_id: result for result in self.report.results}


@dataclass(frozen=True)
class Performance:
    """The same orders through every design, and where others ended differently from the first."""

    acts: Mapping[str, Act]
    differences: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether all settled, every invariant holds, and all designs agree to the last item."""
        return not self.differences and all(act.report.sound for act in self.acts.values())

    def to_json(self) -> dict[str, Any]:
        """Outcomes, invariants and counts of every design, and whether they agree."""
        return {
            "agree": not self.differences,
            "differences": list(self.differences),
            "sides": {
                name: {
                    **act.report.to_json(),
                    "counts": {order_id: asdict(each) for order_id, each in act.counts.items()},
                }
                for name, act in self.acts.items()
            },
        }


class Workshop:
    """An engine with every design deployed; a context manager, or ``open`` and ``close``.

    ``choice`` is a place as ``open_place`` takes it; ``drills`` deploys what faults and
    duplicates need. Raises LabError.
    """

    def __init__(
        self,
        choice: str | None = "embedded",
        *,
        drills: bool = False,
        progress: Progress = lambda _: None,
    ) -> None:
        self._choice, self._drills, self._progress = choice, drills, progress
        self._stack = ExitStack()
        self.deployments: dict[str, Deployment] = {}

    def open(self) -> Self:
        """Start or find the engine and deploy every design afresh."""
        try:
            found = designs()
            self.place = self._stack.enter_context(
                open_place(self._choice, progress=self._progress)
            )
            self._progress("deploying both designs" if len(found) == 2 else "deploying the designs")
            patient = not self.place.passing
            with Threads(len(found), "deploying", patient=patient) as pool:
                made = {
                    each.name: pool.submit(
                        self._stack.enter_context, deployed(self.place, each, drills=self._drills)
                    )
                    for each in found
                }
            self.deployments = {name: each.result() for name, each in made.items()}
        except BaseException:
            self._stack.__exit__(*sys.exc_info())
            raise
        return self

    def close(self) -> None:
        """Take the designs away, and the engine if it was started here."""
        self._stack.close()
        self.deployments = {}

    def run(self, orders: Sequence[Order], world: World) -> Performance:
        """The orders through each design, one design after the other.

        Order ids must be new to this workshop. The world is seeded anew in each.
        """
        acts = {
            name: self._act(name, deployment, orders, world)
            for name, deployment in self.deployments.items()
        }
        states = {name: state_after(each, orders, world) for name, each in self.deployments.items()}
        return Performance(acts, tuple(disagreements(states)))

    def _act(self, name: str, deployment: Deployment, orders: Sequence[Order], world: World) -> Act:
        def tell(news: str) -> None:
            self._progress(f"{name}: {news}")

        report = run(deployment, orders, world, progress=tell)
        tell("reading the functions' logs")
        return Act(name, report, collect(deployment, [order.order_id for order in orders]))

    def __enter__(self) -> Self:
        return self.open()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)
        self.deployments = {}
