"""One experiment from end to end.

Both designs stand, are changed while orders are on their way, are held to old and new stories, and
are changed once more elsewhere, a service at a time.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from lab.deployment import Deployment, ResourceChange, deploy, deployed
from lab.deployment.deploying import packed
from lab.experiments.experiment import Experiment
from lab.experiments.live import LiveUpdate, live_update
from lab.experiments.lockstep import Expected, Lockstep, Owners, lockstep
from lab.experiments.stories import OLD, Children, StoriesBroken, Story, Telling, tell
from lab.places import Place
from lab.sides import Side

Progress = Callable[[str], None]

BEFORE_FIRST = 400
"""The number of the first story that meets the base, so that no later story meets its names."""

TOGETHER_FIRST = 200
"""And that of the first that meets both sides at once."""

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
    resources: tuple[ResourceChange, ...]
    old: tuple[Story, ...] = ()
    new: tuple[Story, ...] = ()
    base: tuple[Story, ...] | None = None
    live: LiveUpdate | None = None
    lockstep: Lockstep | None = None

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
    children: Children = field(default_factory=Children)

    @property
    def new_stories(self) -> str:
        return f"changes/{self.experiment.name}/stories"

    def stack(self, side: Side, suffix: str = "") -> str:
        return f"ripple-{self.experiment.name}{suffix}-{side.value}"

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
    stage = _Stage(experiment, place, trees, plans, steps, progress)
    with ExitStack() as standing, ThreadPoolExecutor(len(Side), "side") as pool, stage.children:
        bases = list(pool.map(lambda side: _stand(stage, side, standing), Side))
        runs = list(pool.map(lambda base: _one_by_one(stage, _change(stage, base)), bases))
        together = _together(stage, bases)
        return {run.side: replace(run, old=(*run.old, *together)) for run in runs}


def _stand(stage: _Stage, side: Side, standing: ExitStack) -> Deployment:
    stage.say(side, "deploying the base")
    return standing.enter_context(deployed(stage.place, side, stack=stage.stack(side), drills=True))


def _change(stage: _Stage, base: Deployment) -> SideRun:
    """The base told the new stories, changed while orders are on their way, and told all."""
    side, steps = base.side, stage.steps
    before = _told_to_the_base(stage, base) if steps.base else None
    updated: list[Deployment] = []

    def update() -> Deployment:
        stage.say(side, "deploying the change over it")
        source = stage.trees.after
        updated.append(deploy(stage.place, side, stack=base.stack, drills=True, source=source))
        return updated[0]

    live = None
    if steps.live:
        stage.say(side, "sending orders on their way")
        asked = stage.experiment
        live = live_update(base, update, endings=asked.endings, excused=asked.excused)
    else:
        update()
    stage.say(side, "telling the stories, old and new")
    paths = (*((OLD,) if steps.old_stories else ()), stage.new_stories)
    told = tell(stage.children, {side: updated[0]}, Telling(stage.trees.after, paths))
    return SideRun(
        side,
        updated[0].changes,
        old=tuple(each for each in told if each.name.startswith(OLD)),
        new=tuple(each for each in told if not each.name.startswith(OLD)),
        base=before,
        live=live,
    )


def _told_to_the_base(stage: _Stage, base: Deployment) -> tuple[Story, ...]:
    stage.say(base.side, "telling the new stories to the base")
    telling = Telling(
        stage.trees.before,
        (stage.new_stories,),
        patience=BASE_PATIENCE,
        first=BEFORE_FIRST,
        at_first=True,
    )
    return tell(stage.children, {base.side: base}, telling)


def _together(stage: _Stage, standing: Sequence[Deployment]) -> tuple[Story, ...]:
    """The stories that compare the sides, which both of them have to pass."""
    if not stage.steps.old_stories:
        return ()
    stage.progress("telling both sides the stories that compare them")
    telling = Telling(stage.trees.after, (OLD, stage.new_stories), first=TOGETHER_FIRST)
    return tell(stage.children, {each.side: each for each in standing}, telling)


def _one_by_one(stage: _Stage, run: SideRun) -> SideRun:
    """Each unit's new version among the old ones, on a stack of its own."""
    if not stage.steps.one_by_one:
        return run
    side, plan = run.side, stage.plans[run.side]
    stage.say(side, "deploying the change a service at a time")
    found = lockstep(
        stage.place,
        packed(stage.place, side),
        packed(stage.place, side, stage.trees.after),
        plan.units,
        plan.owners,
        stack=stage.stack(side, "-mix"),
        expected=Expected(stage.experiment.endings, stage.experiment.excused),
        progress=lambda news: stage.say(side, news),
    )
    return replace(run, lockstep=found)
