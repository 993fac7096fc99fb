"""Where one experiment takes place: its stacks, its processes, its threads."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field

from lab.deployment import Deployment, claimed, deploy, remove
from lab.deployment.deploying import packed
from lab.designs import Design
from lab.experiments.experiment import Experiment
from lab.experiments.planning import Plan, Steps, Trees
from lab.experiments.stories import Children, StoriesBroken
from lab.packaging.bundle import Bundle
from lab.places import Place

Progress = Callable[[str], None]


@dataclass
class Stage:
    """Where one experiment takes place."""

    experiment: Experiment
    place: Place
    trees: Trees
    plans: Mapping[Design, Plan]
    steps: Steps
    progress: Progress
    pool: ThreadPoolExecutor
    children: Children
    standing: ExitStack

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

    def changed(self, design: Design) -> Design:
        """The design as the change makes it."""
        return design.at(self.trees.after)

    def bundle(self, design: Design) -> Bundle:
        """A design of a checkout, packed once."""
        return self.bundles[design].result()

    def deployed(self, design: Design, suffix: str = "") -> Deployment:
        """A design of a checkout, on a stack that is taken away in the end."""
        name = f"{self.stack(design)}{suffix}"
        self.standing.enter_context(claimed(self.place, name))
        remove(self.place, name)
        self.standing.callback(remove, self.place, name)
        return self.put(design, name)

    def put(self, design: Design, stack: str) -> Deployment:
        """A design of a checkout on a stack, over what stands there."""
        return deploy(self.place, design, stack=stack, drills=True, bundle=self.bundle(design))

    def stack(self, design: Design) -> str:
        """The name of a design's stack; others begin with it."""
        return f"ripple-{self.experiment.name}-{design.name}"

    def say(self, design: Design, news: str) -> None:
        """Tell how far a design is; raises StoriesBroken when all is to end."""
        if self.children.closed:
            raise StoriesBroken("The experiment was stopped.")
        self.progress(f"{design.name}: {news}")
