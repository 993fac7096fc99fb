"""Every change in a system as it is and in its other designs, and one change told in each."""

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from statistics import fmean

from analysis.comparison.changes import Applied, OperatorRow, by_kind, kind_of, operator_rows
from analysis.comparison.columns import apart, number, table
from analysis.comparison.mix import Mix, mix
from analysis.comparison.sentences import percent
from analysis.dependency.model import Dependencies
from analysis.plain_text import plain
from analysis.prediction import Change, Impact, predict
from analysis.prediction.changes import CannotApply, UnknownName
from analysis.records import dataclass
from analysis.redesign.alike import Alike
from analysis.redesign.boundary import Boundaries, Bounding
from analysis.redesign.redesigning import AS_IS, HYBRID, Other, Redesigning
from analysis.redesign.translating import Translating
from analysis.table import Table, Tabular
from analysis.wording import counted, listed, some

NO_ACCURACY = (
    "No accuracy is claimed for a stranger's other design: nobody wrote it, so there is nothing to "
    "hold it against."
)


@dataclass(frozen=True, repr=False)
class Redesign(Tabular):
    """A system beside what it would be; ``told`` are the changes asked for, design by design.

    Every design is asked the same changes, each value's once, by where it is born. ``weights`` are
    those of the mix of changes; ``boundaries`` the mixes of designs, where they were asked for.
    """

    others: Redesigning
    designs: tuple[Other, ...]
    alike: Alike
    told: tuple[tuple[Change, Mapping[str, "Impact | str"]], ...] = ()
    weights: Mapping[str, float] | None = None
    boundaries: Boundaries | None = None

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
    def _asked(self) -> tuple[tuple[Applied, ...], ...]:
        """What changes come to, design by design, at the places that all designs have."""
        applied = (self.alike.applied(), *(self.alike.applied(e.derived) for e in self.designs))
        places = [e for e in zip(*applied, strict=True) if not any(each.refusal for each in e)]
        return tuple(zip(*places, strict=True)) or ((),) * len(applied)

    @cached_property
    def rows(self) -> tuple[OperatorRow, ...]:
        """Every operator at the places that all designs have."""
        return operator_rows(self.names, self._asked)

    @property
    def left_out(self) -> Mapping[str, int]:
        """By kind, how many changes were to be asked that not all designs have."""
        asked = Counter(kind_of(each.operator) for each in self.alike.changes)
        for row in self.rows:
            asked[kind_of(row.operator)] -= len(row.places[0])
        return +asked

    @cached_property
    def mix(self) -> Mix:
        """What a change touches on average; without weights all kinds of changes alike."""
        return mix(self.rows, self.weights)

    def __repr__(self) -> str:
        return f"<{self.title}: {', '.join(self.names)}>"

    def table(self) -> Table:
        """An operator a row: its places, and how many services it touches, by design."""
        rows = [
            (row.operator, len(row.places[0]), *(each.services.mean for each in row.places),
             str(row.verdict()))
            for row in self.rows
        ]  # fmt: skip
        head = ("operator", "places", *self.names, "lower")
        title = f"{self.title}: mean services touched, as it is and as it would be"
        note = " ".join((*self.others.business.guesses, NO_ACCURACY))
        return Table(title, head, tuple(rows), note=note)

    def to_text(self, width: int = 100) -> str:
        """Five lines first, then the table, what is guessed, and each change told in all."""
        lines = [
            textwrap.fill(each, width, subsequent_indent="  ", break_on_hyphens=False)
            for each in self._brief()
        ]
        lines += ["", *self._rows(width), *self._bounds(width), "", *self._guesses(width)]
        for change, found in self.told:
            lines += ["", *self._changed(change, found, width)]
        return plain("\n".join(lines)) + "\n"

    def _brief(self) -> Iterator[str]:
        others, tasks = self.others, self.others.business.tasks
        sizes = [f"{len(each.parts)} {name}" for name, each in self.systems.items()]
        steps = counted(len(tasks), "step")
        yield f"{self.title} today: {steps}, {self._today}. Parts: {listed(sizes)}."
        if self.mix.expected is None:
            yield "No change can be asked of all designs, so that nothing says which touches less."
            yield "So there is nothing to say by kind of change either."
        else:
            means = zip(apart(self.mix.expected), self.names, strict=True)
            many = counted(sum(len(row.places[0]) for row in self.rows), "change")
            how = "as weighed" if self.mix.given else "all kinds alike: --mix weighs them"
            yield (
                f"Services touched by a change: {listed([' '.join(each) for each in means])} (mean "
                f"of the same {many} asked of each, {how}): {self._lower}."
            )
            kinds = [
                f"{kind} {' : '.join(apart(values))}"
                for kind, members in by_kind(self.mix.weights).items()
                if (values := self.mix.expected_of(members)) is not None
            ]
            yield f"By kind ({' : '.join(self.names)}): {listed(kinds)}."
        yield " ".join([*self._turns()][:2]) or "No share of one kind of changes decides."
        yield (
            f"It rests on {counted(len(others.business.follows), 'succession')} read and "
            f"{counted(len(others.business.guesses), 'guess').replace('guesss', 'guesses')} "
            f"(below). {NO_ACCURACY}"
        )

    @property
    def _lower(self) -> str:
        """Which design touches less, and which does where guesses count."""
        guessed = [
            [replace(each, services=(*each.services, *each.may)) for each in design]
            for design in self._asked
        ]
        known = self.mix.verdict
        other = mix(operator_rows(self.names, guessed), self.weights).verdict
        said = ["a tie" if each.tie else f"lower {each.brief}" for each in (known, other)]
        return said[0] if said[0] == said[1] else f"{said[0]}, but {said[1]} if guesses count"

    def _turns(self) -> Iterator[str]:
        """The break-evens of kinds of changes, those with what it is today first."""
        turns = [each for each in self.mix.turns if each.of in self.mix.kinds]
        for each in sorted(turns, key=lambda each: AS_IS not in (each.below, each.above)):
            yield (
                f"Break-even at {percent(each.share)} of {each.of} changes: below, a change "
                f"touches less {each.below}, above {each.above}."
            )
        for less, more in self.mix.never_more():
            yield f"Whatever the weights, a change touches no more {less} than {more}."

    @property
    def _today(self) -> str:
        asked, many = len(self.others.asked), len(self.others.business.tasks)
        if asked == many:
            return "all asked for by a workflow"
        elsewhere = "done on events or messages"
        return f"{asked} asked for by a workflow, {many - asked} {elsewhere}" if asked else (
            f"all {elsewhere}"
        )  # fmt: skip

    def _rows(self, width: int) -> Iterator[str]:
        yield "The same changes asked of each design: mean services touched"
        by = {row.operator: row for row in self.rows}
        rows = [
            ["" if at else kind, operator, str(len(by[operator].places[0])),
             *(number(each.services.mean) for each in by[operator].places),
             by[operator].verdict().brief]
            for kind, several in by_kind(by).items()
            for at, operator in enumerate(several)
        ]  # fmt: skip
        head = ["", "", "places", *self.names, "lower"]
        yield from (f"  {line}" for line in table(head, rows, left=(0, 1, -1)))
        said = ["A field is asked about once for each value, where it is born."]
        if self.left_out:
            kinds = listed([f"{many} {kind}" for kind, many in self.left_out.items()])
            said.append(f"Left out, since not all designs have them: {kinds} changes.")
        if any(2 * len(row.places[0]) > self.alike.most for row in self.rows):
            said.append(
                f"Of an operator at most {self.alike.most} places are tried, spread evenly."
            )
        yield textwrap.fill(
            " ".join([*said, *self._unsure()]),
            width,
            initial_indent="  ",
            subsequent_indent="  ",
        )

    def _unsure(self) -> Iterator[str]:
        for of, why in (
            ("may", "by guesses alone"),
            ("unknown", "of code not read whole"),
        ):
            more = [fmean([len(getattr(e, of)) for e in each] or [0]) for each in self._asked]
            if any(more):
                said = zip(apart(more), self.names, strict=True)
                yield f"Services more {why}: {listed([' '.join(each) for each in said])}."

    def _bounds(self, width: int) -> list[str]:
        return ["", *self.boundaries.lines(width)] if self.boundaries else []

    def _guesses(self, width: int) -> Iterator[str]:
        yield "What is guessed"
        guesses = self.others.business.guesses or ("Nothing that the process does not show.",)
        for each in (*guesses, *self.choices()):
            yield textwrap.fill(each, width, initial_indent="  - ", subsequent_indent="    ")

    def choices(self) -> Iterator[str]:
        """What was decided for a design that nobody wrote, and how much of one drawing keeps."""
        yield self.alike.drawn_anew
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
                "No hybrid by bounded context: it is what there is, or no service does two steps "
                "in a row, or all are one service's; --orchestrate STEP draws one, --boundary "
                "says where it could end."
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


def redesign(
    system: Dependencies,
    steps: Sequence[str] = (),
    *,
    carry: bool = False,
    changes: Sequence[Change] = (),
    weights: Mapping[str, float] | None = None,
    boundary: bool = False,
) -> Redesign:
    """A system beside its other designs; of a hybrid, ``steps`` or services are asked for.

    With ``boundary`` other mixes are tried too, which may take a minute.

    Raises:
        NothingToRedesign: another design would be a guess.
        UnknownName: there is no such step or service.
        BadMix: the weights cannot be used.
    """
    others = Redesigning(system, carry)
    designs, alike = others.designs(steps), Alike(others)
    told = tuple(_told(others, designs, each) for each in changes)
    boundaries = Bounding(Alike(others, few=True), weights).boundaries() if boundary else None
    return Redesign(others, designs, alike, told, weights, boundaries)


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
