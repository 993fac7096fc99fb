"""What the pictures of a comparison have in common: sizes in inches, colours, words."""

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.draw.look import LINES, fitted
from analysis.palette import QUIET_INK
from analysis.style import FONT, write

TITLE_SIZE, HEAD_SIZE, WORD_SIZE = 16.0, 12.0, 9.5
MARGIN = 0.3
GRID = "#E1E6EA"
SEEN = "#DDE3E8"  # reached, though not directly
LAYER_COLOURS: Mapping[str, str] = {
    "schema": LINES["schema"][1].edge,
    "control": LINES["control"][1].edge,
    "runtime": LINES["runtime"][1].edge,
    "data": LINES["data"][1].edge,
    "deployment": LINES["redrive"][1].edge,
}


def canvas(wide: float, high: float, title: str) -> Figure:
    """A white figure with its title; the first line of a slide."""
    figure = Figure(figsize=(wide, high), facecolor="white")
    words(figure, MARGIN, high - 0.33, title, size=TITLE_SIZE, weight="bold")
    return figure


def words(figure: Figure, x: float, y: float, text: str, **look: Any) -> None:
    """Text at a place in inches from the lower left corner."""
    wide, high = figure.get_size_inches()
    write(figure, x / wide, y / high, text, **{"size": WORD_SIZE} | look)


def place(
    figure: Figure, x: float, y: float, wide: float, high: float, *, ticks: bool = True
) -> Axes:
    """Axes at a place in inches from the lower left corner, bare; without ``ticks`` quite so."""
    whole_wide, whole_high = figure.get_size_inches()
    ax = figure.add_axes((x / whole_wide, y / whole_high, wide / whole_wide, high / whole_high))
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.tick_params(length=0, labelsize=WORD_SIZE, labelcolor=QUIET_INK, labelfontfamily=FONT)
    if not ticks:
        ax.set_xticks([])
        ax.set_yticks([])
    return ax


def label(ax: Axes, x: float, y: float, text: str, **look: Any) -> None:
    """Text at a place in the units of the axes."""
    write(ax, x, y, text, **{"size": WORD_SIZE} | look)


def one_line(text: str, room: float, size: float) -> str:
    """The text on one line of so many inches, its end cut where it must be."""
    return fitted(text, room, size, lines=1)[0]
