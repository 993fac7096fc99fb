"""What a benchmark found: one row a figure, beside its target; and the table of them."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """How a figure stands to its targets."""

    MET = "met"
    MISSED = "MISSED"
    VOID = "VOID"
    OPEN = ""


@dataclass(frozen=True)
class Target:
    """The most a quantity of a row may be: `seconds`, `ratio` or `memory_mb`."""

    quantity: str
    most: float


@dataclass(frozen=True)
class Row:
    """One figure; seconds are medians of `runs`, `peers` are measured in the same run as ours.

    memory_mb: the peak of everything running, or None where it was not measured. sampled: by
    peer, from how many nodes its seconds are multiplied up, where it was not run on all of them.
    void: why the figure says nothing, if so. facts: further keys for the file.
    """

    name: str
    ours_s: float | None
    memory_mb: float | None = None
    peers: Mapping[str, float] = field(default_factory=dict)
    targets: Sequence[Target] = ()
    runs: int = 1
    void: str | None = None
    sampled: Mapping[str, int] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """Ours over the fastest peer; None without one."""
        if self.ours_s is None or not self.peers:
            return None
        return self.ours_s / min(self.peers.values())

    def value(self, quantity: str) -> float | None:
        """A quantity that a target may name."""
        known = {"seconds": self.ours_s, "ratio": self.ratio, "memory_mb": self.memory_mb}
        return known[quantity]

    @property
    def verdict(self) -> Verdict:
        """Whether every target is met; open where there is none."""
        if self.void:
            return Verdict.VOID
        if not self.targets:
            return Verdict.OPEN
        reached = all(
            (self.value(target.quantity) or math.inf) <= target.most for target in self.targets
        )
        return Verdict.MET if reached else Verdict.MISSED

    def to_json(self) -> dict[str, Any]:
        """The row as build/bench.json holds it."""
        return {
            "name": self.name,
            "ours_s": _rounded(self.ours_s, 4),
            "memory_mb": _rounded(self.memory_mb, 1),
            "peers": {peer: round(seconds, 4) for peer, seconds in self.peers.items()},
            "ratio": _rounded(self.ratio, 4),
            "targets": {target.quantity: target.most for target in self.targets},
            "verdict": self.verdict.value or None,
            "void": self.void,
            "runs": self.runs,
            **({"peers_from_nodes": dict(self.sampled)} if self.sampled else {}),
            **self.facts,
        }


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


SAMPLED = "*"
HEADINGS = ("figure", "ours", "peer", "ratio", "memory", "target", "")
UNITS = {"seconds": " s", "ratio": "", "memory_mb": " MB"}


def table_lines(rows: Sequence[Row]) -> Iterator[str]:
    """A heading and a line for each row; what makes a row void goes under it."""
    cells = [_cells(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(HEADINGS, *cells, strict=True)]
    yield _line(HEADINGS, widths)
    yield "─" * (sum(widths) + 2 * (len(widths) - 1))
    for row, texts in zip(rows, cells, strict=True):
        yield _line(texts, widths)
        if row.void:
            yield f"  {row.void}"
    sampled = {name: count for row in rows for name, count in row.sampled.items()}
    if sampled:
        said = ", ".join(f"{name} {count}" for name, count in sampled.items())
        yield f"{SAMPLED} Not measured whole: multiplied up from some of the nodes ({said})."


def _cells(row: Row) -> tuple[str, ...]:
    peers = ", ".join(
        f"{name} {seconds:.2f} s{SAMPLED if name in row.sampled else ''}"
        for name, seconds in row.peers.items()
    )
    return (
        row.name,
        _with_unit(row.ours_s, "seconds"),
        peers or "-",
        _with_unit(row.ratio, "ratio"),
        _with_unit(row.memory_mb, "memory_mb"),
        ", ".join(f"≤ {each.most:g}{UNITS[each.quantity]}" for each in row.targets) or "-",
        row.verdict.value,
    )


def _with_unit(value: float | None, quantity: str) -> str:
    if value is None:
        return "-"
    digits = 0 if quantity == "memory_mb" else 2
    return f"{value:.{digits}f}{UNITS[quantity]}"


def _line(texts: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(text.ljust(width) for text, width in zip(texts, widths, strict=True)).rstrip()
