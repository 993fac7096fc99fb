"""Every operator applied everywhere it can be applied, design by design."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.comparison.distribution import Distribution
from analysis.comparison.verdict import Verdict, verdict


@dataclass(frozen=True)
class Applied:
    """One change applied at one place, and who would have to change.

    ``change`` is the change as `ripple ripple --change` takes it. ``services`` and ``parts`` are
    all that must change: where the request lands, and what the graph predicts beyond.
    """

    operator: str
    change: str
    services: tuple[str, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Places:
    """One operator in one design: a number for each place where it can be applied."""

    services: Distribution
    parts: Distribution
    applied: tuple[Applied, ...]

    def __len__(self) -> int:
        return len(self.applied)


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
        """Which design has the lower mean number of services (or parts) touched."""
        means = [getattr(each, of).mean for each in self.places]
        return verdict(self.names, means)


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
    found = tuple(applied)
    return Places(
        Distribution.of((each.change, len(each.services)) for each in found),
        Distribution.of((each.change, len(each.parts)) for each in found),
        found,
    )
