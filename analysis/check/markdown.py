"""Verdicts as Markdown for a pull request: short enough to be read."""

from collections.abc import Iterator

from analysis.check.judging import BROKEN, KEPT, UNKNOWN, Judged, Verdicts
from analysis.plain_text import plain
from analysis.wording import clipped

_MOST = 40  # lines of breaches, so that all stay below 60
_MARKS = {KEPT: "kept", BROKEN: "**broken**", UNKNOWN: "unknown"}


def to_markdown(found: Verdicts) -> str:
    """It as Markdown of at most 60 lines; whatever was read is escaped."""
    since = f" since `{escaped(found.base)}`" if found.base else ""
    numbers = [found.counted(each) for each in (BROKEN, UNKNOWN, KEPT)]
    head = [
        f"### ripple check: {escaped(found.title)}",
        "",
        f"{numbers[0]} broken{since}, {numbers[1]} unknown, {numbers[2]} kept.",
        "",
    ]
    lines = [line for each in found.judged for line in _rule(each)]
    more = [f"- … and {len(lines) - _MOST} more lines: run `ripple check`"] * (len(lines) > _MOST)
    return "\n".join([*head, *lines[:_MOST], *more]) + "\n"


def _rule(each: Judged) -> Iterator[str]:
    yield f"- {_MARKS[each.verdict]}: {escaped(each.name)} – {escaped(clipped(each.says, 160))}"
    if each.why:
        yield f"  - {escaped(each.why)}, so it is not known"
    for breach in each.breaches:
        at = f" (`{escaped(breach.at.file)}:{breach.at.line}`)" if breach.at else ""
        yield f"  - {escaped(clipped(breach.says, 200))}{at}"
    for breach, accepted in each.accepted:
        words = f"by {accepted.signed}, {accepted.reason}: {breach.says}"
        yield f"  - accepted {escaped(clipped(words, 200))}"


def escaped(text: str) -> str:
    """Text that Markdown shows as it is, in one line."""
    flat = " ".join(plain(text).split())
    return "".join(f"&#{ord(x)};" if x in "<>&|`*_[]\\~#@" else x for x in flat)
