"""What structure would have foretold of each change, beside the plainest of other foretellers.

Each unit that a change touched is taken in turn as where it began; foretold is who else. Changes
to a single unit are kept: there, whoever is foretold is a false alarm.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import field

from analysis.history.record import ChangeRecord
from analysis.history.together import earlier
from analysis.records import dataclass
from analysis.walking import beyond, grouped

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


Arrows = Mapping[str, Sequence[str]]
"""By unit, those that depend on it."""


def _foretellers(
    start: str, against: Arrows, partners: Mapping[str, Collection[str]], there: Collection[str]
) -> dict[str, Collection[str]]:
    """Whom each foreteller names where a change began at a unit."""
    return {
        STRUCTURE: against.get(start, ()),
        REACH: beyond(start, lambda here: against.get(here, ())),
        LEARNT: partners.get(start, ()),
        EVERYBODY: there,
    }


def foretold(records: Sequence[ChangeRecord], unit: str) -> list[ForetellerScore]:
    """What each foreteller would have said of every change, from what was known before it."""
    names = (STRUCTURE, REACH, LEARNT, EVERYBODY)
    counts: dict[str, Counter[str]] = {each: Counter() for each in names}
    reasons: dict[str, Counter[str]] = {each: Counter() for each in names}
    for change, partners in zip(records, earlier(records, unit), strict=True):
        touched = change.of(unit)
        there = set(touched.there)
        against = grouped((other, x) for x, others in touched.arrows.items() for other in others)
        for start in touched.units:
            real = {*touched.units} - {start}
            for name, named in _foretellers(start, against, partners, there).items():
                said = there.intersection(named) - {start}
                counts[name]["hits"] += len(said & real)
                counts[name]["false"] += len(said - real)
                counts[name]["misses"] += len(real - said)
                reasons[name].update(_why(start, x, against, there) for x in sorted(real - said))
    return [
        ForetellerScore(name, each["hits"], each["false"], each["misses"], dict(reasons[name]))
        for name, each in counts.items()
    ]


def _why(start: str, missed: str, against: Arrows, there: set[str]) -> str:
    """Why who was touched was not foretold."""
    if missed not in there:
        return "new with the change"
    if start not in there:
        return "where it began is new"
    if start in against.get(missed, ()):
        return "the arrow leads the other way"
    if missed in beyond(start, lambda here: against.get(here, ())):
        return "further away than one arrow"
    if start in beyond(missed, lambda here: against.get(here, ())):
        return "further away, the other way"
    return "nothing joins them"
