"""What can be said of a change before it is made: the prediction, and what the patches come to."""

from dataclasses import asdict
from typing import Any

from analysis.dependency import Dependencies, depend
from analysis.prediction import Impact, change, predict
from lab.designs import Design
from lab.experiments.counting import edit
from lab.experiments.experiment import Experiment


def predicted(experiment: Experiment, design: Design, system: Dependencies | None = None) -> Impact:
    """Whom the change hits in a design, by the operator that stands for it."""
    read = system or depend([design.template], title=design.name)
    return predict(read, change(experiment.prediction[design]))


def forecast(experiment: Experiment) -> dict[str, dict[str, Any]]:
    """By design: the operator, who is predicted, and the size of the patch."""
    found = {}
    for design in experiment.designs:
        impact = predicted(experiment, design)
        wrote = edit(experiment, design)
        found[design.name] = {
            "prediction": experiment.prediction[design],
            "predicted": sorted(impact.services),
            "new": sorted(hit.home for hit in impact.hits if hit.new),
            "own": asdict(wrote.own),
            "business": asdict(wrote.business),
            "stories": sorted(each.name for each in experiment.stories.glob("test_*.py")),
        }
    return found
