"""Designs beside each other: on every layer, at every level, under every change."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from analysis.comparison.changes import Applied, OperatorRow, operator_rows, predicted, unsure
from analysis.comparison.layers import Level, graphs_of, level_of
from analysis.comparison.mix import Mix, mix
from analysis.dependency.model import Dependencies
from analysis.records import dataclass
from analysis.refusals import Refused
from analysis.table import Table, Tabular

COMPONENTS, SERVICES, TEAMS, PARTS = "components", "services", "teams", "parts"
Everywhere = Callable[[Dependencies], Sequence[Applied]]


class NothingToCompare(Refused):
    """Fewer than two designs, or a design in which nothing was found."""


@dataclass(frozen=True, repr=False)
class Comparison(Tabular):
    """What was found; every number can be followed to the list behind it.

    ``unnamed`` are the designs that name no service: if there are any, there is no level of
    services, and what a change touches is counted in parts. ``mixes`` has a mix for each way of
    counting: services, and teams where they are given.
    """

    names: tuple[str, ...]
    levels: tuple[Level, ...]
    operators: tuple[OperatorRow, ...]
    mixes: tuple[Mix, ...]
    unnamed: tuple[str, ...]

    @property
    def mix(self) -> Mix:
        """The mix counted in services, or in parts where no service is named."""
        return self.mixes[0]

    @property
    def counted(self) -> str:
        """What a change touches is counted in first: services, or parts."""
        return self.mix.counted

    def table(self) -> Table:
        """An operator a row: how many services a change touches on average, by design."""
        rows = [
            (row.operator, *(each.counted(self.counted).mean for each in row.places),
             str(row.verdict(of=self.counted)))
            for row in self.operators
        ]  # fmt: skip
        title = f"Every change wherever it can be made: mean {self.counted} touched"
        note = " ".join(unsure(self.operators))
        return Table(title, ("operator", *self.names, "lower"), tuple(rows), note=note)

    def __repr__(self) -> str:
        return f"<Comparison of {' and '.join(self.names)}>"

    def _repr_html_(self) -> str:
        return "\n".join(each._repr_html_() for each in (*self.levels[:1], self.table()))

    def level(self, name: str) -> Level | None:
        """The level of that name, if it could be compared at."""
        return next((level for level in self.levels if level.name == name), None)


def compare(
    designs: Sequence[Dependencies],
    *,
    teams: Mapping[str, str] | None = None,
    weights: Mapping[str, float] | None = None,
    everywhere: Everywhere = predicted,
) -> Comparison:
    """Every measure and every change of two or more designs.

    ``teams`` maps services to teams, and adds a level; ``weights`` are those of the mix, by
    operator; ``everywhere`` applies every operator everywhere it can be applied in a design.

    Raises:
        NothingToCompare: there are fewer than two designs, or one is empty.
        BadMix: the weights cannot be used.
    """
    if len(designs) < 2:
        raise NothingToCompare("A comparison needs two designs at least; name another.")
    names = _names(designs)
    for name, design in zip(names, designs, strict=True):
        if not design.parts:
            raise NothingToCompare(
                f"{name}: nothing was found in it, so there is nothing to compare."
            )
    unnamed = tuple(
        name
        for name, design in zip(names, designs, strict=True)
        if not any(part.service for part in design.parts)
    )
    owned = [] if unnamed else [SERVICES, *([TEAMS] if teams else [])]
    applied = [
        [_with_teams(each, teams or {}) for each in everywhere(design)] for design in designs
    ]
    operators = operator_rows(names, applied)
    return Comparison(
        names,
        tuple(
            level_of(view, names, [graphs_of(each, view, teams or {}) for each in designs])
            for view in (*owned, COMPONENTS, PARTS)
        ),
        operators,
        tuple(mix(operators, weights, counted=each) for each in owned or (PARTS,)),
        unnamed,
    )


def _with_teams(applied: Applied, teams: Mapping[str, str]) -> Applied:
    touched = dict.fromkeys(teams.get(each, each) for each in applied.services)
    return replace(applied, teams=tuple(touched))


def _names(designs: Sequence[Dependencies]) -> tuple[str, ...]:
    """The titles; a number after those that are used twice."""
    often = Counter(each.title for each in designs)
    seen: Counter[str] = Counter()
    names = []
    for each in designs:
        seen[each.title] += 1
        names.append(f"{each.title} ({seen[each.title]})" if often[each.title] > 1 else each.title)
    return tuple(names)
