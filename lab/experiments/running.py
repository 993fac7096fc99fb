"""One experiment from end to end.

Both designs stand, are changed while orders are on their way, are held to old and new stories, and
are changed once more elsewhere, a service at a time.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from lab.deployment import Deployment, ResourceChange, deploy, remove
from lab.deployment.deploying import packed
from lab.experiments.experiment import Experiment
from lab.experiments.live import LiveUpdate, live_update
from lab.experiments.lockstep import Expected, Lockstep, Owners, Step, lockstep
from lab.experiments.stories import (
    OLD,
    WAITING,
    Children,
    StoriesBroken,
    Story,
    Telling,
    others,
    tell,
)
from lab.packaging.bundle import Bundle
from lab.places import Place
from lab.sides import ROOT, Side

Progress = Callable[[str], None]

AT_ONCE = 16
"""Threads, most of which wait for a process."""

BASE_PATIENCE = 3.0
"""Seconds a new story waits on the base, where what it waits for never comes."""


@dataclass(frozen=True)
class Plan:
    """What is known of a side's change before it is deployed.

    units: who is touched, and so is deployed one at a time; owners: of each resource, before and
    after.
    """

    units: tuple[str, ...]
    owners: Owners


@dataclass(frozen=True)
class Trees:
    """Checkouts: with what both sides share alone, and with the whole change."""

    before: Path
    after: Path


@dataclass(frozen=True)
class Steps:
    """What of an experiment is done; the demo leaves the long parts out."""

    old_stories: bool = True
    base: bool = True
    live: bool = True
    one_by_one: bool = True


EVERYTHING = Steps()


@dataclass(frozen=True)
class SideRun:
    """What became of one side.

    base: the new stories as they end on the side as it was, up to the first that fails.
    """

    side: Side
    deployment: Deployment
    old: tuple[Story, ...] = ()
    new: tuple[Story, ...] = ()
    base: tuple[Story, ...] | None = None
    live: LiveUpdate | None = None
    lockstep: Lockstep | None = None

    @property
    def resources(self) -> tuple[ResourceChange, ...]:
        """What the change set said of each resource."""
        return self.deployment.changes

    def told_more(self, stories: Sequence[Story]) -> "SideRun":
        """With these stories too, old and new told apart."""
        old = tuple(each for each in stories if each.name.startswith(OLD))
        new = tuple(each for each in stories if not each.name.startswith(OLD))
        return replace(self, old=(*self.old, *old), new=(*self.new, *new))

    @property
    def fails_on_base(self) -> bool | None:
        """Whether the new stories tell the change from its absence; None if not tried."""
        return None if self.base is None else any(not each.passed for each in self.base)

    @property
    def passed(self) -> bool:
        """Whether every story holds, and the new ones do not hold without the change."""
        told = (*self.old, *self.new)
        return bool(self.new) and all(e.passed for e in told) and self.fails_on_base is not False


@dataclass
class _Stage:
    """Where one experiment takes place."""

    experiment: Experiment
    place: Place
    trees: Trees
    plans: Mapping[Side, Plan]
    steps: Steps
    progress: Progress
    pool: ThreadPoolExecutor
    children: Children
    standing: ExitStack

    @property
    def new_stories(self) -> str:
        return f"changes/{self.experiment.name}/stories"

    bundles: dict[tuple[Side, Path], Future[Bundle]] = field(default_factory=dict)

    def bundle(self, side: Side, tree: Path) -> Bundle:
        """A side of a checkout, packed once."""
        return self.bundles[side, tree].result()

    def deployed(self, side: Side, suffix: str = "") -> Deployment:
        """The side as it is, on a stack that is taken away in the end."""
        name = f"{self.stack(side)}{suffix}"
        remove(self.place, name)
        self.standing.callback(remove, self.place, name)
        return self.put(side, name, ROOT)

    def put(self, side: Side, stack: str, tree: Path) -> Deployment:
        """The side of a checkout on a stack, over what stands there."""
        bundle = self.bundle(side, tree)
        return deploy(self.place, side, stack=stack, drills=True, bundle=bundle)

    def stack(self, side: Side) -> str:
        return f"ripple-{self.experiment.name}-{side.value}"

    def say(self, side: Side, news: str) -> None:
        if self.children.closed:
            raise StoriesBroken("The experiment was stopped.")
        self.progress(f"{side.value}: {news}")


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
            _Stage(experiment, place, trees, plans, steps, progress, pool, children, standing)
        )


def _run(stage: _Stage) -> Mapping[Side, SideRun]:
    steps, submit = stage.steps, stage.pool.submit
    for side in Side:
        stage.bundles[side, ROOT] = submit(packed, stage.place, side)
        stage.bundles[side, stage.trees.after] = submit(
            packed, stage.place, side, stage.trees.after
        )
    beside = {side: submit(_beside, stage, side) for side in Side if steps.base}
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
    for side, each in beside.items():
        base, told = each.result()
        runs[side] = replace(runs[side].told_more(told), base=base)
    return {
        side: replace(run, lockstep=mixes[side].result() if side in mixes else None)
        for side, run in runs.items()
    }


def _beside(stage: _Stage, side: Side) -> tuple[tuple[Story, ...], tuple[Story, ...]]:
    """On a stack of its own: the new stories as the base fails them, then old ones that wait.

    Apart, because a story that looks for given-up messages hides them from whoever else looks.
    """
    stage.say(side, "telling the new stories to the base")
    base = stage.deployed(side, "-beside")
    news = (stage.new_stories,)
    telling = Telling(stage.trees.before, news, patience=BASE_PATIENCE, at_first=True, first=400)
    failed = tell(stage.children, {side: base}, telling)
    if not stage.steps.old_stories:
        return failed, ()
    return failed, tell(
        stage.children, {side: _updated(stage, base)}, Telling(stage.trees.after, WAITING)
    )


def _changed(stage: _Stage, side: Side) -> SideRun:
    """The side changed while orders are on their way, and told the other stories, old and new."""
    stage.say(side, "deploying the base")
    base = stage.deployed(side)
    updated: list[Deployment] = []

    def update() -> Deployment:
        stage.say(side, "deploying the change over it")
        updated.append(_updated(stage, base))
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
    return SideRun(side, updated[0], live=live).told_more(told)


def _updated(stage: _Stage, base: Deployment) -> Deployment:
    """The change deployed over a stack as a stack update."""
    return stage.put(base.side, base.stack, stage.trees.after)


def _one_by_one(stage: _Stage, run: SideRun) -> Lockstep:
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
