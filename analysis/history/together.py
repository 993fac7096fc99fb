"""What changes together though no arrow joins it, and arrows along which nothing ever did."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from analysis.history.record import ChangeRecord
from analysis.records import dataclass

_OFTEN = 3  # times at least
_MOSTLY = 0.5  # of the changes of the one that changes less


@dataclass(frozen=True)
class UnitPair:
    """Two units: how often both were touched by one change, and how often each was.

    ``joined`` says whether, at the end, one depends on the other.
    """

    one: str
    other: str
    together: int
    of_one: int
    of_other: int
    joined: bool

    @property
    def share(self) -> float:
        """Of the changes of the one that changes less, those that touched both."""
        least = min(self.of_one, self.of_other)
        return self.together / least if least else 0.0


def pairs(records: Sequence[ChangeRecord], unit: str) -> list[UnitPair]:
    """Every two units that are there at the end, and were touched at all or are joined."""
    touched = [each.of(unit) for each in records]
    if not touched:
        return []
    last = touched[-1]
    often: Counter[str] = Counter(x for each in touched for x in each.units)
    both: Counter[tuple[str, str]] = Counter(
        pair for each in touched for pair in combinations(sorted(each.units), 2)
    )
    there = {*last.there, *last.units}
    arrows = {(min(x, y), max(x, y)) for x, others in last.arrows.items() for y in others}
    found = {pair for pair in {*both, *arrows} if there.issuperset(pair)}
    return [
        UnitPair(one, other, both[one, other], often[one], often[other], (one, other) in arrows)
        for one, other in sorted(found)
    ]


def unjoined(found: Sequence[UnitPair]) -> list[UnitPair]:
    """Those that change together, often and mostly, though neither depends on the other."""
    kept = [
        each
        for each in found
        if not each.joined and each.together >= _OFTEN and each.share >= _MOSTLY
    ]
    return sorted(kept, key=lambda each: (-each.share, -each.together, each.one))


def unused(found: Sequence[UnitPair]) -> list[UnitPair]:
    """Those that are joined, each touched several times, and never both."""
    kept = [
        each
        for each in found
        if each.joined and not each.together and min(each.of_one, each.of_other) >= _OFTEN
    ]
    return sorted(kept, key=lambda each: (-min(each.of_one, each.of_other), each.one))


def earlier(records: Sequence[ChangeRecord], unit: str) -> Iterator[Mapping[str, set[str]]]:
    """Before each change, whom what came before has change with each unit: often and mostly.

    What is given is good until the next is asked for.
    """
    often: Counter[str] = Counter()
    both: defaultdict[str, Counter[str]] = defaultdict(Counter)
    partners: dict[str, set[str]] = {}
    for change in records:
        yield partners
        units = change.of(unit).units
        often.update(units)
        for one in units:
            both[one].update(other for other in units if other != one)
        for one in units:
            partners[one] = {
                other
                for other, times in both[one].items()
                if times >= _OFTEN and times >= _MOSTLY * often[one]
            }
