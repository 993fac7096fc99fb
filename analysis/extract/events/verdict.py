"""Whether a filter lets something pass, where not everything about it is known."""

from collections.abc import Iterable
from enum import IntEnum


class Verdict(IntEnum):
    """No, possible (what would decide it is unknown), or yes; in that order."""

    NO = 0
    POSSIBLE = 1
    YES = 2


def every(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict of conditions that must all hold; yes for none."""
    least = Verdict.YES
    for verdict in verdicts:
        least = min(least, verdict)
        if least is Verdict.NO:
            break
    return least


def some(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict of conditions of which one is enough; no for none."""
    most = Verdict.NO
    for verdict in verdicts:
        most = max(most, verdict)
        if most is Verdict.YES:
            break
    return most


def known(holds: bool) -> Verdict:
    """The verdict of a condition that can be decided."""
    return Verdict.YES if holds else Verdict.NO


def unless(verdict: Verdict) -> Verdict:
    """The opposite; what is possible stays so."""
    return Verdict(Verdict.YES - verdict)
