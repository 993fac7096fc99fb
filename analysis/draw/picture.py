"""Draws graphs for a slide: one, or several in the same style and at the same scale."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.draw import look
from analysis.draw.arrange import arrange
from analysis.draw.artists import draw_arrow, draw_frame, draw_label, draw_node, draw_title
from analysis.draw.geometry import measure
from analysis.draw.legend import draw_legend, legend
from analysis.draw.places import Drawing, moved, part
from analysis.draw.routes import route
from analysis.draw.scene import Scene, scene
from analysis.graph.captions import caption
from analysis.graph.model import Graph
from analysis.palette import PAPER, QUIET_INK
from analysis.refusals import TooMuchToDraw
from analysis.style import write
from analysis.wording import some

MOST = 400  # beyond, no picture is legible
CELL_SHAPE = 0.55  # the height of a cell, as a part of its width
MARGIN, TITLE, HEADING, BETWEEN = 0.25, 0.55, 0.42, 0.25
LEAST_WIDTH = 6.5
TOLD = 16  # arrows or nodes that a description of the picture names
LEGIBLE = 15.0  # a page so wide can be read on a slide of 13.3 inches


def draw(
    graph: Graph, *, title: str | None = None, reading: str = "flow", aspect: float = 16 / 9
) -> Figure:
    """A figure of one graph; ``aspect`` is the page's width for a height of 1, as far as it can be.

    Raises:
        TooMuchToDraw: it has more than `MOST` nodes.
    """
    what = scene(graph, reading=reading)
    return draw_scenes([what], title=title or graph.title, aspect=aspect, headings=False)


def side_by_side(
    graphs: Sequence[Graph], *, title: str | None = None, reading: str = "flow",
    aspect: float = 16 / 9,
) -> Figure:  # fmt: skip
    """A figure with every graph, in one style and at one scale; wide ones below one another."""
    scenes = [scene(graph, reading=reading) for graph in graphs]
    return draw_scenes(scenes, title=title, aspect=aspect, headings=True)


def draw_scenes(
    scenes: Sequence[Scene], *, title: str | None, aspect: float = 16 / 9, headings: bool = True
) -> Figure:
    """A figure of scenes, each under its own heading if there are to be ``headings``.

    Raises:
        TooMuchToDraw: one has more than `MOST` nodes.
    """
    for each in scenes:
        if len(each.nodes) > MOST:
            raise TooMuchToDraw(
                f"{each.title} has {len(each.nodes)} nodes, and a picture of more than {MOST} "
                "cannot be read: draw it with --view services, or write it with --format html."
            )
    drawings = [_drawing(each, aspect * len(scenes)) for each in scenes]
    key = legend(scenes)
    places, width, height = _beside_or_below(drawings, HEADING if headings else 0.0, aspect)
    width = max(LEAST_WIDTH, width)
    above = TITLE if title else 0.0
    foot = above + height + BETWEEN
    page = (width + 2 * MARGIN, foot + key.height(width) + 2 * MARGIN)
    figure = Figure(figsize=page, facecolor=PAPER, label=_described(scenes, title))
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set_xlim(-MARGIN, width + MARGIN)
    ax.set_ylim(page[1] - MARGIN, -MARGIN)
    ax.axis("off")
    if title:
        counts = scenes[0].counts if len(scenes) == 1 else ""
        _heading(ax, (title, counts), (0, 0.14), 15, width)
    for each, drawn, (x, y) in zip(scenes, drawings, places, strict=True):
        if headings:
            room = width if drawn.width > width / 2 else max(drawn.width, 4.0)
            _heading(ax, (each.title, each.counts), (x, above + y + 0.12), 12, room)
        _paint(ax, each, moved(drawn, x, above + y + (HEADING if headings else 0)))
    draw_legend(ax, key, foot, width)
    return figure


def _described(scenes: Sequence[Scene], title: str | None) -> str:
    """Who leads to whom in each scene; of many, who there is."""
    said = [f"{title}."] if title else []
    for each in scenes:
        names = {id_: caption(node) or id_ for id_, node in each.nodes.items()}
        ways = [
            f"{names[arrow.source]} → {names[arrow.target]}"
            + (f" ({', '.join(arrow.words)})" if arrow.words else "")
            for arrow in each.arrows
        ]
        shown = ways if 0 < len(ways) <= TOLD else [*names.values()]
        head = "" if each.title == title else f"{each.title}: "
        said.append(f"{head}{each.counts}: {some(shown, TOLD)}.")
    return " ".join(said)


def _beside_or_below(
    drawings: Sequence[Drawing], heading: float, aspect: float
) -> tuple[list[tuple[float, float]], float, float]:
    """The corner of each drawing, and the width and height of all: what fits the page better."""
    wide = [max(each.width, 4.0 if heading else 0) for each in drawings]
    high = [each.height + heading for each in drawings]
    gap, step = 4 * BETWEEN, BETWEEN
    beside = (sum(wide) + gap * (len(wide) - 1), max(high, default=0))
    below = (max(wide, default=0), sum(high) + step * (len(high) - 1))

    def misfit(size: tuple[float, float]) -> float:
        shape = max(size[0], 1) / max(size[1], 1)
        return max(shape / aspect, aspect / shape)

    if beside[0] <= LEGIBLE or misfit(beside) < misfit(below):
        return [(sum(wide[:at]) + gap * at, 0.0) for at in range(len(wide))], *beside
    return [(0.0, sum(high[:at]) + step * at) for at in range(len(high))], *below


def _drawing(what: Scene, aspect: float) -> Drawing:
    whole = what.whole or what
    plan = arrange(whole, aspect=aspect * CELL_SHAPE)
    drawn = measure(plan, route(plan, whole.arrows))
    return drawn if whole is what else part(drawn, what)


def _heading(
    ax: Axes, words: tuple[str, str], at: tuple[float, float], size: float, wide: float
) -> None:
    title, counts = words
    shown = look.clipped(title, wide - look.width(counts, 9) - 0.4, size, bold=True)
    write(ax, *at, shown, size=size, weight="bold", va="center_baseline")
    beside = at[0] + look.width(shown, size, bold=True) + 0.2
    write(ax, beside, at[1], counts, size=9, color=QUIET_INK, va="center_baseline")


def _paint(ax: Axes, what: Scene, drawn: Drawing) -> None:
    for frame, box in drawn.frames:
        draw_frame(ax, frame, box, quiet=bool(what.marks))
    for arrow, points in sorted(drawn.lines, key=lambda line: not line[0].faint):
        draw_arrow(ax, arrow, points)
    for id_, box in drawn.nodes.items():
        draw_node(ax, what.nodes[id_], box, what.marks.get(id_, ""))
    for label in drawn.labels:
        draw_label(ax, label)
    for words, at in drawn.titles:
        draw_title(ax, words, at)
