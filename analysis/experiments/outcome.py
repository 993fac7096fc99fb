"""What one change did to one design: whom the prediction named, who was touched, and the cost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from analysis.palette import DESIGNS


@dataclass(frozen=True)
class Sets:
    """Whom the prediction named, and who had to change: services, the state machine's owner too."""

    predicted: frozenset[str] = frozenset()
    actual: frozenset[str] = frozenset()

    @property
    def hits(self) -> frozenset[str]:
        """Predicted, and so it was."""
        return self.predicted & self.actual

    @property
    def false_positives(self) -> frozenset[str]:
        """Predicted, and not touched."""
        return self.predicted - self.actual

    @property
    def discovered_late(self) -> frozenset[str]:
        """Touched, and not predicted."""
        return self.actual - self.predicted


@dataclass(frozen=True)
class Live:
    """Orders in flight while the change was deployed, and what became of them."""

    orders: int
    settled: int
    unsettled: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()

    @property
    def lost(self) -> int:
        """Orders that did not settle, or settled wrongly."""
        return len({*self.unsettled, *self.wrong})


@dataclass(frozen=True)
class Lockstep:
    """Each unit's new version alone among the old ones, and an order that is safe at each step."""

    units: tuple[str, ...]
    unsafe: Mapping[str, str]
    order: tuple[str, ...] | None
    why_none: str = ""

    @property
    def safe(self) -> bool:
        """Whether there is an order of deployment that is safe at every step."""
        return self.order is not None


@dataclass(frozen=True)
class Outcome:
    """One change in one design: what was predicted, what was touched, and what it took.

    ``operator`` is the prediction's; ``new`` are the services that the change brings; ``counts``
    are the numbers of `EFFORTS` by key. ``live`` and ``lockstep`` are None where not tried.
    """

    change: str
    title: str
    operator: str
    side: str
    passed: bool
    prediction: str
    sets: Sets
    layers: Mapping[str, Sets]
    new: frozenset[str]
    counts: Mapping[str, int]
    live: Live | None = None
    lockstep: Lockstep | None = None


def designs_in(outcomes: Iterable[Outcome]) -> tuple[str, ...]:
    """The designs that something was measured of: the study's two first, others as they come."""
    found = list(dict.fromkeys(each.side for each in outcomes))
    return tuple(sorted(found, key=lambda name: [*DESIGNS, name].index(name)))


def pairs(outcomes: Iterable[Outcome]) -> tuple[tuple[str, str], ...]:
    """Every two of them, as they are held against one another."""
    return tuple(combinations(designs_in(outcomes), 2))
