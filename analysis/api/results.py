"""What the experiments measured, as a notebook asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from typing import TYPE_CHECKING, overload

from analysis.api.arguments import BadArgument, mapping, one_of, path
from analysis.experiments import Outcome, read
from analysis.experiments.foretold import FITTED, FORECAST, by_kind, first_predicted
from analysis.experiments.guesses import everybody, guessed, score_table
from analysis.experiments.outcome import BY_KEY, designs_in
from analysis.experiments.results import read_earlier
from analysis.experiments.said import lower_in
from analysis.experiments.scores import (
    ALL,
    Miss,
    Score,
    discovered_late,
    false_positives,
    scores,
)
from analysis.reaches import Reaches
from analysis.table import Table, Tabular

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from analysis.api.image import Image
    from analysis.experiments.break_even import BreakEven

Guesses = Mapping[str, Mapping[str, AbstractSet[str]]]
"""By change and by design, the services that must change."""

BY_NAME = "results by who foretold them"


def results(file: object, before: object = None) -> Results:
    """What `ripple change run --all --json` measured: an outcome a change and design.

    ``before`` is a file of what the model had predicted before it was mended; a change that it had
    never seen keeps its own first figures.

    Raises:
        BadArgument: something else than a path was given.
        BadResults: a file cannot be read, or is no such file.
    """
    found = read(path(file, "results()", "a file of results"))
    if before is None:
        return Results(found)
    earlier = read_earlier(path(before, "results(), as before,", "a file of predictions"))
    return Results(found, Results(first_predicted(found, earlier)))


class Results(Sequence[Outcome], Tabular):
    """The outcomes; ``before`` are the same as they were predicted before the model was mended."""

    def __init__(self, outcomes: Sequence[Outcome], before: Results | None = None) -> None:
        self.outcomes, self.before = tuple(outcomes), before

    @overload
    def __getitem__(self, place: int) -> Outcome: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Outcome]: ...

    def __getitem__(self, place: int | slice) -> Outcome | Sequence[Outcome]:
        return self.outcomes[place]

    def __len__(self) -> int:
        return len(self.outcomes)

    def __repr__(self) -> str:
        return f"<Results: {len(self)} outcomes of {len(self.changes)} changes>"

    @property
    def changes(self) -> tuple[str, ...]:
        """The names of the changes."""
        return tuple(dict.fromkeys(each.change for each in self))

    @property
    def forecast(self) -> Results:
        """Those of changes that the model had never seen when it was asked."""
        return self._of(FORECAST)

    @property
    def fitted(self) -> Results:
        """Those of changes that the model was fitted to."""
        return self._of(FITTED)

    @property
    def touched(self) -> Mapping[tuple[str, str], frozenset[str]]:
        """By change and design, the services that had to be touched."""
        return {(each.change, each.side): each.sets.actual for each in self}

    @property
    def reaches(self) -> Mapping[tuple[str, str], Reaches | None]:
        """By change and design, who was edited, redeployed and told; None where it is not known."""
        return {(each.change, each.side): each.reaches for each in self}

    @property
    def in_vain(self) -> tuple[Miss, ...]:
        """Every service that was predicted and not touched."""
        return false_positives(self)

    @property
    def forgotten(self) -> tuple[Miss, ...]:
        """Every service that was touched and not predicted."""
        return discovered_late(self)

    def score(self, design: str) -> Score:
        """The precision and recall of the prediction for one design, over all changes."""
        return scores(self)[one_of(design, designs_in(self), "design"), ALL]

    def fewer(self, measure: str) -> Mapping[str, list[str]]:
        """The changes in which each design has less of a measure; under "neither" the ties."""
        return lower_in(self, one_of(measure, BY_KEY, "measure of an experiment"))

    def totals(self, *measures: str) -> Table:
        """The sum of each measure over all changes, a column a design; of all without names."""
        for each in measures:
            one_of(each, BY_KEY, "measure of an experiment")
        designs = designs_in(self)
        rows = [
            (BY_KEY[key].name, *(sum(e.counts[key] for e in self if e.side == s) for s in designs))
            for key in measures or BY_KEY
        ]
        return Table("All changes together", ("measure", *designs), tuple(rows))

    def break_even(
        self, measure: str, reading: str = "sequence", between: Sequence[str] = ()
    ) -> BreakEven:
        """The share of additive changes at which two designs have as much of a measure.

        In the reading ``sequence`` a new step changes the sequence; in ``kinds`` it is additive.
        ``between`` names the two designs, where more than two were measured.
        """
        return self._evens(measure, reading, between)[0]

    def break_even_range(
        self, measure: str, reading: str = "sequence", between: Sequence[str] = ()
    ) -> tuple[float, float] | None:
        """Its least and greatest share when each change is left out in turn.

        None where one of them has no break-even.
        """
        from analysis.experiments.break_even import spread

        return spread(self._evens(measure, reading, between)[1])

    def guessed(self, guesses: Guesses) -> Results:
        """The outcomes as these guesses had predicted them; raises BadGuess."""
        wanted = "by change and by design, the services that must change"
        for each in mapping(guesses, Mapping, "guessed()", wanted).values():
            mapping(each, AbstractSet, "guessed()", wanted)
        return Results(guessed(self, guesses))

    def everybody(self) -> Results:
        """The outcomes as predicted by who names every service every time."""
        return Results(guessed(self, everybody(self)))

    def held_against(self, others: Mapping[str, Results]) -> Table:
        """How well each of those who guess, by name, foretold what was touched."""
        return score_table(mapping(others, Results, "held_against()", BY_NAME))

    def reveal(self, others: Mapping[str, Results], *changes: str) -> Image:
        """A picture of what each of those who guess said of some changes, above how it was."""
        from analysis.api.image import Image
        from analysis.experiments.pictures.revealed import revealed

        for each in changes:
            one_of(each, self.changes, "change that was measured")
        told = mapping(others, Results, "reveal()", BY_NAME)
        return Image(revealed(self, told, *(changes or self.changes)))

    def pictures(self) -> Mapping[str, Callable[[], Figure]]:
        """What `analysis.plot` draws of them, by name."""
        from analysis.experiments.pictures.evens import evens
        from analysis.experiments.pictures.touched import touched

        return {"touched": partial(touched, self), "break-even": partial(evens, self)}

    def table(self) -> Table:
        """Each change and design: who was touched, and how the prediction did."""
        from analysis.experiments.tables import touched_table

        return touched_table(self)

    def _of(self, name: str) -> Results:
        found = {kind.name: kind for kind in by_kind(self, self.before or ())}
        if name not in found:
            return Results(())
        before = Results(found[name].before) if self.before else None
        return Results(found[name].outcomes, before)

    def _evens(
        self, measure: str, reading: str, between: Sequence[str]
    ) -> tuple[BreakEven, Mapping[str, BreakEven]]:
        from analysis.experiments.break_even import break_even, leaving_one_out, measured
        from analysis.experiments.outcome import GROUPINGS

        number = measured(one_of(measure, BY_KEY, "measure of an experiment"))
        grouping = GROUPINGS[one_of(reading, GROUPINGS, "reading of what is additive")]
        pair = self._pair(between)
        return (
            break_even(self, number, grouping, pair),
            leaving_one_out(self, number, grouping, pair),
        )

    def _pair(self, between: Sequence[str]) -> tuple[str, str]:
        known = designs_in(self)
        named = known if not between and len(known) == 2 else between
        one, other = (*named, *(None, None))[:2]
        if isinstance(named, str) or len(named) != 2 or one == other:
            raise BadArgument(f"A break-even is of two designs: name two of {', '.join(known)}.")
        return one_of(one, known, "design"), one_of(other, known, "design")
