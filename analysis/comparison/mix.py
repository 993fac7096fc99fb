"""Expected ripple: what a mix of changes touches on average, and what the weights decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from analysis.comparison.changes import OperatorRow
from analysis.comparison.verdict import Verdict, same, verdict
from analysis.refusals import Refused


class BadMix(Refused):
    """The weights of a mix cannot be used; the text says why."""


@dataclass(frozen=True)
class Turn:
    """The share of one operator at which two designs tie, the others keeping their proportions.

    ``below`` has the lower expected ripple for smaller shares, ``above`` for larger ones.
    """

    operator: str
    share: float
    below: str
    above: str


@dataclass(frozen=True)
class Mix:
    """Expected ripple: the sum over operators of weight times mean services touched.

    Each place of an operator is as likely as the next. Only operators that can be applied in
    every design are weighed; ``left_out`` are the others. ``given`` says whether the weights are
    the user's; else all operators weigh the same. ``counted`` is parts where no service is named.
    """

    names: tuple[str, ...]
    weights: Mapping[str, float]
    means: Mapping[str, tuple[float, ...]]
    left_out: tuple[str, ...]
    given: bool
    turns: tuple[Turn, ...]
    counted: str = "services"

    @property
    def expected(self) -> tuple[float, ...] | None:
        """The expected number of services touched by a change, a design each."""
        if not self.weights:
            return None
        return _expected(self.weights, self.means)

    @property
    def verdict(self) -> Verdict:
        """The verdict for these weights."""
        if self.expected is None:
            return Verdict((), why="no operator can be applied in every design")
        return verdict(self.names, self.expected)

    def never_more(self) -> tuple[tuple[str, str], ...]:
        """Pairs (A, B) where no weights whatever make A touch more than B on average."""
        pairs = [(i, j) for i in range(len(self.names)) for j in range(len(self.names)) if i != j]
        return tuple(
            (self.names[i], self.names[j])
            for i, j in pairs
            if self.means
            and all(each[i] <= each[j] or same(each[i], each[j]) for each in self.means.values())
            and not all(same(each[i], each[j]) for each in self.means.values())
        )


def mix(
    rows: Sequence[OperatorRow],
    weights: Mapping[str, float] | None = None,
    *,
    counted: str = "services",
) -> Mix:
    """The mix of the operators in ``rows``, by these weights, or all alike.

    ``counted`` is services or parts.

    Weights are taken in proportion to their sum over the operators that can be weighed.

    Raises:
        BadMix: a weight is negative or no number, its operator unknown, or all are 0.
    """
    names = rows[0].names if rows else ()
    common = {row.operator: row for row in rows if not row.nowhere}
    left_out = tuple(row.operator for row in rows if row.nowhere)
    if weights is not None:
        _check(weights, [row.operator for row in rows])
    taken = {name: 1.0 if weights is None else weights.get(name, 0.0) for name in common}
    total = sum(taken.values())
    if common and total == 0:
        raise BadMix("The mix gives no weight to an operator that every design has; give one some.")
    shares = {name: weight / total for name, weight in taken.items()}
    means = {
        name: tuple(getattr(places, counted).mean or 0.0 for places in row.places)
        for name, row in common.items()
    }
    turns = tuple(_turns(names, shares, means))
    return Mix(names, shares, means, left_out, weights is not None, turns, counted)


def _check(weights: Mapping[str, float], known: Sequence[str]) -> None:
    for name, weight in weights.items():
        if name not in known:
            raise BadMix(f"There is no operator {name!r} in this mix: choose {', '.join(known)}.")
        if not 0 <= weight < float("inf"):
            raise BadMix(f"The weight of {name} is {weight:g}: give a number that is 0 or more.")


def _expected(
    weights: Mapping[str, float], means: Mapping[str, tuple[float, ...]]
) -> tuple[float, ...]:
    columns = zip(*means.values(), strict=True)
    return tuple(
        sum(weight * mean for weight, mean in zip(weights.values(), column, strict=True))
        for column in columns
    )


def _turns(
    names: Sequence[str], shares: Mapping[str, float], means: Mapping[str, tuple[float, ...]]
) -> list[Turn]:
    """Where the lead changes as one operator's share goes from 0 to 1."""
    found = []
    for operator, share in shares.items():
        if same(share, 1):  # nothing else to take the rest
            continue
        rest = {name: 0.0 if name == operator else weight for name, weight in shares.items()}
        without = [each / (1 - share) for each in _expected(rest, means)]
        for i, j in combinations(range(len(names)), 2):
            at_none, at_all = without[i] - without[j], means[operator][i] - means[operator][j]
            if at_none * at_all < 0 and not same(at_none, 0) and not same(at_all, 0):
                below, above = (names[i], names[j]) if at_none < 0 else (names[j], names[i])
                found.append(Turn(operator, at_none / (at_none - at_all), below, above))
    return found
