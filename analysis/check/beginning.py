"""The rules that a system can begin with: written as comments, each with what holds today."""

from collections.abc import Iterator
from typing import Any

from analysis.check.judging import BROKEN, UNKNOWN, Judged, check
from analysis.difference import Version
from analysis.wording import counted


def first_rules(read: Version) -> str:
    """The part of a `ripple.toml` that holds a system to what it keeps today, commented out."""
    unresolved = len(read.dependencies.flow.unresolved)
    rules: tuple[dict[str, Any], ...] = (
        {"rule": "dead-letters"},
        {"rule": "events"},
        {"rule": "resolved", "most": unresolved},
    )
    judged = check(read, rules).judged
    lines = [line for each in judged if each.verdict != UNKNOWN for line in _rule(each)]
    head = "# What `ripple check` may hold it to: take the # away from what you want to keep."
    return "\n".join(["", head, *lines]) + "\n"


def _rule(judged: Judged) -> Iterator[str]:
    today = "kept today"
    if judged.verdict == BROKEN:
        today = f"broken today in {counted(len(judged.breaches), 'place')}"
    yield "# [[check]]"
    for key, value in judged.given.items():
        text = f'"{value}"' if isinstance(value, str) else value
        yield f"# {key} = {text}" + (f"  # {judged.says}: {today}" if key == "rule" else "")
