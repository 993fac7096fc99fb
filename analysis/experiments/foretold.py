"""Changes that the model had never seen when it was asked, and changes that it was fitted to.

A score on the first is a forecast; a score on the second says that the model can tell this story,
not that it will tell the next.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from analysis.experiments.outcome import Outcome
from analysis.experiments.results import Earlier
from analysis.experiments.scores import predicted_as

FORECAST, FITTED = "forecast", "fitted"


@dataclass(frozen=True)
class Foretold:
    """The outcomes of one kind of changes: as predicted now, and as they were predicted first.

    ``name`` is `FORECAST` or `FITTED`; ``first`` is what the first figures are called in a table,
    and ``since`` those of the model as it is now.
    """

    name: str
    first: str
    since: str
    outcomes: tuple[Outcome, ...]
    before: tuple[Outcome, ...]


def first_predicted(outcomes: Sequence[Outcome], blind: Earlier) -> tuple[Outcome, ...]:
    """The outcomes as they were predicted first: as forecast, else as ``blind`` has it.

    A forecast is held against who was touched then, so that its figures never move.
    """
    found = []
    for each in outcomes:
        if each.forecast:
            found.append(replace(each, sets=each.forecast.sets, layers=each.forecast.layers))
        else:
            found += predicted_as([each], blind)
    return tuple(found)


def by_kind(outcomes: Sequence[Outcome], before: Sequence[Outcome] = ()) -> tuple[Foretold, ...]:
    """Both kinds, the forecast first; one of which there is no change is left out."""
    return tuple(kind for kind in _kinds(outcomes, before) if kind.outcomes)


def _kinds(outcomes: Sequence[Outcome], before: Sequence[Outcome]) -> Iterator[Foretold]:
    for name, first, since in ((FORECAST, "forecast", "since"), (FITTED, "blind", "fitted")):
        now, then = (
            tuple(each for each in found if bool(each.forecast) == (name == FORECAST))
            for found in (outcomes, before)
        )
        yield Foretold(name, first, since, now, then)
