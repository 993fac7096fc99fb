"""What can be said of a change without deploying it: the prediction, the two versions compared."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from analysis.dependency import Dependencies, depend
from analysis.difference import Difference, difference, owners, version
from analysis.prediction import Impact, change, predict
from lab.designs import ROOT, Design
from lab.experiments.counting import (
    BUSINESS,
    Edit,
    edit,
    packages,
    stories_rewritten,
)
from lab.experiments.earlier import first_figures
from lab.experiments.experiment import Experiment
from lab.experiments.mixing import Owners
from lab.experiments.stage import Plan


def predicted(experiment: Experiment, design: Design, system: Dependencies | None = None) -> Impact:
    """Whom the change hits in a design, by the operator that stands for it."""
    read = system or depend([design.template], title=design.name)
    return predict(read, change(experiment.prediction[design]))


def forecast(experiment: Experiment) -> dict[str, dict[str, Any]]:
    """By design: the operator, who is predicted, at first and now, and the size of the patch."""
    found = {}
    for design in experiment.designs:
        impact = predicted(experiment, design)
        wrote = edit(experiment, design)
        found[design.name] = {
            "prediction": experiment.prediction[design],
            "predicted": sorted(impact.services),
            "new": sorted(hit.home for hit in impact.hits if hit.new),
            "forecast": first_figures(experiment, design),
            "own": asdict(wrote.own),
            "business": asdict(wrote.business),
            "stories": sorted(each.name for each in experiment.stories.glob("test_*.py")),
        }
    return found


SHARED = f"{BUSINESS}/"


@dataclass(frozen=True)
class Static:
    """One design's change: who was predicted, whom it touched, and what was written."""

    experiment: Experiment
    design: Design
    impact: Impact
    difference: Difference
    edit: Edit
    rewritten: tuple[str, ...]
    plan: Plan


def compared(experiment: Experiment, tree: Path) -> Mapping[Design, Static]:
    """Each design as it is against itself in a tree with the whole change applied."""
    return {each: _compared(experiment, each, tree) for each in experiment.designs}


def _compared(experiment: Experiment, design: Design, tree: Path) -> Static:
    both = design, design.at(tree)
    before, after = (
        version([each.template], title=each.name, packages=packages(each)) for each in both
    )
    # The business is shared by all designs, and what a change does to it is told apart.
    found = difference(before, after, apart=(SHARED,))
    wrote = edit(experiment, design)
    return Static(
        experiment=experiment,
        design=design,
        impact=predicted(experiment, design, before.dependencies),
        difference=found,
        edit=wrote,
        rewritten=stories_rewritten(ROOT, tree, wrote.paths),
        plan=Plan(units=found.reaches.redeployed, owners=Owners(owners(before), owners(after))),
    )
