"""Figures that become parts of the page: all at one scale, in as many rows as make them largest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from analysis.experiments.pictures.boxes import Box

EDGE, GAP, CAPTION = 0.5, 0.5, 0.5
ROOM = 18.0  # inches that a row may take
HIGHEST = 8.0  # inches that all rows together may take
LARGEST = 1.5  # times its own size that a figure may be


@dataclass(frozen=True)
class Panel:
    """A figure that is part of the page, and what it shows."""

    caption: str
    picture: Figure


def foot_height(panels: Sequence[Panel]) -> float:
    """How many inches all panels need with their captions."""
    if not panels:
        return 0.0
    rows, scale = _rows(panels)
    return sum(_high(row) * scale + CAPTION for row in rows)


def laid_out(panels: Sequence[Panel], box: Box) -> Iterator[Box]:
    """Where each stands, its caption above it, from the upper left corner of the box."""
    rows, scale = _rows(panels)
    widest = max(map(_wide, rows)) * scale
    y = box.top
    for row in rows:
        x, y = box.x, y - CAPTION - _high(row) * scale
        for panel in row:
            wide, high = (scale * each for each in panel.picture.get_size_inches())
            yield Box(x, y + _high(row) * scale - high, wide, high)
            x += wide + max(GAP, (box.wide - widest) / max(len(row) - 1, 1))


def _rows(panels: Sequence[Panel]) -> tuple[list[Sequence[Panel]], float]:
    """The rows that let everything be largest, and how many times its own size that is."""
    best: tuple[list[Sequence[Panel]], float] = ([panels], 0.0)
    for each in range(1, len(panels) + 1):
        rows = [panels[at : at + each] for at in range(0, len(panels), each)]
        free = min((ROOM - GAP * (len(row) - 1)) / _wide(row) for row in rows)
        scale = min(free, (HIGHEST - CAPTION * len(rows)) / sum(map(_high, rows)), LARGEST)
        if scale > best[1]:
            best = (rows, scale)
    return best


def _wide(row: Sequence[Panel]) -> float:
    return float(sum(each.picture.get_figwidth() for each in row))


def _high(row: Sequence[Panel]) -> float:
    return float(max(each.picture.get_figheight() for each in row))
