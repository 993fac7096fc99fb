"""One page of it all: services touched, the break-even, and both graphs with the difference."""

import re
from collections.abc import Sequence
from io import BytesIO
from itertools import product
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.image import imread
from matplotlib.lines import Line2D

from analysis.comparison.pictures.canvas import HEAD, SMALL, Area, canvas, label, place, words
from analysis.draw.look import clipped
from analysis.experiments.outcome import ADDITIVE, SEQUENCE, Outcome, pairs
from analysis.experiments.pictures.evens import draw_even
from analysis.experiments.pictures.panels import (
    CAPTION,
    EDGE,
    Findings,
    Panel,
    foot_height,
    laid_out,
)
from analysis.experiments.pictures.touched import draw_touched, touched_height
from analysis.experiments.said import headline, made_in, score_lines
from analysis.experiments.tables import poster_even_table
from analysis.palette import GRID, INK, QUIET_INK, Signatures
from analysis.style import SETTINGS, to_svg
from analysis.table import Table

WIDE = 19.0
LEFT, BETWEEN = 11.0, 0.6  # inches for the services touched
TOP, LINE = 1.75, 0.3
DOTS = 200  # an inch of a panel


def poster(found: Findings, *, dots: bool = True) -> Figure:
    """The whole page; without ``dots`` the panels' places stay empty, for `poster_svg` to fill."""
    outcomes, graphs, told = found.outcomes, found.graphs, found.told
    middle = max(touched_height(outcomes) + 0.4, 9.6 * len(pairs(outcomes)))
    foot = foot_height(graphs)
    scored = score_lines(outcomes, found.before)
    high = TOP + LINE * (len(scored) - 1) + middle + foot + (2 * EDGE if graphs else EDGE)
    figure = canvas(WIDE, high, "")
    words(figure, EDGE, high - 0.55, made_in(outcomes), size=30, weight="bold")
    words(figure, EDGE, high - 1.07, headline(outcomes), size=HEAD + 1)
    for number, said in enumerate(scored):
        words(figure, EDGE, high - 1.41 - LINE * number, said, size=HEAD - 2, color=QUIET_INK)
    base = foot + (2 * EDGE if graphs else EDGE)
    apart = any(each.forecast for each in outcomes)  # then each group says whose predictions it has
    marks = "; predictions are the fitted model's" if found.before and not apart else ""
    _left(figure, outcomes, Area(EDGE, base, LEFT, middle), marks, told)
    _right(figure, outcomes, Area(EDGE + LEFT + BETWEEN, base, WIDE - LEFT - BETWEEN - 2 * EDGE,
                                 middle), told)  # fmt: skip
    _foot(figure, graphs, Area(EDGE, EDGE, WIDE - 2 * EDGE, foot), dots=dots)
    return figure


def _left(
    figure: Figure, outcomes: Sequence[Outcome], box: Area, marks: str, told: Signatures
) -> None:
    words(figure, box.x, box.top - 0.15, f"Services touched by each change{marks}", size=HEAD + 2,
          weight="bold")  # fmt: skip
    high = touched_height(outcomes)
    draw_touched(figure, outcomes, Area(box.x, box.top - 0.4 - high, box.wide, high), told)


def _right(figure: Figure, outcomes: Sequence[Outcome], box: Area, told: Signatures) -> None:
    drawn = list(product(pairs(outcomes), (SEQUENCE, ADDITIVE)))
    if not drawn:
        return
    table = poster_even_table(outcomes)
    low = 0.36 * (len(table.rows) + 2)
    each = (box.high - low - 0.3) / len(drawn)
    for number, (pair, grouping) in enumerate(drawn):
        lower = box.top - (number + 1) * each
        draw_even(figure, outcomes, grouping, pair, Area(box.x, lower, box.wide, each), told)
    draw_grid(figure, table, Area(box.x, box.y, box.wide, low))


def _foot(figure: Figure, graphs: Sequence[Panel], box: Area, *, dots: bool) -> None:
    """A rule, and below it every panel at its place."""
    if not graphs:
        return
    rule = (box.top + 0.25) / figure.get_figheight()
    figure.add_artist(Line2D([EDGE / WIDE, 1 - EDGE / WIDE], [rule, rule], color=INK, lw=0.8))
    for panel, at in zip(graphs, laid_out(graphs, box), strict=True):
        said = clipped(panel.caption, at.wide, HEAD, bold=True)
        words(figure, at.x, at.top + CAPTION / 2, said, size=HEAD, weight="bold")
        if dots:
            ax = place(figure, at.x, at.y, at.wide, at.high, ticks=False)
            ax.imshow(_drawn(panel.picture, at.wide), aspect="auto", interpolation="lanczos")


def _drawn(picture: Figure, wide: float) -> Any:
    """The picture as dots, as many as its place on the page shows."""
    written = BytesIO()
    with mpl.rc_context(SETTINGS):
        picture.savefig(written, format="png", dpi=DOTS * wide / picture.get_figwidth())
    written.seek(0)
    return imread(written)


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


POINTS = 72  # an inch, which is what SVG of matplotlib counts in


def poster_svg(found: Findings) -> str:
    """The whole page as SVG, each panel a drawing within the drawing."""
    page, graphs = poster(found, dots=False), found.graphs
    high = float(page.get_figheight())
    at = laid_out(graphs, Area(EDGE, EDGE, WIDE - 2 * EDGE, foot_height(graphs))) if graphs else ()
    nested = [
        _nested(to_svg(panel.picture), box, high, f"panel-{number}-")
        for number, (panel, box) in enumerate(zip(graphs, at, strict=True))
    ]
    head, _, tail = to_svg(page).rpartition("</svg>")
    return f"{head}{''.join(nested)}</svg>{tail}"


def _nested(svg: str, box: Area, high: float, prefix: str) -> str:
    """The drawing at its place; its names get a prefix, so that they are its own."""
    inner = svg[svg.index("<svg") :]
    inner = re.sub(r'\bid="', f'id="{prefix}', inner)
    inner = re.sub(r'href="#', f'href="#{prefix}', inner)
    inner = inner.replace("url(#", f"url(#{prefix}")
    opening, _, rest = inner.partition(">")
    opening = re.sub(r'\b(width|height)="[^"]*"', "", opening)
    x, y = box.x * POINTS, (high - box.top) * POINTS
    place = (
        f' x="{x:.2f}" y="{y:.2f}" width="{box.wide * POINTS:.2f}" height="{box.high * POINTS:.2f}"'
    )
    return f"{opening}{place}>{rest}"
