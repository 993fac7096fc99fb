"""The prediction: a change, worked through by its operator."""

from analysis.dependency.model import Dependencies
from analysis.prediction.asking import change
from analysis.prediction.changes import Change
from analysis.prediction.drafting import Draft
from analysis.prediction.impact import Impact
from analysis.prediction.lookup import World
from analysis.prediction.operators import OPERATORS


def predict(dependencies: Dependencies, wanted: Change | str) -> Impact:
    """Who must change and who need not, by RIPPLE.md section 4.

    ``wanted`` is a change, or its text as the command line takes it.

    Raises:
        BadChange: the text is no change.
        UnknownName: it names what the system has not, or has several of.
        CannotApply: the operator finds nothing there to be applied to.
    """
    return predict_in(World(dependencies), wanted)


def predict_in(world: World, wanted: Change | str) -> Impact:
    """The same, in a system whose steps are worked out once for many changes."""
    asked = change(wanted) if isinstance(wanted, str) else wanted
    return OPERATORS[asked.operator].work(world, Draft(world.system, asked))
