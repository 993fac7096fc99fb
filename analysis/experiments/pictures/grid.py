"""A small table on the page."""

from matplotlib.figure import Figure

from analysis.comparison.pictures.canvas import GRID, label
from analysis.draw.look import clipped
from analysis.experiments.pictures.boxes import HEAD, SMALL, Area
from analysis.palette import INK, QUIET_INK
from analysis.table import Table

FIRST = 0.34  # the part of the width that the first column takes


def draw_grid(figure: Figure, table: Table, box: Area) -> None:
    """The caption, a heading and the rows, over the whole box."""
    ax = box.axes(figure)
    line = box.high / (len(table.rows) + 2)
    label(ax, 0, line / 2, table.caption, size=HEAD - 1, weight="bold")
    step = box.wide * (1 - FIRST) / max(len(table.head) - 1, 1)
    for number, row in enumerate((table.head, *table.rows)):
        y = (number + 1.5) * line
        ax.plot([0, box.wide], [y + line / 2] * 2, color=INK if number == 0 else GRID, lw=0.8)
        for column, cell in enumerate(row):
            x = 0 if column == 0 else box.wide * FIRST + (column - 1) * step
            room = (box.wide * FIRST if column == 0 else step) - 0.1
            head = number == 0
            look = {"color": QUIET_INK if head else INK}
            size = SMALL if head else SMALL + 1
            label(ax, x, y, clipped(cell, room, size), size=size, **look)
