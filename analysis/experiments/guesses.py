"""A reader's own guess of whom each change touches, held against reality as a prediction is."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Protocol

from analysis.experiments.outcome import Outcome, Sets, designs_in
from analysis.experiments.scores import ALL, BOTH, predicted_as, scores
from analysis.experiments.tables import ratio
from analysis.refusals import Refused
from analysis.table import Table
from analysis.wording import offered

REALITY = "touched"

Guess = Mapping[str, AbstractSet[str]]
"""By design the services that must change, new ones and the state machine's owner among them."""


class BadGuess(Refused):
    """A guess names no change, design or service that there is; the text says what to write."""


class Asked(Protocol):
    """A change as it is asked for."""

    @property
    def title(self) -> str:
        """What it is called, in a line."""

    @property
    def request(self) -> str:
        """What is asked for, in a product owner's words."""


@dataclass(frozen=True)
class GuessLine:
    """What one of those who guess said of one change in one design, and how it was."""

    who: str
    side: str
    sets: Sets


def requests(*asked: Asked) -> str:
    """What is asked for, as quotations in Markdown."""
    return "\n\n".join(
        "\n>\n".join(f"> {part}" for part in (f"**{each.title}**", " ".join(each.request.split())))
        for each in asked
    )


def guessed(outcomes: Sequence[Outcome], guesses: Mapping[str, Guess]) -> tuple[Outcome, ...]:
    """The outcomes of the changes guessed at, with the guess in place of the prediction.

    Raises:
        BadGuess: a guess lacks a design, or names what is not there.
    """
    for change, guess in guesses.items():
        _check(outcomes, change, guess)
    return predicted_as(
        outcomes,
        {
            (change, design): {ALL: frozenset(named)}
            for change, guess in guesses.items()
            for design, named in guess.items()
        },
    )


def everybody(outcomes: Sequence[Outcome]) -> Mapping[str, Guess]:
    """The guess of those who take no risk: every service that there is, and every new one."""
    return {
        each.change: {
            name: _known(outcomes, each.change, name) for name in _designs(outcomes, each.change)
        }
        for each in outcomes
    }


def lines(
    change: str, outcomes: Sequence[Outcome], others: Mapping[str, Sequence[Outcome]]
) -> tuple[GuessLine, ...]:
    """What each of the others said of a change, and at last how it was; a line a design."""
    real = [each for each in outcomes if each.change == change]
    said = [
        GuessLine(who, each.side, each.sets)
        for who, found in others.items()
        for each in found
        if each.change == change
    ]
    touched = [GuessLine(REALITY, e.side, Sets(e.sets.actual, e.sets.actual)) for e in real]
    return (*said, *touched)


def columns(outcomes: Sequence[Outcome], change: str, design: str) -> tuple[str, ...]:
    """Every service that could be named: those there are, the state machine's owner, new ones."""
    new = _new(outcomes, change)
    return tuple(sorted(_known(outcomes, change, design), key=lambda name: (name in new, name)))


def score_table(outcomes: Mapping[str, Sequence[Outcome]]) -> Table:
    """How well each of those who guess did, a design each and all; the sets of all changes pooled.

    A change is met exactly where nobody was named in vain and nobody forgotten.
    """
    head = ("who", "side", "right", "named", "touched", "precision", "recall", "exactly")
    rows = []
    designs = designs_in(each for found in outcomes.values() for each in found)
    for who, found in outcomes.items():
        told = scores(found)
        for design in (*designs, BOTH):
            score = told[design, ALL]
            mine = [each for each in found if design in (each.side, BOTH)]
            exact = sum(each.sets.predicted == each.sets.actual for each in mine)
            counts = map(str, (score.hits, score.predicted, score.actual))
            ratios = (ratio(score.precision), ratio(score.recall))
            rows.append((who, design, *counts, *ratios, f"{exact} of {len(mine)}"))
    return Table("Who guessed how well", head, tuple(rows), left=2)


def _check(outcomes: Sequence[Outcome], change: str, guess: Guess) -> None:
    changes = sorted({each.change for each in outcomes})
    if change not in changes:
        raise BadGuess(f"There is no change {change!r}: {offered(change, changes)}")
    designs = _designs(outcomes, change)
    for design in designs:
        if design not in guess:
            raise BadGuess(
                f"The guess at {change} says nothing of {design}: an empty set is nobody."
            )
    for design, named in guess.items():
        if design not in designs:
            raise BadGuess(f"There is no design {design!r}: {offered(design, designs)}")
        known = sorted(_known(outcomes, change, design))
        for name in sorted(named, key=str):
            if name not in known:
                raise BadGuess(f"{design} has no service {name!r}: {offered(name, known)}")


def _designs(outcomes: Sequence[Outcome], change: str) -> tuple[str, ...]:
    return designs_in(each for each in outcomes if each.change == change)


def _known(outcomes: Sequence[Outcome], change: str, design: str) -> frozenset[str]:
    """Whoever is there in a design in any change, and whom this one brings."""
    there = (
        (each.sets.actual | each.sets.predicted) - _new(outcomes, each.change)
        for each in outcomes
        if each.side == design
    )
    return frozenset().union(*there, _new(outcomes, change))


def _new(outcomes: Sequence[Outcome], change: str) -> frozenset[str]:
    return frozenset[str]().union(*(each.new for each in outcomes if each.change == change))
