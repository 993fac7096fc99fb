"""Figures that become parts of the page: all at one scale, in as many rows as make them largest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from matplotlib.figure import Figure

from analysis.comparison.pictures.canvas import Area
from analysis.experiments.outcome import Outcome
from analysis.palette import DESIGNS, Signatures
from analysis.table import Table

EDGE, GAP, CAPTION = 0.5, 0.5, 0.5
ROOM = 18.0  # inches that a row may take
HIGHEST = 11.0  # inches that all rows together may take
LARGEST = 1.5  # times its own size that a figure may be


@dataclass(frozen=True)
class Panel:
    """A figure that is part of the page, and what it shows.

    ``table`` says the same in words; the HTML page has it below the picture.
    """

    caption: str
    picture: Figure
    table: Table | None = None


@dataclass(frozen=True)
class Findings:
    """What the page is made of: the outcomes, and panels at its foot in the order given.

    ``before`` are the outcomes as they were predicted before any was made (see `predicted_as`);
    ``told`` is the colour and mark of each design.
    """

    outcomes: Sequence[Outcome]
    graphs: Sequence[Panel] = ()
    before: Sequence[Outcome] = ()
    told: Signatures = field(default_factory=lambda: DESIGNS)


def foot_height(panels: Sequence[Panel]) -> float:
    """How many inches all panels need with their captions."""
    if not panels:
        return 0.0
    rows, scale = _rows(panels)
    return sum(_high(row) * scale + CAPTION for row in rows)


def laid_out(panels: Sequence[Panel], box: Area) -> Iterator[Area]:
    """Where each stands, its caption above it, from the upper left corner of the box."""
    rows, scale = _rows(panels)
    columns = _columns(rows)
    free = (box.wide - scale * sum(columns)) / max(len(columns) - 1, 1)
    y = box.top
    for row in rows:
        x, y = box.x, y - CAPTION - _high(row) * scale
        for panel, column in zip(row, columns, strict=False):
            wide, high = (scale * each for each in panel.picture.get_size_inches())
            yield Area(x, y + _high(row) * scale - high, wide, high)
            x += column * scale + free


def _rows(panels: Sequence[Panel]) -> tuple[list[Sequence[Panel]], float]:
    """The rows that let everything be largest, and how many times its own size that is."""
    best: tuple[list[Sequence[Panel]], float] = ([panels], 0.0)
    for each in range(1, len(panels) + 1):
        rows = [panels[at : at + each] for at in range(0, len(panels), each)]
        columns = _columns(rows)
        free = (ROOM - GAP * (len(columns) - 1)) / sum(columns)
        scale = min(free, (HIGHEST - CAPTION * len(rows)) / sum(map(_high, rows)), LARGEST)
        if scale > best[1]:
            best = (rows, scale)
    return best


def _columns(rows: Sequence[Sequence[Panel]]) -> list[float]:
    """The width of each column: that of its widest figure."""
    filled = zip_longest(
        *([each.picture.get_figwidth() for each in row] for row in rows), fillvalue=0
    )
    return [float(max(column)) for column in filled]


def _high(row: Sequence[Panel]) -> float:
    return float(max(each.picture.get_figheight() for each in row))
