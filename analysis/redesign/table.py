"""Every change in a system as it is and in its other designs, and one change told in each."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from analysis.comparison.changes import OperatorRow, by_kind, operator_rows, predicted
from analysis.comparison.columns import apart, number, table
from analysis.comparison.mix import Mix, mix
from analysis.comparison.sentences import of_mix
from analysis.dependency.model import Dependencies
from analysis.plain_text import plain
from analysis.prediction import Change, Impact, predict
from analysis.prediction.changes import CannotApply, UnknownName
from analysis.prediction.impact import to_wire as impact_to_wire
from analysis.records import dataclass
from analysis.redesign.redesigning import AS_IS, HYBRID, Other, Redesigning
from analysis.redesign.translating import Translating
from analysis.table import Table, Tabular
from analysis.wording import counted, listed, some

FORMAT = "ripple-other/1"
NO_ACCURACY = (
    "no accuracy is claimed for a design that nobody wrote: there is nothing to hold it against"
)
_WITHIN = "74 to 94 % of the commits of seven public repositories stay within one service"
_FEW, _BUDGET = 12, 20_000


@dataclass(frozen=True, repr=False)
class Redesign(Tabular):
    """A system beside what it would be; ``told`` are the changes asked for, design by design."""

    others: Redesigning
    designs: tuple[Other, ...]
    told: tuple[tuple[Change, Mapping[str, "Impact | str"]], ...] = ()

    @property
    def title(self) -> str:
        """The system's."""
        return self.others.system.title

    @property
    def systems(self) -> Mapping[str, Dependencies]:
        """As it is, and as it would be, by name."""
        return {AS_IS: self.others.system, **{each.name: each.system for each in self.designs}}

    @property
    def names(self) -> tuple[str, ...]:
        """As it is, and as it would be."""
        return tuple(self.systems)

    @cached_property
    def rows(self) -> tuple[OperatorRow, ...]:
        """Every operator wherever it can be applied."""
        systems = self.systems.values()
        return operator_rows(self.names, [predicted(each, self.most) for each in systems])

    @property
    def most(self) -> int:
        """How many places of an operator are tried: all, but in a large system."""
        system = self.others.system
        return max(_FEW, _BUDGET // (len(system.parts) + len(system.facts.lineage) + 1))

    @cached_property
    def mix(self) -> Mix:
        """What a change touches on average, all kinds of changes alike."""
        return mix(self.rows)

    def __repr__(self) -> str:
        return f"<{self.title}: {', '.join(self.names)}>"

    def table(self) -> Table:
        """An operator a row: its places, and how many services it touches, by design."""
        rows = [
            (row.operator, " : ".join(str(len(each)) for each in row.places),
             *(each.services.mean for each in row.places), str(row.verdict()))
            for row in self.rows
        ]  # fmt: skip
        head = ("operator", "places", *self.names, "lower")
        title = f"{self.title}: mean services touched, as it is and as it would be"
        return Table(title, head, tuple(rows), left=2, note=" ".join(self.others.business.guesses))

    def to_text(self, width: int = 100) -> str:
        """Five lines first, then the table, what is guessed, and each change told in all."""
        head = [textwrap.fill(each, width, subsequent_indent="  ") for each in self._brief()]
        lines = [*head, "", *self._rows(), "", *self._guesses(width)]
        for change, found in self.told:
            lines += ["", *self._changed(change, found, width)]
        return plain("\n".join(lines)) + "\n"

    def _brief(self) -> Iterator[str]:
        others, tasks = self.others, self.others.business.tasks
        asked = len(others.asked)
        yield (
            f"{self.title} today: {asked} of {counted(len(tasks), 'step')} asked for by a "
            f"workflow, {len(tasks) - asked} done on events or messages."
        )
        expected = self.mix.expected
        if expected is None:
            yield "No operator can be applied in every design."
            yield "So there is no break-even."
        else:
            means = zip(self.names, apart(expected), strict=True)
            said = ", ".join(f"{value} services {name}" for name, value in means)
            yield f"A change touches {said} (all kinds alike, assumed): lower {self._lower}."
            kinds = [
                f"{kind} {' : '.join(apart(values))}"
                for kind, members in by_kind(self.mix.weights).items()
                if (values := self.mix.expected_of(members)) is not None
            ]
            yield f"By kind ({' : '.join(self.names)}): {listed(kinds)}."
        yield f"{' '.join(of_mix(self.mix)[:2])} {_WITHIN}.".strip()
        links = len(others.business.follows)
        guesses = len(others.business.guesses)
        yield (
            f"It rests on {counted(links, 'succession')} lifted and "
            f"{f'{guesses} guesses' if guesses != 1 else '1 guess'} (below); "
            f"{NO_ACCURACY}."
        )

    @property
    def _lower(self) -> str:
        return self.mix.verdict.brief

    def _rows(self) -> Iterator[str]:
        yield "Every change wherever it can be made: mean services touched"
        rows = [
            [row.operator, " : ".join(str(len(each)) for each in row.places),
             *(number(each.services.mean) for each in row.places), row.verdict().brief]
            for row in self.rows
        ]  # fmt: skip
        head = ["", "places", *self.names, "lower"]
        yield from (f"  {line}" for line in table(head, rows, left=(0, 1, -1)))
        if any(2 * len(each) > self.most for row in self.rows for each in row.places):
            yield f"  Of an operator at most {self.most} places are tried, evenly spread."

    def _guesses(self, width: int) -> Iterator[str]:
        yield "What is guessed"
        guesses = self.others.business.guesses or ("Nothing that the process does not show.",)
        for each in (*guesses, *self._choices()):
            yield textwrap.fill(each, width, initial_indent="  - ", subsequent_indent="    ")

    def _choices(self) -> Iterator[str]:
        """What was decided for a design that nobody wrote."""
        carried = "events carry on what somebody will need" if self.others.carry else (
            "who needs a value hears of it where it is first said, and remembers (--carry: events "
            "carry it along)"
        )  # fmt: skip
        yield f"Chosen: a topic for each service, a queue for each function; {carried}."
        hybrid = next((each for each in self.designs if each.name == HYBRID), None)
        tasks = self.others.business.tasks
        if hybrid:
            asked = some([tasks[each].name for each in hybrid.asked])
            yield f"In the hybrid a workflow asks for {asked}."
        else:
            yield (
                "No hybrid by bounded context: no service does two steps in a row, or all are one "
                "service's; --orchestrate names the steps that a workflow asks for."
            )

    def _changed(
        self, change: Change, found: Mapping[str, "Impact | str"], width: int
    ) -> Iterator[str]:
        yield str(change)
        for name, impact in found.items():
            if isinstance(impact, str):
                yield textwrap.fill(f"  {name}: {impact}", width, subsequent_indent="    ")
                continue
            who = listed(impact.services) or "nobody"
            count = len(impact.services)
            yield textwrap.fill(
                f"  {name}: {counted(count, 'service')}: {who}", width, subsequent_indent="    "
            )
            for number_, way in enumerate(impact.ways, 1):
                yield textwrap.fill(
                    f"    {way.way.line(number_, way.existing)}", width, subsequent_indent="       "
                )

    def to_wire(self) -> dict[str, Any]:
        """It as plain JSON values."""
        business = self.others.business
        tasks = business.tasks
        return {
            "format": FORMAT,
            "title": self.title,
            "asked_today": [tasks[each].name for each in self.others.asked],
            "steps": [
                {"step": t.name, "done_by": list(t.doers), "service": t.service, "back": t.back}
                for t in tasks.values()
            ],
            "successions": [
                {
                    "before": tasks[each.before].name,
                    "after": tasks[each.after].name,
                    "refused_by": tasks[each.before].refusals.get(each.refusal, ""),
                    "certainty": each.certainty,
                }
                for each in business.follows
            ],
            "guesses": [*business.guesses, *self._choices()],
            "claims": NO_ACCURACY,
            "designs": {each.name: [tasks[e].name for e in each.asked] for each in self.designs},
            "operators": [self._row(row) for row in self.rows],
            "places_tried_at_most": self.most,
            "expected": dict(zip(self.names, self.mix.expected or (), strict=False)),
            "break_even": [
                {"of": t.of, "share": t.share, "lower_below": t.below, "lower_above": t.above}
                for t in self.mix.turns
            ],
            "changes": [
                {
                    "change": str(change),
                    "designs": {
                        name: {"refused": each} if isinstance(each, str) else impact_to_wire(each)
                        for name, each in found.items()
                    },
                }
                for change, found in self.told
            ],
        }

    def _row(self, row: OperatorRow) -> dict[str, Any]:
        return {
            "operator": row.operator,
            "lower": row.verdict().brief,
            "designs": {
                name: {"places": len(each), "mean_services": each.services.mean}
                for name, each in zip(self.names, row.places, strict=True)
            },
        }


def redesign(
    system: Dependencies,
    steps: Sequence[str] = (),
    *,
    carry: bool = False,
    changes: Sequence[Change] = (),
) -> Redesign:
    """A system beside its other designs; of a hybrid, ``steps`` or services are asked for.

    Raises:
        NothingToRedesign: another design would be a guess.
        UnknownName: there is no such step or service.
    """
    others = Redesigning(system, carry)
    designs = others.designs(steps)
    return Redesign(others, designs, tuple(_told(others, designs, each) for each in changes))


def _told(
    others: Redesigning, designs: Sequence[Other], change: Change
) -> tuple[Change, Mapping[str, Impact | str]]:
    found: dict[str, Impact | str] = {AS_IS: predict(others.system, change)}
    for each in designs:
        translating = Translating(others.world, others.business, each.derived)
        try:
            found[each.name] = predict(each.system, translating.translated(change))
        except (CannotApply, UnknownName) as refusal:
            found[each.name] = str(refusal)
    return change, found
