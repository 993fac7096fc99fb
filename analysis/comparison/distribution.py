"""Many numbers of one kind, each with what it is about: never only their mean."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from statistics import fmean

from analysis.records import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Datum:
    """One number and what it is about."""

    subject: str
    value: float


@dataclass(frozen=True)
class Distribution:
    """Numbers in order of size, the largest first; what is about the same size is in order of name.

    Quartiles are by linear interpolation between the ordered values, both ends included (the
    default of NumPy, type 7 of Hyndman and Fan). Without values, all of them are None.
    """

    items: tuple[Datum, ...]

    @classmethod
    def of(cls, values: Iterable[tuple[str, float]]) -> "Distribution":
        """The numbers in their one order."""
        items = (Datum(subject, value) for subject, value in values)
        return cls(tuple(sorted(items, key=lambda item: (-item.value, item.subject))))

    def __len__(self) -> int:
        return len(self.items)

    @cached_property
    def values(self) -> tuple[float, ...]:
        """The numbers alone, the smallest first."""
        return tuple(sorted(item.value for item in self.items))

    @cached_property
    def tally(self) -> Mapping[float, int]:
        """How many there are of each value."""
        return dict(sorted(Counter(self.values).items()))

    @property
    def mean(self) -> float | None:
        """The arithmetic mean."""
        return fmean(self.values) if self.items else None

    @property
    def median(self) -> float | None:
        """The middle value."""
        return self.quantile(0.5)

    @property
    def lower(self) -> float | None:
        """The first quartile."""
        return self.quantile(0.25)

    @property
    def upper(self) -> float | None:
        """The third quartile."""
        return self.quantile(0.75)

    @property
    def least(self) -> float | None:
        """The smallest value."""
        return self.quantile(0)

    @property
    def most(self) -> float | None:
        """The largest value."""
        return self.quantile(1)

    def quantile(self, share: float) -> float | None:
        """The value below which that share of the others lies."""
        if not self.items:
            return None
        place = share * (len(self.values) - 1)
        below = int(place)
        above = min(below + 1, len(self.values) - 1)
        return self.values[below] + (place - below) * (self.values[above] - self.values[below])
