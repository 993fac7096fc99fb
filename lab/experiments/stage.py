"""Where one experiment takes place: its stacks, its processes, its threads."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from lab.deployment import Deployment, deploy, remove
from lab.deployment.deploying import packed
from lab.experiments.experiment import Experiment
from lab.experiments.planning import Plan, Steps, Trees
from lab.experiments.stories import Children, StoriesBroken
from lab.packaging.bundle import Bundle
from lab.places import Place
from lab.sides import ROOT, Side

Progress = Callable[[str], None]


@dataclass
class Stage:
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

    bundles: dict[tuple[Side, Path], Future[Bundle]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin to pack what will be deployed again and again."""
        for side in Side:
            for tree in (ROOT, self.trees.after):
                self.bundles[side, tree] = self.pool.submit(packed, self.place, side, tree)

    @property
    def new_stories(self) -> str:
        """The folder of the change's own stories, in a copy."""
        return f"changes/{self.experiment.name}/stories"

    def bundle(self, side: Side, tree: Path) -> Bundle:
        """A side of a checkout, packed once."""
        return self.bundles[side, tree].result()

    def deployed(self, side: Side, tree: Path, suffix: str = "") -> Deployment:
        """The side of a checkout, on a stack that is taken away in the end."""
        name = f"{self.stack(side)}{suffix}"
        remove(self.place, name)
        self.standing.callback(remove, self.place, name)
        return self.put(side, name, tree)

    def put(self, side: Side, stack: str, tree: Path) -> Deployment:
        """The side of a checkout on a stack, over what stands there."""
        bundle = self.bundle(side, tree)
        return deploy(self.place, side, stack=stack, drills=True, bundle=bundle)

    def stack(self, side: Side) -> str:
        """The name of a side's stack; others begin with it."""
        return f"ripple-{self.experiment.name}-{side.value}"

    def say(self, side: Side, news: str) -> None:
        """Tell how far a side is; raises StoriesBroken when all is to end."""
        if self.children.closed:
            raise StoriesBroken("The experiment was stopped.")
        self.progress(f"{side.value}: {news}")
