"""What counts as an additive change, and what as a change of the sequence: two readings."""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.prediction.operator import ChangeKind
from analysis.prediction.operators import of_kind


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
