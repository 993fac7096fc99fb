"""Draws graphs for a slide: one, or several in the same style and at the same scale."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.draw import look
from analysis.draw.arrange import arrange
from analysis.draw.artists import draw_arrow, draw_frame, draw_label, draw_node
from analysis.draw.geometry import Drawing, measure
from analysis.draw.legend import Legend, draw_legend, legend
from analysis.draw.routes import route
from analysis.draw.scene import Scene, scene
from analysis.graph.model import Graph
from analysis.refusals import Refused
from analysis.style import FONT, INK, QUIET_INK, drawable

MOST = 400  # beyond, no picture is legible
CELL_SHAPE = 0.55  # the height of a cell, as a part of its width
MARGIN, TITLE, HEADING, BETWEEN = 0.25, 0.55, 0.42, 0.25
LEAST_WIDTH = 6.5


class TooLarge(Refused):
    """A graph has more nodes than a picture can show."""


def draw(
    graph: Graph, *, title: str | None = None, reading: str = "flow", aspect: float = 16 / 9
) -> Figure:
    """A figure of one graph; ``aspect`` is the page's width for a height of 1, as far as it can be.

    Raises:
        TooLarge: it has more than `MOST` nodes.
    """
    return _figure([graph], title or graph.title, reading, aspect, headings=False)


def side_by_side(
    graphs: Sequence[Graph], *, title: str | None = None, reading: str = "flow",
    aspect: float = 16 / 9,
) -> Figure:  # fmt: skip
    """A figure with every graph, in one style and at one scale; wide ones below one another."""
    return _figure(graphs, title, reading, aspect, headings=True)


def _figure(
    graphs: Sequence[Graph], title: str | None, reading: str, aspect: float, *, headings: bool
) -> Figure:
    scenes = [scene(graph, reading=reading) for graph in graphs]
    for each in scenes:
        if len(each.nodes) > MOST:
            raise TooLarge(
                f"{each.title} has {len(each.nodes)} nodes, and a picture of more than {MOST} "
                "cannot be read: draw it with --view services, or write it with --format html."
            )
    part = aspect * (len(graphs) or 1)
    drawings = [_drawing(each, part) for each in scenes]
    key = legend(scenes)
    heading = HEADING if headings else 0.0
    above = TITLE if title else 0.0
    width = max([LEAST_WIDTH, *(each.width for each in drawings)])
    keys = key.height(width)
    height = above + sum(each.height + heading + BETWEEN for each in drawings) + keys
    page = (width + 2 * MARGIN, height + 2 * MARGIN)
    figure = Figure(figsize=page, facecolor="white")
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set_xlim(-MARGIN, width + MARGIN)
    ax.set_ylim(height + MARGIN, -MARGIN)
    ax.axis("off")
    if title:
        counts = scenes[0].counts if len(scenes) == 1 else ""
        _heading(ax, title, counts, 0.14, 15, width)
    at = above
    for each, drawn in zip(scenes, drawings, strict=True):
        if headings:
            _heading(ax, each.title, each.counts, at + heading / 2, 12, width)
        _paint(ax, each, drawn, at + heading, reading)
        at += heading + drawn.height + BETWEEN
    _legend_below(ax, key, at, width)
    return figure


def _drawing(what: Scene, aspect: float) -> Drawing:
    plan = arrange(what, aspect=aspect * CELL_SHAPE)
    return measure(plan, route(plan, what.arrows))


def _heading(ax: Axes, title: str, counts: str, y: float, size: float, wide: float) -> None:
    room = wide - look.width(counts, 9) - 0.4
    words = look.clipped(title, room, size, bold=True)
    ax.text(0, y, words, fontsize=size, fontweight="bold", color=INK, va="center", family=FONT,
            parse_math=False)  # fmt: skip
    ax.text(
        look.width(words, size, bold=True) + 0.2, y + size * 0.0012, drawable(counts), fontsize=9,
        color=QUIET_INK, va="center", family=FONT, parse_math=False,
    )  # fmt: skip


def _paint(ax: Axes, what: Scene, drawn: Drawing, top: float, reading: str) -> None:
    for frame, box in drawn.frames:
        draw_frame(ax, frame, box, top)
    for arrow, points in sorted(drawn.lines, key=lambda line: not line[0].faint):
        draw_arrow(ax, arrow, points, top)
    for id_, box in drawn.nodes.items():
        draw_node(ax, what.nodes[id_], box, top)
    for label in drawn.labels:
        draw_label(ax, label, top, told=reading == "flow")


def _legend_below(ax: Axes, key: Legend, at: float, width: float) -> None:
    draw_legend(ax, key, at, width)
