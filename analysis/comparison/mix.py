"""Expected ripple: what a mix of changes touches on average, and what the weights decide."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations

from analysis.comparison.changes import OperatorRow, by_kind
from analysis.comparison.verdict import Verdict, same, verdict
from analysis.records import dataclass
from analysis.refusals import Refused


class BadMix(Refused):
    """The weights of a mix cannot be used; the text says why."""


@dataclass(frozen=True)
class Turn:
    """The share of one kind of changes (or operator) at which two designs tie: the break-even.

    The others keep their proportions. ``below`` has the lower expected ripple for smaller
    shares, ``above`` for larger ones.
    """

    of: str
    share: float
    below: str
    above: str


@dataclass(frozen=True)
class Mix:
    """Expected ripple: the sum over operators of weight times mean services touched.

    Each place of an operator is as likely as the next. Only operators that can be applied in
    every design are weighed; ``left_out`` are the others. ``given`` says whether the weights are
    the user's; else all kinds weigh the same, and in a kind all operators. ``counted`` is
    services, teams, or parts where no service is named.
    """

    names: tuple[str, ...]
    weights: Mapping[str, float]
    means: Mapping[str, tuple[float, ...]]
    left_out: tuple[str, ...]
    given: bool
    turns: tuple[Turn, ...]
    counted: str = "services"

    @property
    def kinds(self) -> Mapping[str, list[str]]:
        """The operators that are weighed, by their kind."""
        return by_kind(self.weights)

    @property
    def expected(self) -> tuple[float, ...] | None:
        """The expected number of services touched by a change, a design each."""
        return self.expected_of(self.weights)

    def expected_of(self, operators: Collection[str]) -> tuple[float, ...] | None:
        """The same for these operators alone; None where they weigh nothing."""
        return expected(self.weights, self.means, operators)

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
    """The mix of the operators in ``rows``, by these weights, or all kinds alike.

    A weight is of an operator, or of a kind, whose operators share it. Weights are taken in
    proportion to their sum over the operators that can be weighed. ``counted`` is services,
    teams or parts.

    Raises:
        BadMix: a weight is negative or no number, what it is of unknown, or all are 0.
    """
    names = rows[0].names if rows else ()
    common = {row.operator: row for row in rows if not row.nowhere}
    left_out = tuple(row.operator for row in rows if row.nowhere)
    kinds = by_kind(common)
    if weights is not None:
        _check(weights, [row.operator for row in rows])
    taken = _spread(dict.fromkeys(kinds, 1.0) if weights is None else weights, common, kinds)
    total = sum(taken.values())
    if common and total == 0:
        raise BadMix("The mix gives no weight to an operator that every design has; give one some.")
    shares = {name: weight / total for name, weight in taken.items()}
    means = {
        name: tuple(places.counted(counted).mean or 0.0 for places in row.places)
        for name, row in common.items()
    }
    where = tuple(turns(names, shares, means, kinds))
    return Mix(names, shares, means, left_out, weights is not None, where, counted)


def expected(
    weights: Mapping[str, float],
    means: Mapping[str, tuple[float, ...]],
    operators: Collection[str],
) -> tuple[float, ...] | None:
    """The weighted mean over these operators, a design each; None where they weigh nothing."""
    counted = [name for name in weights if name in operators]
    total = sum(weights[name] for name in counted)
    if same(total, 0):
        return None
    columns = zip(*(means[name] for name in counted), strict=True)
    return tuple(
        sum(weights[name] * mean for name, mean in zip(counted, column, strict=True)) / total
        for column in columns
    )


def _check(weights: Mapping[str, float], operators: Sequence[str]) -> None:
    known = [*by_kind(operators), *operators]
    for name, weight in weights.items():
        if name not in known:
            choices = ", ".join(dict.fromkeys(known))
            raise BadMix(f"There is no operator {name!r} in this mix: choose {choices}.")
        if not 0 <= weight < float("inf"):
            raise BadMix(f"The weight of {name} is {weight:g}: give a number that is 0 or more.")


def _spread(
    weights: Mapping[str, float], operators: Collection[str], kinds: Mapping[str, Sequence[str]]
) -> dict[str, float]:
    """The weight of each operator: its own, and its part of its kind's."""
    found = dict.fromkeys(operators, 0.0)
    for name, weight in weights.items():
        if name in found:
            found[name] += weight
        for member in kinds.get(name, ()):
            if member != name:
                found[member] += weight / len(kinds[name])
    return found


def turns(
    names: Sequence[str],
    shares: Mapping[str, float],
    means: Mapping[str, tuple[float, ...]],
    kinds: Mapping[str, Sequence[str]],
) -> Iterator[Turn]:
    """Where the lead changes as the share of a kind, or of an operator, goes from 0 to 1."""
    for subject, members in {**kinds, **{name: [name] for name in shares}}.items():
        inside = expected(shares, means, members)
        outside = expected(shares, means, shares.keys() - set(members))
        if inside is None or outside is None:
            continue
        for i, j in combinations(range(len(names)), 2):
            at_none, at_all = outside[i] - outside[j], inside[i] - inside[j]
            if at_none * at_all < 0 and not same(at_none, 0) and not same(at_all, 0):
                below, above = (names[i], names[j]) if at_none < 0 else (names[j], names[i])
                yield Turn(subject, at_none / (at_none - at_all), below, above)
