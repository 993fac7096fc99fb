"""One experiment from the request to its results.

All designs stand, are changed while orders are on their way, are held to old and new stories, and
are changed once more elsewhere, a service at a time.
"""

import time
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

from lab.deployment import Deployment
from lab.designs import Design
from lab.experiments.children import Children
from lab.experiments.experiment import Experiment, experiment_named
from lab.experiments.live import live_update
from lab.experiments.lockstep import Expected, Lockstep, Trial, lockstep
from lab.experiments.scoring import result
from lab.experiments.scratch import scratch
from lab.experiments.stage import EVERYTHING, DesignRun, Plan, Progress, Stage, Steps, Trees
from lab.experiments.static import Static, compared
from lab.experiments.stories import OLD, WAITING, Story, Telling, others, tell
from lab.interruption import Threads
from lab.places import Place, open_place

AT_ONCE = 16
"""Threads, most of which wait for a process."""

BASE_PATIENCE = 3.0
"""Seconds a new story waits on the base, where what it waits for never comes."""


def run_experiment(
    experiment: Experiment,
    place: Place,
    trees: Trees,
    plans: Mapping[Design, Plan],
    steps: Steps = EVERYTHING,
    progress: Progress = lambda _: None,
    *,
    alone: bool = False,
) -> Mapping[Design, DesignRun]:
    """Deploy, change, accept and measure every design; everything deployed is taken away again.

    alone: the place was opened for this, and what stands in it goes with it.
    Raises LabError: StoriesBroken, DeploymentFailed and their kin.
    """
    # Left from the last to the first: stories are stopped, threads come home, stacks are deleted.
    with (
        ExitStack() as standing,
        Threads(AT_ONCE, "experiment", patient=not place.passing) as pool,
        place.lent() as lent,
        Children() as children,
    ):
        stage = Stage(
            experiment, place, lent, trees, plans, steps, progress, pool, children, standing, alone
        )
        return _run(stage)


def _run(stage: Stage) -> Mapping[Design, DesignRun]:
    steps, submit = stage.steps, stage.pool.submit
    every = stage.experiment.designs
    updated = {design: submit(_updated, stage, design) for design in every}
    changed = {design: submit(_told, stage, each) for design, each in updated.items()}
    waiting = [
        (design, submit(_waiting, stage, design, number, paths))
        for design in every
        for number, paths in enumerate(WAITING if steps.old_stories else (), start=1)
    ]
    mixes = {
        design: submit(_one_by_one, stage, updated[design], each)
        for design, each in changed.items()
        if steps.one_by_one
    }
    runs = {design: each.result() for design, each in changed.items()}
    untold = any(stage.is_new(each) for run in runs.values() for each in run.left_out)
    paths = (*[OLD] * steps.old_stories, *[stage.new_stories] * untold)
    if paths and len(every) > 1:
        stage.progress("telling the designs the stories that compare them")
        standing = [run.deployment for run in runs.values()]
        together = tell(stage.children, standing, Telling(stage.trees.after, paths, first=200))
        runs = {design: run.told_more(together) for design, run in runs.items()}
    for design, told in waiting:
        runs[design] = runs[design].told_more(told.result())
    return {
        design: replace(run, lockstep=mixes[design].result() if design in mixes else None)
        for design, run in runs.items()
    }


def _waiting(
    stage: Stage, design: Design, number: int, paths: tuple[str, ...]
) -> tuple[Story, ...]:
    """Old stories that mostly wait, on a stack of their own.

    Apart, because a story that looks for given-up messages hides them from whoever else looks.
    """
    stage.say(design, "telling old stories that wait")
    with stage.standing_for(stage.changed(design), f"-beside-{number}") as changed:
        return tell(stage.children, [changed], Telling(stage.trees.after, paths))


def _told_to_the_base(stage: Stage, base: Deployment) -> tuple[Story, ...]:
    """The new stories up to the first that fails by its assertion, as one must here."""
    stage.say(base.design, "telling the new stories to the base")
    news = (stage.new_stories,)
    telling = Telling(stage.trees.before, news, patience=BASE_PATIENCE, at_first=True, first=400)
    return tell(stage.children, [base], telling)


def _updated(stage: Stage, design: Design) -> DesignRun:
    """The design changed while orders are on their way; nobody else looks on meanwhile."""
    stage.say(design, "deploying the base")
    base = stage.standing.enter_context(stage.standing_for(design))
    failed = _told_to_the_base(stage, base) if stage.steps.base else None
    updated: list[Deployment] = []

    def update() -> Deployment:
        stage.say(design, "deploying the change over it")
        updated.append(stage.put(stage.changed(design), base.stack))
        return updated[0]

    live = None
    if stage.steps.live:
        stage.say(design, "sending orders on their way")
        live = live_update(base, update, expected=_expected(stage.experiment))
    else:
        update()
    return DesignRun(design, updated[0], base=failed, live=live)


def _told(stage: Stage, updated: "Future[DesignRun]") -> DesignRun:
    """The changed design, told the stories that do not wait, old and new."""
    run = updated.result()
    stage.say(run.design, "telling the stories, old and new")
    old = others(stage.trees.after) if stage.steps.old_stories else ()
    telling = Telling(stage.trees.after, (*old, stage.new_stories))
    return run.told_more(tell(stage.children, [run.deployment], telling))


def _expected(asked: Experiment) -> Expected:
    return Expected(asked.endings, asked.excused, asked.orders, asked.excused_orders)


def _one_by_one(stage: Stage, updated: "Future[DesignRun]", told: "Future[DesignRun]") -> Lockstep:
    """Each unit's new version among the old ones, on a stack of its own, after the live update.

    Where the stories hold, the whole change is known to be safe, which is waited for only where
    the search comes to it.
    """
    design = updated.result().design
    plan = stage.plans[design]
    stage.say(design, "deploying the change a service at a time")
    return lockstep(
        stage.place,
        stage.bundle(design),
        stage.bundle(stage.changed(design)),
        plan.units,
        plan.owners,
        stack=f"{stage.stack(design)}-mix",
        expected=_expected(stage.experiment),
        whole=lambda: Trial(safe=True) if told.result().passed else None,
        progress=lambda news: stage.say(design, news),
    )


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
        alone = place is None and opened.passing
        runs = run_experiment(experiment, opened, trees, plans, steps, progress, alone=alone)
    return Study(experiment, found, runs, round(time.monotonic() - began, 1))
