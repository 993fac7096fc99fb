"""The break-even: the share of additive changes at which two designs tie.

At a share s of additive changes, a design's expected ripple is s times its mean over the additive
ones plus (1 - s) times its mean over the others, each change weighing as much as the next.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from analysis.comparison.mix import Turn, expected, turns
from analysis.comparison.verdict import same
from analysis.experiments.outcome import Grouping, Outcome, by_change

Number = Callable[[Outcome], float]
Pair = tuple[str, str]


@dataclass(frozen=True)
class DesignLine:
    """The expected number of one design: at no additive change, and at nothing else."""

    design: str
    at_none: float
    at_all: float

    def at(self, share: float) -> float:
        """The expected number at this share of additive changes."""
        return share * self.at_all + (1 - share) * self.at_none


@dataclass(frozen=True)
class BreakEven:
    """A line for each of two designs, and where they cross, if they do; no line: too little."""

    lines: tuple[DesignLine, ...]
    turn: Turn | None

    @property
    def lower_everywhere(self) -> str | None:
        """The design that is lower at every share between none and all; None where it is not so."""
        if not self.lines or self.turn:
            return None
        one, other = self.lines
        halves = one.at(0.5), other.at(0.5)
        if same(*halves):
            return None
        return one.design if halves[0] < halves[1] else other.design

    @property
    def says(self) -> str:
        """The finding as half a sentence."""
        if not self.lines:
            return "nothing to compare"
        if self.turn:
            return (
                f"{percent(self.turn.share)}: {self.turn.below} is lower below, "
                f"{self.turn.above} above"
            )
        lower = self.lower_everywhere
        if lower is None:
            return "none: the two tie at every share"
        ends = {0.0: "without any additive change", 1.0: "where all are additive"}
        tied = [ends[share] for share in ends if same(*(line.at(share) for line in self.lines))]
        tie = f", and the two tie {tied[0]}" if tied else ""
        return f"none: {lower} is lower at every share{tie}"


def break_even(
    outcomes: Iterable[Outcome], number: Number, grouping: Grouping, pair: Pair
) -> BreakEven:
    """The break-even of a number between two designs, over the changes that both have."""
    operators, means = paired(outcomes, number, pair)
    additive = [change for change in means if grouping.is_additive(operators[change])]
    weights = dict.fromkeys(means, 1.0)
    at_all = expected(weights, means, additive)
    at_none = expected(weights, means, means.keys() - set(additive))
    if at_all is None or at_none is None:
        return BreakEven((), None)
    lines = tuple(DesignLine(*each) for each in zip(pair, at_none, at_all, strict=True))
    found = turns(pair, weights, means, {"additive": additive})
    return BreakEven(lines, next((turn for turn in found if turn.of == "additive"), None))


def leaving_one_out(
    outcomes: Sequence[Outcome], number: Number, grouping: Grouping, pair: Pair
) -> Mapping[str, BreakEven]:
    """The break-even without each change in turn: how much hangs on one of them."""
    _, means = paired(outcomes, number, pair)
    return {
        left: break_even([e for e in outcomes if e.change != left], number, grouping, pair)
        for left in means
    }


def spread(without: Mapping[str, BreakEven]) -> tuple[float, float] | None:
    """The least and the greatest share of these; None where one of them has no crossing."""
    shares = [each.turn.share for each in without.values() if each.turn]
    return (min(shares), max(shares)) if shares and len(shares) == len(without) else None


def ranged(without: Mapping[str, BreakEven]) -> str:
    """The spread in words; of those that have no crossing it is said how many there are."""
    shares = [each.turn.share for each in without.values() if each.turn]
    if not shares:
        return "none in any"
    said = f"{percent(min(shares))} to {percent(max(shares))}"
    lacking = len(without) - len(shares)
    return f"{said}, none in {lacking} of {len(without)}" if lacking else said


def paired(
    outcomes: Iterable[Outcome], number: Number, designs: Sequence[str]
) -> tuple[Mapping[str, str], Mapping[str, tuple[float, ...]]]:
    """The operator of each change that all of these designs have, and its numbers, one each."""
    whole = {change: by for change, by in by_change(outcomes).items() if by.keys() >= {*designs}}
    operators = {change: by[designs[0]].operator for change, by in whole.items()}
    means = {
        change: tuple(float(number(by[name])) for name in designs) for change, by in whole.items()
    }
    return operators, means


def percent(share: float) -> str:
    """A share as a whole percentage."""
    return f"{100 * share:.0f} %"


def measured(key: str) -> Number:
    """The number of a measure, as it was counted."""
    return lambda outcome: outcome.counts[key]


def reaching(name: str) -> Number:
    """How many services one of the reaches has, in outcomes that tell them."""
    return lambda outcome: len(getattr(outcome.reaches, name))


def predicted(outcome: Outcome) -> float:
    """How many services the prediction named."""
    return len(outcome.sets.predicted)
