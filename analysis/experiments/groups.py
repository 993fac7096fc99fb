"""What counts as an additive change, and what as a change of the sequence: two readings."""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.comparison.kinds import KINDS


@dataclass(frozen=True)
class Grouping:
    """One reading: the operators that are additive; all others are the rest.

    ``rest`` is what the others are called, ``says`` the reading in a line.
    """

    key: str
    additive: frozenset[str]
    rest: str
    says: str

    def is_additive(self, operator: str) -> bool:
        """Whether this operator's changes are additive."""
        return operator in self.additive


SEQUENCE = Grouping(
    "sequence",
    frozenset({"add-consumer", "new-field", *KINDS["contract"]}),
    "sequence",
    "a new step changes the sequence; a new consumer or a field does not",
)
ADDITIVE = Grouping(
    "kinds",
    frozenset(KINDS["additive"]),
    "all others",
    "a new step is additive too, as ripple compare has it; fields that change are not",
)
GROUPINGS: Mapping[str, Grouping] = {each.key: each for each in (SEQUENCE, ADDITIVE)}
