"""What one change did to one design: whom the prediction named, who was touched, and the cost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from analysis.palette import DESIGNS
from analysis.prediction.operator import ChangeKind
from analysis.prediction.operators import of_kind
from analysis.reaches import Reaches
from analysis.walking import grouped


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
class Forecast:
    """What the model said of a change that it had never seen, and who was touched then."""

    sets: Sets
    layers: Mapping[str, Sets] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """One change in one design: what was predicted, what was touched, and what it took.

    ``operator`` is the prediction's; ``new`` are the services that the change brings; ``counts``
    are the numbers of `EFFORTS` by key. ``live`` and ``lockstep`` are None where not tried,
    ``reaches`` where results of earlier days do not tell them, ``forecast`` of a change that the
    model was fitted to. ``ways`` are the services of each way that is predicted, by its name.
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
    reaches: Reaches | None = None
    forecast: Forecast | None = None
    ways: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def some_way(self) -> bool:
        """Whether one of the ways touches just what was touched."""
        return self.sets.actual in self.ways.values()


def designs_in(outcomes: Iterable[Outcome]) -> tuple[str, ...]:
    """The designs that something was measured of: the study's two first, others as they come."""
    found = list(dict.fromkeys(each.side for each in outcomes))
    return tuple(sorted(found, key=lambda name: [*DESIGNS, name].index(name)))


def by_change(outcomes: Iterable[Outcome]) -> Mapping[str, Mapping[str, Outcome]]:
    """The outcome of each design, by change."""
    found = grouped((each.change, each) for each in outcomes)
    return {change: {each.side: each for each in several} for change, several in found.items()}


def pairs(outcomes: Iterable[Outcome]) -> tuple[tuple[str, str], ...]:
    """Every two of them, as they are held against one another."""
    return tuple(combinations(designs_in(outcomes), 2))


@dataclass(frozen=True)
class Effort:
    """A number of every outcome; fewer is less work.

    ``counts`` name the entry's numbers that it is the sum of; without them, it is that of its key.
    """

    key: str
    name: str
    says: str
    counts: tuple[str, ...] = ()


EFFORTS: Sequence[Effort] = (
    Effort("services_touched", "services touched", "new ones too"),
    Effort("existing_services_touched", "existing services touched", "without new ones"),
    Effort("files", "files", "of the side's own"),
    Effort("lines", "lines", "added and deleted", ("lines_added", "lines_deleted")),
    Effort("contracts_changed", "contracts changed", "messages, requests, responses"),
    Effort("functions_rehashed", "functions rehashed", "whose package differs"),
    Effort("resources_direct", "resources, direct", "changed by the template"),
    Effort("resources_caused", "resources, caused", "changed since another did"),
    Effort("stories_rewritten", "stories rewritten", "old ones that no longer hold"),
)
BY_KEY: Mapping[str, Effort] = {each.key: each for each in EFFORTS}


@dataclass(frozen=True)
class Grouping:
    """One reading: the operators that are additive; all others are the rest.

    ``says`` is the reading in a line.
    """

    key: str
    additive: frozenset[str]
    says: str

    def is_additive(self, operator: str) -> bool:
        """Whether this operator's changes are additive."""
        return operator in self.additive


SEQUENCE = Grouping(
    "sequence",
    of_kind(ChangeKind.CONTRACT) | {"add-consumer", "new-field"},
    "a new step changes the sequence, a new consumer or a field does not",
)
ADDITIVE = Grouping(
    "kinds",
    of_kind(ChangeKind.ADDITIVE),
    "a new step is additive too, as in ripple compare, and a changed field is not",
)
GROUPINGS: Mapping[str, Grouping] = {each.key: each for each in (SEQUENCE, ADDITIVE)}
