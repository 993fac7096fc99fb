"""Where one experiment takes place, what is to be done there, and what became of a design."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from lab.deployment import Deployment, ResourceChange, claimed, deploy, removal, remove
from lab.deployment.deploying import packed
from lab.designs import Design
from lab.experiments.children import Children, Stopped
from lab.experiments.experiment import Experiment
from lab.experiments.live import LiveUpdate
from lab.experiments.lockstep import Lockstep
from lab.experiments.mixing import Owners
from lab.experiments.stories import OLD, Story
from lab.packaging.bundle import Bundle
from lab.places import Place


@dataclass(frozen=True)
class Plan:
    """What is known of a design's change before it is deployed.

    units: who is redeployed, one at a time; owners: of each resource, before and
    after.
    """

    units: tuple[str, ...]
    owners: Owners


@dataclass(frozen=True)
class Trees:
    """Checkouts: with what both designs share alone, and with the whole change."""

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
class DesignRun:
    """What became of one design.

    old, new: the stories that were told; left_out: those that were not, with the reasons; base: the
    new stories as they end on the design as it was, up to the first that fails by its assertion.
    """

    design: Design
    deployment: Deployment
    old: tuple[Story, ...] = ()
    new: tuple[Story, ...] = ()
    left_out: tuple[Story, ...] = ()
    base: tuple[Story, ...] | None = None
    live: LiveUpdate | None = None
    lockstep: Lockstep | None = None

    @property
    def resources(self) -> tuple[ResourceChange, ...]:
        """What the change set said of each resource."""
        return self.deployment.changes

    def told_more(self, stories: Sequence[Story]) -> "DesignRun":
        """With these stories too: old, new, and those that were told nowhere so far, apart."""
        told = [each for each in stories if not each.left_out]
        old = (*self.old, *(each for each in told if each.name.startswith(OLD)))
        new = (*self.new, *(each for each in told if not each.name.startswith(OLD)))
        known = {each.name for each in (*old, *new)}
        passed_over = (*self.left_out, *(each for each in stories if each.left_out))
        left_out = {each.name: each for each in passed_over if each.name not in known}
        return replace(self, old=old, new=new, left_out=tuple(left_out.values()))

    @property
    def fails_on_base(self) -> bool | None:
        """Whether a new story tells the change from its absence by its assertion; None: not tried.

        An error on the way to it says nothing: a story that cannot even ask fails on anything.
        """
        return None if self.base is None else any(each.asserted for each in self.base)

    @property
    def passed(self) -> bool:
        """Whether every story holds, and the new ones do not hold without the change."""
        told = (*self.old, *self.new)
        return bool(self.new) and all(e.passed for e in told) and self.fails_on_base is not False


Progress = Callable[[str], None]


@dataclass
class Stage:
    """Where one experiment takes place; `place` is `home` as long as nobody wants to stop."""

    experiment: Experiment
    home: Place
    place: Place
    trees: Trees
    plans: Mapping[Design, Plan]
    steps: Steps
    progress: Progress
    pool: ThreadPoolExecutor
    children: Children
    standing: ExitStack

    alone: bool = False
    """Whether the place was opened for this experiment, and ends with it."""
    bundles: dict[Design, Future[Bundle]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin to pack what will be deployed again and again."""
        for design in self.experiment.designs:
            for each in (design, self.changed(design)):
                self.bundles[each] = self.pool.submit(packed, self.place, each)

    @property
    def new_stories(self) -> str:
        """The folder of the change's own stories, in a copy."""
        return f"changes/{self.experiment.name}/stories"

    def is_new(self, story: Story) -> bool:
        """Whether a story is one of the change's own."""
        return story.name.startswith(self.new_stories)

    def changed(self, design: Design) -> Design:
        """The design as the change makes it."""
        return design.at(self.trees.after)

    def bundle(self, design: Design) -> Bundle:
        """A design of a checkout, packed once."""
        return self.bundles[design].result()

    @contextmanager
    def standing_for(self, design: Design, suffix: str = "") -> Iterator[Deployment]:
        """A design of a checkout, on a stack that is taken away at the end of the block.

        Where the place ends with the experiment, it goes with the place.
        """
        name = f"{self.stack(design)}{suffix}"
        with claimed(self.place, name), ExitStack() as ending:
            remove(self.place, name)
            if not self.alone:
                ending.push(removal(self.home, name))
            yield self.put(design, name)

    def put(self, design: Design, stack: str) -> Deployment:
        """A design of a checkout on a stack, over what stands there."""
        return deploy(self.place, design, stack=stack, drills=True, bundle=self.bundle(design))

    def stack(self, design: Design) -> str:
        """The name of a design's stack; others begin with it."""
        return f"ripple-{self.experiment.name}-{design.name}"

    def say(self, design: Design, news: str) -> None:
        """Tell how far a design is; raises Stopped when all is to end."""
        if self.children.closed:
            raise Stopped("The experiment was stopped.")
        self.progress(f"{design.name}: {news}")
