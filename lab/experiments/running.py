"""One experiment from end to end.

Both designs stand, are changed while orders are on their way, are held to old and new stories, and
are changed once more elsewhere, a service at a time.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace

from lab.deployment import Deployment
from lab.experiments.experiment import Experiment
from lab.experiments.live import live_update
from lab.experiments.lockstep import Expected, Lockstep, Step, lockstep
from lab.experiments.outcome import SideRun
from lab.experiments.planning import EVERYTHING, Plan, Steps, Trees
from lab.experiments.stage import Progress, Stage
from lab.experiments.stories import OLD, WAITING, Children, Story, Telling, others, tell
from lab.places import Place
from lab.sides import ROOT, Side

AT_ONCE = 16
"""Threads, most of which wait for a process."""

BASE_PATIENCE = 3.0
"""Seconds a new story waits on the base, where what it waits for never comes."""


def run_experiment(
    experiment: Experiment,
    place: Place,
    trees: Trees,
    plans: Mapping[Side, Plan],
    steps: Steps = EVERYTHING,
    progress: Progress = lambda _: None,
) -> Mapping[Side, SideRun]:
    """Deploy, change, accept and measure both sides; everything deployed is taken away again.

    Raises LabError: StoriesBroken, DeploymentFailed and their kin.
    """
    # Left from the last to the first: stories are stopped, threads come home, stacks are deleted.
    with (
        ExitStack() as standing,
        ThreadPoolExecutor(AT_ONCE, "experiment") as pool,
        Children() as children,
    ):
        return _run(
            Stage(experiment, place, trees, plans, steps, progress, pool, children, standing)
        )


def _run(stage: Stage) -> Mapping[Side, SideRun]:
    steps, submit = stage.steps, stage.pool.submit
    waiting = {side: submit(_waiting, stage, side) for side in Side if steps.old_stories}
    changed = {side: submit(_changed, stage, side) for side in Side}
    runs = {side: each.result() for side, each in changed.items()}
    mixes = {
        side: submit(_one_by_one, stage, run) for side, run in runs.items() if steps.one_by_one
    }
    if steps.old_stories:
        stage.progress("telling both sides the stories that compare them")
        standing = {side: run.deployment for side, run in runs.items()}
        together = tell(stage.children, standing, Telling(stage.trees.after, (OLD,), first=200))
        runs = {side: run.told_more(together) for side, run in runs.items()}
    for side, each in waiting.items():
        runs[side] = runs[side].told_more(each.result())
    return {
        side: replace(run, lockstep=mixes[side].result() if side in mixes else None)
        for side, run in runs.items()
    }


def _waiting(stage: Stage, side: Side) -> tuple[Story, ...]:
    """The old stories that mostly wait, on a stack of their own.

    Apart, because a story that looks for given-up messages hides them from whoever else looks.
    """
    stage.say(side, "telling the old stories that wait")
    changed = stage.deployed(side, stage.trees.after, "-beside")
    return tell(stage.children, {side: changed}, Telling(stage.trees.after, WAITING))


def _told_to_the_base(stage: Stage, base: Deployment) -> tuple[Story, ...]:
    """The new stories up to the first that fails, as one must without the change."""
    stage.say(base.side, "telling the new stories to the base")
    news = (stage.new_stories,)
    telling = Telling(stage.trees.before, news, patience=BASE_PATIENCE, at_first=True, first=400)
    return tell(stage.children, {base.side: base}, telling)


def _changed(stage: Stage, side: Side) -> SideRun:
    """The side changed while orders are on their way, and told the other stories, old and new."""
    stage.say(side, "deploying the base")
    base = stage.deployed(side, ROOT)
    failed = _told_to_the_base(stage, base) if stage.steps.base else None
    updated: list[Deployment] = []

    def update() -> Deployment:
        stage.say(side, "deploying the change over it")
        updated.append(stage.put(side, base.stack, stage.trees.after))
        return updated[0]

    live = None
    if stage.steps.live:
        stage.say(side, "sending orders on their way")
        asked = stage.experiment
        live = live_update(base, update, endings=asked.endings, excused=asked.excused)
    else:
        update()
    stage.say(side, "telling the stories, old and new")
    old = others(stage.trees.after) if stage.steps.old_stories else ()
    telling = Telling(stage.trees.after, (*old, stage.new_stories))
    told = tell(stage.children, {side: updated[0]}, telling)
    return SideRun(side, updated[0], base=failed, live=live).told_more(told)


def _one_by_one(stage: Stage, run: SideRun) -> Lockstep:
    """Each unit's new version among the old ones, on a stack of its own.

    Where the stories hold, the whole change is known to be safe.
    """
    side, asked, plan = run.side, stage.experiment, stage.plans[run.side]
    stage.say(side, "deploying the change a service at a time")
    whole = {frozenset(plan.units): Step(safe=True)} if run.passed else {}
    return lockstep(
        stage.place,
        stage.bundle(side, ROOT),
        stage.bundle(side, stage.trees.after),
        plan.units,
        plan.owners,
        stack=f"{stage.stack(side)}-mix",
        expected=Expected(asked.endings, asked.excused),
        known=whole,
        progress=lambda news: stage.say(side, news),
    )
