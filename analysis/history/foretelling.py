"""What structure would have foretold of each change, beside the plainest of other foretellers.

Each unit that a change touched is taken in turn as where it began; foretold is who else. Changes
to a single unit are kept: there, whoever is foretold is a false alarm.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field

from analysis.history.record import ChangeRecord
from analysis.history.together import earlier
from analysis.records import dataclass
from analysis.walking import beyond

STRUCTURE, REACH, LEARNT, EVERYBODY = (
    "who depends on it",
    "whoever can be reached",
    "who changed with it before",
    "everybody",
)


@dataclass(frozen=True)
class ForetellerScore:
    """Over all beginnings: who was foretold rightly, wrongly, and who was not foretold."""

    by: str
    hits: int = 0
    false_alarms: int = 0
    misses: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)

    @property
    def precision(self) -> float | None:
        """Of those foretold, the share touched; None where nobody was."""
        told = self.hits + self.false_alarms
        return self.hits / told if told else None

    @property
    def recall(self) -> float | None:
        """Of those touched beside where it began, the share foretold; None where none was."""
        real = self.hits + self.misses
        return self.hits / real if real else None


Foreteller = Callable[
    [str, Mapping[str, set[str]], Mapping[str, frozenset[str]], set[str]], set[str]
]


def _depends(
    start: str, against: Mapping[str, set[str]], _: Mapping[str, frozenset[str]], __: set[str]
) -> set[str]:
    return set(against.get(start, ()))


def _reached(
    start: str, against: Mapping[str, set[str]], _: Mapping[str, frozenset[str]], __: set[str]
) -> set[str]:
    return beyond(start, lambda here: against.get(here, ()))


def _learnt(
    start: str, _: Mapping[str, set[str]], partners: Mapping[str, frozenset[str]], __: set[str]
) -> set[str]:
    return set(partners.get(start, ()))


def _everybody(
    _: str, __: Mapping[str, set[str]], ___: Mapping[str, frozenset[str]], there: set[str]
) -> set[str]:
    return there


_FORETELLERS: Mapping[str, Foreteller] = {
    STRUCTURE: _depends,
    REACH: _reached,
    LEARNT: _learnt,
    EVERYBODY: _everybody,
}


def foretold(records: Sequence[ChangeRecord], unit: str) -> list[ForetellerScore]:
    """What each foreteller would have said of every change, from what was known before it."""
    counts: dict[str, Counter[str]] = {each: Counter() for each in _FORETELLERS}
    reasons: dict[str, Counter[str]] = {each: Counter() for each in _FORETELLERS}
    for change, partners in zip(records, earlier(records, unit), strict=True):
        touched = change.of(unit)
        there = set(touched.there)
        against: dict[str, set[str]] = {}
        for one, others in touched.arrows.items():
            for other in others:
                against.setdefault(other, set()).add(one)
        for start in touched.units:
            real = {*touched.units} - {start}
            for name, foreteller in _FORETELLERS.items():
                said = (foreteller(start, against, partners, there) & there) - {start}
                counts[name]["hits"] += len(said & real)
                counts[name]["false"] += len(said - real)
                counts[name]["misses"] += len(real - said)
                reasons[name].update(_why(start, x, against, there) for x in sorted(real - said))
    return [
        ForetellerScore(name, each["hits"], each["false"], each["misses"], dict(reasons[name]))
        for name, each in counts.items()
    ]


def _why(start: str, missed: str, against: Mapping[str, set[str]], there: set[str]) -> str:
    """Why who was touched was not foretold."""
    if missed not in there:
        return "new with the change"
    if start not in there:
        return "where it began is new"
    if start in against.get(missed, ()):
        return "the arrow leads the other way"
    if missed in _reached(start, against, {}, there):
        return "further away than one arrow"
    if start in _reached(missed, against, {}, there):
        return "further away, the other way"
    return "nothing joins them"
