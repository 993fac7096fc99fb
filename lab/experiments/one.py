"""One experiment from the request to its results."""

import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from lab.designs import Design
from lab.experiments.experiment import Experiment, experiment_named
from lab.experiments.outcome import DesignRun
from lab.experiments.planning import EVERYTHING, Steps, Trees
from lab.experiments.running import run_experiment
from lab.experiments.scoring import result
from lab.experiments.scratch import scratch
from lab.experiments.stage import Progress
from lab.experiments.static import Static, compared
from lab.places import Place, open_place


@dataclass(frozen=True)
class Study:
    """A change that was made in its designs: whom it touched, and what became of the orders."""

    experiment: Experiment
    found: Mapping[Design, Static]
    runs: Mapping[Design, DesignRun]
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether every story holds in every design, and the new ones only with the change."""
        return all(run.passed for run in self.runs.values())

    def to_json(self) -> list[dict[str, Any]]:
        """All that was measured, a design each, as `ripple change run --json` prints it."""
        return [
            {**result(self.found[design], self.runs[design]), "seconds": self.seconds}
            for design in self.runs
        ]


def study(
    change: str | Experiment,
    *,
    place: Place | None = None,
    steps: Steps = EVERYTHING,
    progress: Progress = lambda _: None,
) -> Study:
    """Make a change in its designs while orders are on their way, and measure all of it.

    change: its name, or a change of yours; place: where, the engine at hand where None is given.
    The checkout is never touched: patches are applied to scratch copies. Raises LabError.
    """
    experiment = experiment_named(change) if isinstance(change, str) else change
    began = time.monotonic()
    with ExitStack() as kept:
        after = kept.enter_context(scratch(experiment))
        # Only the new stories, told to what is without the change, need a copy of that.
        before = kept.enter_context(scratch(experiment, ())) if steps.base else after
        progress("comparing both versions")
        found = compared(experiment, after)
        opened = place or kept.enter_context(open_place(progress=progress))
        plans = {design: each.plan for design, each in found.items()}
        trees = Trees(before, after)
        runs = run_experiment(experiment, opened, trees, plans, steps, progress)
    return Study(experiment, found, runs, round(time.monotonic() - began, 1))
