"""How well the prediction did: precision and recall over all changes, by design and by layer.

Precision = |predicted ∩ actual| / |predicted| and recall = |predicted ∩ actual| / |actual| (Bohner
and Arnold, "Software Change Impact Analysis", 1996). Micro pools the sets of all changes before
dividing; macro is the mean over the changes in which the ratio is defined.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from analysis.dependency.model import LAYERS
from analysis.experiments.outcome import Outcome, Sets, designs_in

ALL = "all"  # layers: everything that was predicted and touched
EXISTING = "existing"  # the same without the services that the change brings
BOTH = "both"  # designs, or all that there are
Named = Callable[[Sets], frozenset[str]]


@dataclass(frozen=True)
class Score:
    """Precision and recall; None where there is nothing to divide by.

    ``counted`` is over how many changes and designs, ``exact`` in how many of them just what was
    predicted was touched; the macro means are over those in which the ratio is defined.
    """

    hits: int
    predicted: int
    actual: int
    macro_precision: float | None
    macro_recall: float | None
    counted: int
    exact: int

    @property
    def precision(self) -> float | None:
        """Of all that was predicted, how much was touched."""
        return _ratio(self.hits, self.predicted)

    @property
    def recall(self) -> float | None:
        """Of all that was touched, how much was predicted."""
        return _ratio(self.hits, self.actual)


@dataclass(frozen=True)
class Miss:
    """One service that the prediction got wrong, in one change in one design."""

    change: str
    title: str
    side: str
    service: str
    layers: tuple[str, ...]


def score(pairs: Iterable[Sets]) -> Score:
    """The score of these pairs of sets together."""
    found = list(pairs)
    precisions = [_ratio(len(each.hits), len(each.predicted)) for each in found]
    recalls = [_ratio(len(each.hits), len(each.actual)) for each in found]
    return Score(
        sum(len(each.hits) for each in found),
        sum(len(each.predicted) for each in found),
        sum(len(each.actual) for each in found),
        _mean(precisions),
        _mean(recalls),
        len(found),
        sum(each.predicted == each.actual for each in found),
    )


def scores(
    outcomes: Sequence[Outcome], designs: Sequence[str] = ()
) -> Mapping[tuple[str, str], Score]:
    """By design (and all together) and by layer (and all, and existing services alone).

    ``designs`` are those to tell of; without them, those that the outcomes are of.
    """
    return {
        (design, layer): score(
            sets_of(each, layer) for each in outcomes if design in (each.side, BOTH)
        )
        for design in (*(designs or designs_in(outcomes)), BOTH)
        for layer in (ALL, EXISTING, *LAYERS)
    }


def sets_of(outcome: Outcome, layer: str) -> Sets:
    """What was predicted and touched on one layer; a layer that is not told has nothing."""
    if layer == ALL:
        return outcome.sets
    if layer == EXISTING:
        return Sets(outcome.sets.predicted - outcome.new, outcome.sets.actual - outcome.new)
    return outcome.layers.get(layer, Sets())


def predicted_as(
    outcomes: Sequence[Outcome], earlier: Mapping[tuple[str, str], Mapping[str, frozenset[str]]]
) -> tuple[Outcome, ...]:
    """The outcomes with what an earlier model had predicted for them, where that is known.

    ``earlier`` is by change and design, and in it by layer (`ALL` for the whole).
    """
    return tuple(
        _earlier(each, earlier[each.change, each.side])
        for each in outcomes
        if (each.change, each.side) in earlier
    )


def _earlier(outcome: Outcome, told: Mapping[str, frozenset[str]]) -> Outcome:
    layers = {
        layer: Sets(told.get(layer, frozenset()), sets.actual)
        for layer, sets in outcome.layers.items()
    }
    whole = Sets(told.get(ALL, frozenset()), outcome.sets.actual)
    return replace(outcome, sets=whole, layers=layers, forecast=None)


def false_positives(outcomes: Iterable[Outcome]) -> tuple[Miss, ...]:
    """Every service that was predicted and not touched, with the layers it was predicted on."""
    return _misses(outcomes, lambda sets: sets.false_positives, lambda sets: sets.predicted)


def discovered_late(outcomes: Iterable[Outcome]) -> tuple[Miss, ...]:
    """Every service that was touched and not predicted, with the layers it was touched on."""
    return _misses(outcomes, lambda sets: sets.discovered_late, lambda sets: sets.actual)


def _misses(outcomes: Iterable[Outcome], missed: Named, told: Named) -> tuple[Miss, ...]:
    return tuple(
        Miss(each.change, each.title, each.side, service,
             tuple(layer for layer, sets in each.layers.items() if service in told(sets)))
        for each in outcomes
        for service in sorted(missed(each.sets))
    )  # fmt: skip


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None
