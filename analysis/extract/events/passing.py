"""Whether a filter lets something pass, where not everything about it is known."""

from collections.abc import Iterable
from enum import IntEnum


class Passing(IntEnum):
    """No, possible (what would decide it is unknown), or yes; in that order."""

    NO = 0
    POSSIBLE = 1
    YES = 2


def every(verdicts: Iterable[Passing]) -> Passing:
    """The verdict of conditions that must all hold; yes for none."""
    least = Passing.YES
    for verdict in verdicts:
        least = min(least, verdict)
        if least is Passing.NO:
            break
    return least


def some(verdicts: Iterable[Passing]) -> Passing:
    """The verdict of conditions of which one is enough; no for none."""
    most = Passing.NO
    for verdict in verdicts:
        most = max(most, verdict)
        if most is Passing.YES:
            break
    return most


def known(holds: bool) -> Passing:
    """The verdict of a condition that can be decided."""
    return Passing.YES if holds else Passing.NO


def unless(verdict: Passing) -> Passing:
    """The opposite; what is possible stays so."""
    return Passing(Passing.YES - verdict)
