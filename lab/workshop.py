"""Both designs side by side on one engine, for whoever wants to compare what they do."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Any, Self

from lab.agreement import differences, state_after
from lab.deployment import Deployment, deployed
from lab.places import open_place
from lab.sides import Side
from lab.trace import Counts, OrderTrace, collect, counts
from lab.workload.report import OrderResult, RunReport
from lab.workload.run import run
from orderflow.order import Order
from orderflow.world import World

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Act:
    """What one design did with the orders: how each ended, its trace, and what it took."""

    side: Side
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
    """The same orders through both designs, and where the two ended differently."""

    acts: Mapping[Side, Act]
    differences: tuple[str, ...]

    @property
    def choreography(self) -> Act:
        """What the services that publish and subscribe did."""
        return self.acts[Side.CHOREOGRAPHY]

    @property
    def orchestration(self) -> Act:
        """What the state machine and its tasks did."""
        return self.acts[Side.ORCHESTRATION]

    @property
    def sound(self) -> bool:
        """Whether all settled, every invariant holds, and both sides agree to the last item."""
        return not self.differences and all(act.report.sound for act in self.acts.values())

    def to_json(self) -> dict[str, Any]:
        """Outcomes, invariants and counts of both designs, and whether they agree."""
        return {
            "agree": not self.differences,
            "differences": list(self.differences),
            "sides": {
                side.value: {
                    **act.report.to_json(),
                    "counts": {order_id: asdict(each) for order_id, each in act.counts.items()},
                }
                for side, act in self.acts.items()
            },
        }


class Workshop:
    """An engine with both designs deployed; a context manager, or ``open`` and ``close``.

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
        self.deployments: dict[Side, Deployment] = {}

    def open(self) -> Self:
        """Start or find the engine and deploy both designs afresh."""
        try:
            place = self._stack.enter_context(open_place(self._choice, progress=self._progress))
            self._progress("deploying both designs")
            with ThreadPoolExecutor(len(Side)) as pool:
                made = {
                    side: pool.submit(
                        self._stack.enter_context, deployed(place, side, drills=self._drills)
                    )
                    for side in Side
                }
            self.deployments = {side: each.result() for side, each in made.items()}
        except BaseException:
            self._stack.close()
            raise
        return self

    def close(self) -> None:
        """Take both designs away, and the engine if it was started here."""
        self._stack.close()
        self.deployments = {}

    def run(self, orders: Sequence[Order], world: World) -> Performance:
        """The orders through each design, one design after the other.

        Order ids must be new to this workshop. The world is seeded anew on both sides.
        """
        acts = {
            side: self._act(side, deployment, orders, world)
            for side, deployment in self.deployments.items()
        }
        states = [state_after(each, orders, world) for each in self.deployments.values()]
        return Performance(acts, tuple(differences(*states)))

    def _act(
        self, side: Side, deployment: Deployment, orders: Sequence[Order], world: World
    ) -> Act:
        def tell(news: str) -> None:
            self._progress(f"{side.value}: {news}")

        report = run(deployment, orders, world, progress=tell)
        tell("reading the functions' logs")
        return Act(side, report, collect(deployment, [order.order_id for order in orders]))

    def __enter__(self) -> Self:
        return self.open()

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()
