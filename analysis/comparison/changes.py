"""Every operator applied everywhere it can be applied, design by design."""

from collections.abc import Iterable, Iterator, Sequence
from statistics import fmean

from analysis.comparison.distribution import Distribution
from analysis.comparison.verdict import Verdict, verdict
from analysis.dependency.model import Dependencies
from analysis.prediction import OPERATORS, CannotApply, Change
from analysis.prediction.lookup import World
from analysis.prediction.predicting import applicable_in, predict_in
from analysis.records import dataclass
from analysis.walking import grouped
from analysis.wording import listed


@dataclass(frozen=True)
class Applied:
    """One change applied at one place, and who would have to change.

    ``change`` is the change as `ripple impact --change` takes it. ``services`` and ``parts`` are
    all that must change: where the request lands, and what the graph predicts beyond; ``may`` are
    the services to which only a guess leads, ``unknown`` those that were not read whole. With a
    ``refusal`` it cannot be made there, and touches nothing. ``about`` is what other designs may
    have too, under the same name: the field's path, or the two services; empty where there is
    no such thing.
    """

    operator: str
    change: str
    services: tuple[str, ...]
    parts: tuple[str, ...]
    refusal: str = ""
    about: str = ""
    teams: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Places:
    """One operator in one design: a number for each place where it can be applied.

    ``refused`` are the changes that it was tried with and that cannot be made as asked.
    """

    services: Distribution
    teams: Distribution
    parts: Distribution
    applied: tuple[Applied, ...]
    refused: tuple[Applied, ...] = ()

    def counted(self, of: str) -> Distribution:
        """How many services, teams or parts are touched."""
        return {"services": self.services, "teams": self.teams, "parts": self.parts}[of]

    def __len__(self) -> int:
        return len(self.applied)


@dataclass(frozen=True)
class MatchedNames:
    """One operator over only what every design has under the same name.

    ``means`` are of services touched, first over the places of one name and then over the names,
    so that a field that is in ten messages weighs no more than one that is in two.
    """

    subjects: tuple[str, ...]
    means: tuple[float, ...]


@dataclass(frozen=True)
class OperatorRow:
    """One operator in all designs."""

    operator: str
    names: tuple[str, ...]
    places: tuple[Places, ...]

    @property
    def nowhere(self) -> tuple[str, ...]:
        """The designs in which it cannot be applied anywhere."""
        return tuple(
            name for name, each in zip(self.names, self.places, strict=True) if not len(each)
        )

    def verdict(self, *, of: str = "services") -> Verdict:
        """Which design has the lower mean number of services (or teams, or parts) touched."""
        means = [each.counted(of).mean for each in self.places]
        return verdict(self.names, means)

    def matched(self, *, of: str = "services") -> MatchedNames | None:
        """The same over only what every design has by name; None where that is nothing."""
        by_name = [_by_name(each, of) for each in self.places]
        subjects = tuple(sorted(set.intersection(*(set(each) for each in by_name))))
        if not subjects:
            return None
        return MatchedNames(
            subjects, tuple(fmean(each[subject] for subject in subjects) for each in by_name)
        )


def _by_name(of_places: Places, of: str) -> dict[str, float]:
    named = (each for each in of_places.applied if each.about)
    counts = grouped((each.about, len(getattr(each, of))) for each in named)
    return {subject: fmean(found) for subject, found in counts.items()}


def operator_rows(
    names: Sequence[str], applied: Sequence[Sequence[Applied]]
) -> tuple[OperatorRow, ...]:
    """A row for each operator that can be applied in any design, in the order first met."""
    operators = dict.fromkeys(each.operator for design in applied for each in design)
    return tuple(
        OperatorRow(
            operator,
            tuple(names),
            tuple(
                places(each for each in design if each.operator == operator) for design in applied
            ),
        )
        for operator in operators
    )


def places(applied: Iterable[Applied]) -> Places:
    """The distributions of one operator's places."""
    tried = tuple(applied)
    found = tuple(each for each in tried if not each.refusal)
    return Places(
        Distribution.of((each.change, len(each.services)) for each in found),
        Distribution.of((each.change, len(each.teams)) for each in found),
        Distribution.of((each.change, len(each.parts)) for each in found),
        found,
        tuple(each for each in tried if each.refusal),
    )


def unsure(rows: Iterable[OperatorRow]) -> Iterator[str]:
    """A sentence for each design in which a change may touch more than it is known to."""
    by = grouped(
        (name, applied)
        for row in rows
        for name, each in zip(row.names, row.places, strict=True)
        for applied in each.applied
    )
    for name, several in by.items():
        may, unknown = (fmean(len(getattr(e, of)) for e in several) for of in ("may", "unknown"))
        said = [f"{may:.2g} services more by guesses alone"] if may else []
        said += [f"{unknown:.2g} whose code was not read whole"] if unknown else []
        if said:
            yield f"In {name} a change may touch, besides: {listed(said)}, on average."


def kind_of(operator: str) -> str:
    """The kind of an operator; one that nobody knows is its own."""
    return str(OPERATORS[operator].kind) if operator in OPERATORS else operator


def by_kind(operators: Iterable[str]) -> dict[str, list[str]]:
    """The operators of each kind, in the order given."""
    return dict(grouped((kind_of(operator), operator) for operator in operators))


def predicted(design: Dependencies, most: int = 0) -> Sequence[Applied]:
    """What the prediction says of every change that can be made to the design.

    With ``most`` no more of the places of an operator are tried than that, evenly spread.
    """
    world = World(design)
    by = grouped((each.operator, each) for each in applicable_in(world))
    tried = (
        e for several in by.values() for e in several[:: -(-len(several) // most) if most else 1]
    )
    return [applied(world, each) for each in tried]


def applied(world: World, change: Change) -> Applied:
    """What a change comes to in a system whose steps are worked out."""
    about = OPERATORS[change.operator].about(world, change)
    try:
        impact = predict_in(world, change)
    except CannotApply as error:
        return Applied(change.operator, str(change), (), (), refusal=str(error), about=about)
    return Applied(
        change.operator,
        str(change),
        impact.services,
        impact.components,
        about=about,
        may=impact.perhaps,
        unknown=impact.unknown,
    )
