"""What can be said of a change before it is made: the prediction, and what the patches come to."""

from dataclasses import asdict
from typing import Any

from analysis.dependency import Dependencies, depend
from analysis.prediction import Impact, change, predict
from lab.experiments.counting import edit
from lab.experiments.experiment import Experiment
from lab.sides import Side


def predicted(experiment: Experiment, side: Side, system: Dependencies | None = None) -> Impact:
    """Whom the change hits on a side, by the operator that stands for it."""
    read = system or depend([side.template], title=side.value)
    return predict(read, change(experiment.prediction[side]))


def forecast(experiment: Experiment) -> dict[str, dict[str, Any]]:
    """By side: the operator, who is predicted, and the size of the patch."""
    found = {}
    for side in Side:
        impact = predicted(experiment, side)
        wrote = edit(experiment, side)
        found[side.value] = {
            "prediction": experiment.prediction[side],
            "predicted": sorted(impact.services),
            "new": sorted(hit.home for hit in impact.hits if hit.new),
            "own": asdict(wrote.own),
            "business": asdict(wrote.business),
            "stories": sorted(each.name for each in experiment.stories.glob("test_*.py")),
        }
    return found
