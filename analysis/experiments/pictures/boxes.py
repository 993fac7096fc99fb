"""Where a part of the page stands, in inches, and what every part is drawn with."""

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.comparison.pictures.canvas import place

ALARM = "#B8420A"
CALM = "#00735A"
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
