"""What can be measured of a change without deploying it: the two versions compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.difference import Difference, Version, difference, owners, version
from analysis.prediction import Impact
from lab.designs import ROOT, Design
from lab.experiments.counting import BUSINESS, Edit, edit, stories_rewritten
from lab.experiments.experiment import Experiment
from lab.experiments.forecast import predicted
from lab.experiments.mixing import Owners
from lab.experiments.packages import Rehashed, packages, rehashed
from lab.experiments.planning import Plan

SHARED = f"{BUSINESS}/"


@dataclass(frozen=True)
class Static:
    """One design's change: who was predicted, whom it touched, and what was written."""

    experiment: Experiment
    design: Design
    impact: Impact
    difference: Difference
    edit: Edit
    rehashed: Rehashed
    rewritten: tuple[str, ...]
    plan: Plan


def compared(experiment: Experiment, tree: Path) -> Mapping[Design, Static]:
    """Each design as it is against itself in a tree with the whole change applied."""
    return {each: _compared(experiment, each, tree) for each in experiment.designs}


def _compared(experiment: Experiment, design: Design, tree: Path) -> Static:
    both = design, design.at(tree)
    packed = packages(both[0]), packages(both[1])
    before, after = map(_version, both, packed)
    # The business is shared by all designs, and what a change does to it is told apart.
    found = difference(before, after, apart=(SHARED,))
    wrote = edit(experiment, design)
    return Static(
        experiment=experiment,
        design=design,
        impact=predicted(experiment, design, before.dependencies),
        difference=found,
        edit=wrote,
        rehashed=rehashed(*packed),
        rewritten=stories_rewritten(ROOT, tree, wrote.paths),
        plan=Plan(units=found.touched, owners=Owners(owners(before), owners(after))),
    )


def _version(design: Design, code: Mapping[str, Mapping[str, str]]) -> Version:
    return version([design.template], title=design.name, code=code)
