"""Every operator applied everywhere it can be applied, by the prediction."""

from collections.abc import Sequence

from analysis.comparison.changes import Applied
from analysis.dependency.model import Dependencies
from analysis.prediction import OPERATORS, CannotApply, Change
from analysis.prediction.lookup import World
from analysis.prediction.predicting import applicable_in, predict_in


def predicted(design: Dependencies) -> Sequence[Applied]:
    """What the prediction says of every change that can be made to the design."""
    world = World(design)
    return [_applied(world, each) for each in applicable_in(world)]


def _applied(world: World, change: Change) -> Applied:
    about = OPERATORS[change.operator].about(world, change)
    try:
        impact = predict_in(world, change)
    except CannotApply as error:
        return Applied(change.operator, str(change), (), (), refusal=str(error), about=about)
    return Applied(change.operator, str(change), impact.services, impact.components, about=about)
