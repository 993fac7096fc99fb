"""A repository's past: the mix of its changes, what changes together, what structure foretold."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

from analysis.history.foretelling import ForetellerScore, foretold
from analysis.history.recognition.recognising import SWEEP
from analysis.history.record import BEGINNING, ELSEWHERE, UNREADABLE, ChangeRecord
from analysis.history.shares import Proportion
from analysis.history.together import UnitPair, pairs, unjoined, unused
from analysis.prediction.operator import ChangeKind
from analysis.prediction.operators import OPERATORS, of_kind
from analysis.records import dataclass
from analysis.table import Table, Tabular
from analysis.wording import counted, some


@dataclass(frozen=True)
class Past(Tabular):
    """The changes of a system, the oldest first, counted in units of one kind.

    ``notes`` say what is not in it.
    """

    title: str
    records: tuple[ChangeRecord, ...]
    unit: str = "service"
    notes: tuple[str, ...] = ()

    @cached_property
    def counted(self) -> tuple[ChangeRecord, ...]:
        """The changes that touched a unit, sweeps apart."""
        return tuple(x for x in self.records if x.of(self.unit).units and x.kind != SWEEP)

    @cached_property
    def kinds(self) -> Mapping[str, int]:
        """How often there was a change of each kind, the most frequent first."""
        found = Counter(each.name for each in self.records)
        return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))

    @property
    def left_out(self) -> Mapping[str, int]:
        """The changes that no number is about, by why."""
        found = Counter(x.kind for x in self.records if not x.of(self.unit).units)
        found["sweep"] = sum(x.kind == SWEEP for x in self.records)
        return {
            name: found[key]
            for key, name in (
                (ELSEWHERE, "nothing of the system differs"),
                (BEGINNING, "the first"),
                (UNREADABLE, "before or after, it cannot be read"),
                ("sweep", "sweeps: one edit in many"),
            )
            if found[key]
        } | self._by_shared()

    def _by_shared(self) -> dict[str, int]:
        known = (ELSEWHERE, BEGINNING, UNREADABLE, SWEEP)
        count = sum(not x.of(self.unit).units and x.kind not in known for x in self.records)
        return {f"no {self.unit}'s own parts differ: shared code, comments": count} if count else {}

    def touching(self, least: int, most: int | None = None) -> Proportion:
        """The share of the changes that touched so many units."""
        sizes = [len(each.of(self.unit).units) for each in self.counted]
        return Proportion(
            sum(least <= x and (most is None or x <= most) for x in sizes), len(sizes)
        )

    @cached_property
    def operators(self) -> Mapping[str, int]:
        """How often each operator was at work, those undone among them; sweeps apart."""
        found = Counter(x.kind for x in self.records if x.kind in OPERATORS)
        return {name: found[name] for name in OPERATORS if found[name]}

    def share_of(self, kind: ChangeKind) -> Proportion:
        """The share of the operators that are of a kind."""
        names = of_kind(kind)
        known = self.operators
        return Proportion(sum(known[x] for x in known if x in names), sum(known.values()))

    def table(self) -> Table:
        """Every change, a row each: when it was, what it was, and whom it touched."""
        rows = tuple(
            (x.when[:10], x.subject, x.name, some(x.of(self.unit).units) or "–")
            for x in self.records
        )
        head = ("when", "what it says", "kind", f"{self.unit}s touched")
        return Table(f"{self.title}: {counted(len(rows), 'change')}", head, rows, left=4)

    @cached_property
    def pairs(self) -> Sequence[UnitPair]:
        """Every two units, with how often they changed together."""
        return pairs(self.counted, self.unit)

    @property
    def unjoined(self) -> Sequence[UnitPair]:
        """Those that change together though no arrow joins them."""
        return unjoined(self.pairs)

    @property
    def unused(self) -> Sequence[UnitPair]:
        """Those that an arrow joins, and that never changed together."""
        return unused(self.pairs)

    @cached_property
    def foretold(self) -> Sequence[ForetellerScore]:
        """What structure would have foretold, and the others beside it."""
        return foretold(self.counted, self.unit)
