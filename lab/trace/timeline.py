"""An order's story as lines that a presenter can read out."""

from lab.trace.model import Recorded
from lab.trace.story import steps

_MARKS = {"deed": "", "refusal": "refusal", "undo": "undo", "fault": "fault"}


def timeline_lines(trace: Recorded) -> list[str]:
    """A line a step: milliseconds since the first, who, its role, what it did, because of what.

    Times are the clock's; the order of the lines is the order of causes.
    """
    told = steps(trace)
    if not told:
        return ["nothing is known of this order"]
    first = min(step.at for step in told)
    who = max(len(step.who) for step in told)
    mark = max(len(_MARKS[step.role]) for step in told)
    what = max(len(step.what) for step in told)
    lines = [
        f"{(step.at - first) * 1000:7.0f} ms  {one_line(step.who):<{who}}  "
        f"{_MARKS[step.role]:<{mark}}{'  ' if mark else ''}"
        f"{one_line(step.what):<{what}}  because {one_line(step.why)}"
        for step in told
    ]
    return [*lines, *(f"{'':10}  not seen: {one_line(each)}" for each in trace.missing)]


def folded(lines: list[str], width: int) -> list[str]:
    """The lines as they are where all fit; else each reason on an indented line of its own."""
    if max(map(len, lines), default=0) <= width:
        return lines
    told: list[str] = []
    for line in lines:
        what, because, why = line.partition("  because ")
        told.append(what.rstrip())
        if because:
            told.append(f"{'':12}because {why}")
    return told


def one_line(text: str) -> str:
    """The text without what would break a line or command a terminal."""
    return "".join(each if each.isprintable() else "?" for each in text)
