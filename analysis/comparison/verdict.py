"""Which of several designs has the lowest number, or which of them tie."""

from collections.abc import Mapping, Sequence
from math import isclose

from analysis.records import dataclass
from analysis.walking import grouped
from analysis.wording import listed

NOTHING = "nothing to compare"
TIE = 1e-9  # so far apart, relatively, two numbers of floating point are the same


@dataclass(frozen=True)
class Verdict:
    """What one row of numbers says, and no more.

    ``lowest`` are the designs with the lowest number: one, or several that tie. It is empty where
    there is nothing to compare, and ``why`` says so.
    """

    lowest: tuple[str, ...]
    tie: bool = False
    why: str = ""

    @property
    def brief(self) -> str:
        """The verdict in a word, without its reasons."""
        return NOTHING if not self.lowest else "tie" if self.tie else " = ".join(self.lowest)

    def __str__(self) -> str:
        if not self.why:
            return self.brief
        return f"{self.brief} ({self.why})" if self.lowest else f"{NOTHING}: {self.why}"


def verdict(names: Sequence[str], values: Sequence[float | None], *, why: str = "") -> Verdict:
    """The verdict of the numbers alone, one a design; None where it has no such number."""
    known = [(name, value) for name, value in zip(names, values, strict=True) if value is not None]
    if len(known) < 2:
        without = [name for name, value in zip(names, values, strict=True) if value is None]
        return Verdict((), why=why or f"no number for {listed(without)}")
    least = min(value for _, value in known)
    lowest = tuple(name for name, value in known if same(value, least))
    return Verdict(lowest, tie=len(lowest) == len(known), why=why)


def same(one: float, other: float) -> bool:
    """Whether two numbers differ by no more than rounding."""
    return isclose(one, other, rel_tol=TIE, abs_tol=TIE)


def agree(by: Mapping[str, Verdict]) -> bool:
    """Whether no two verdicts name different designs; those without one do not count."""
    return len({each.lowest for each in by.values() if each.lowest}) < 2


def by_lowest(by: Mapping[str, Verdict], where: str = "on") -> str:
    """`A on x and y; B on z; tie on w`: everything named once."""
    groups = grouped((each.brief, subject) for subject, each in by.items())
    order = sorted(groups, key=lambda brief: (brief == NOTHING, brief == "tie"))
    return "; ".join(f"{brief} {where} {listed(groups[brief])}" for brief in order)
