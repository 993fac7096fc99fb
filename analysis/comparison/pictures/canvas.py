"""What pictures have in common: sizes in inches, colours of layers, words, and places."""

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.dependency.model import LAYERS
from analysis.draw.look import fitted
from analysis.palette import LINES, PAPER, QUIET_INK
from analysis.records import dataclass
from analysis.style import FONT, write

TITLE_SIZE, HEAD_SIZE, WORD_SIZE = 16.0, 12.0, 9.5
MARGIN = 0.3
LAYER_COLOURS: Mapping[str, str] = {
    each: LINES["redrive" if each == "deployment" else each][1].edge for each in LAYERS
}

LAYER_LETTERS: Mapping[str, str] = dict(zip(LAYERS, "SCRDP", strict=True))
"""What stands on the colour of a layer: colours alone are not told apart by everybody."""


def canvas(wide: float, high: float, title: str) -> Figure:
    """A white figure with its title; the first line of a slide."""
    figure = Figure(figsize=(wide, high), facecolor=PAPER)
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


HEAD, SMALL = 15.0, 10.0


@dataclass(frozen=True)
class Area:
    """A rectangle on the page: its lower left corner, width and height."""

    x: float
    y: float
    wide: float
    high: float

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.y + self.high

    def axes(self, figure: Figure) -> Axes:
        """Bare axes over the whole box whose units are inches from its upper left corner."""
        ax = place(figure, self.x, self.y, self.wide, self.high, ticks=False)
        ax.set_xlim(0, self.wide)
        ax.set_ylim(self.high, 0)
        ax.set_facecolor("none")
        return ax
