"""The prediction: a change, worked through by its operator."""

from collections.abc import Sequence
from dataclasses import replace

from analysis.dependency.model import Dependencies
from analysis.prediction.asking import change
from analysis.prediction.changes import Change
from analysis.prediction.drafting import Draft
from analysis.prediction.impact import Impact
from analysis.prediction.lookup import World
from analysis.prediction.names import event_name, listed
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
    impact = OPERATORS[asked.operator].work(world, Draft(world.system, asked))
    guessed = world.process.guessed(impact.components) if _of_order(impact) else ()
    return replace(impact, notes=(*impact.notes, _guess(guessed))) if guessed else impact


def _of_order(impact: Impact) -> bool:
    return any("control" in hit.layers for hit in impact.hits)


def _guess(events: Sequence[str]) -> str:
    names = listed([event_name(each) for each in events])
    alone = "is told by its name alone" if len(events) == 1 else "is told by their names alone"
    return f"That {names} lead{'s' * (len(events) == 1)} back {alone}."
