"""What can be measured of a change without deploying it: the two versions compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.difference import Difference, Version, difference, owners, version
from analysis.prediction import Impact
from lab.experiments.counting import BUSINESS, Edit, edit, stories_rewritten
from lab.experiments.experiment import Experiment
from lab.experiments.forecast import predicted
from lab.experiments.mixing import Owners
from lab.experiments.packages import Rehashed, packages, rehashed
from lab.experiments.planning import Plan
from lab.sides import ROOT, Side

SHARED = f"{BUSINESS}/"


@dataclass(frozen=True)
class Static:
    """One side's change: who was predicted, whom it touched, and what was written."""

    experiment: Experiment
    side: Side
    impact: Impact
    difference: Difference
    edit: Edit
    rehashed: Rehashed
    rewritten: tuple[str, ...]
    plan: Plan


def compared(experiment: Experiment, tree: Path) -> Mapping[Side, Static]:
    """Each side as it is against the side in a tree with the whole change applied."""
    return {side: _compared(experiment, side, tree) for side in Side}


def _compared(experiment: Experiment, side: Side, tree: Path) -> Static:
    packed = packages(side, ROOT), packages(side, tree)
    before, after = (
        _version(side, root, code) for root, code in zip((ROOT, tree), packed, strict=True)
    )
    # The business is shared by both sides, and what a change does to it is told apart.
    found = difference(before, after, apart=(SHARED,))
    wrote = edit(experiment, side)
    return Static(
        experiment=experiment,
        side=side,
        impact=predicted(experiment, side, before.dependencies),
        difference=found,
        edit=wrote,
        rehashed=rehashed(*packed),
        rewritten=stories_rewritten(ROOT, tree, wrote.paths),
        plan=Plan(units=found.touched, owners=Owners(owners(before), owners(after))),
    )


def _version(side: Side, root: Path, code: Mapping[str, Mapping[str, str]]) -> Version:
    return version([root / side.value / "template.yaml"], title=side.value, code=code)
