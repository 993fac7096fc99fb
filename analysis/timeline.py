"""Draws a trace as swim lanes in causal order; one design, or both at the same scale."""

from collections.abc import Iterable, Mapping, Sequence

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch
from matplotlib.path import Path

from analysis.palette import BAND, PAPER, QUIET_INK, ROLES
from analysis.style import rounded_box, write
from analysis.timeline_layout import (
    CLIENT,
    Box,
    Picture,
    TraceArrow,
    lanes_in_common,
    pictures_of,
    used_roles,
)
from analysis.traces.model import Recorded
from analysis.traces.wire import Wire
from analysis.wording import clipped

# Inches, at which nothing on a slide of 13.3 by 7.5 need be shrunk.
COLUMN, LANE, CLIENT_LANE = 1.4, 0.74, 0.42
BOX_WIDTH, BOX_HEIGHT, CLIENT_HEIGHT = 1.1, 0.45, 0.26
NAME_WIDTH, TITLE, LEGEND, MARGIN = 1.4, 0.44, 0.4, 0.15
BELOW = 0.08  # a box stands so much below its lane's centre, to leave room for its tag
LEAST_COLUMNS = 9  # so that the legend has its room, and few columns look as many do
Point = tuple[float, float]
LEGENDS = {
    "deed": "does its part",
    "note": "takes note",
    "refusal": "refuses",
    "undo": "undoes, or cancels",
    "fault": "fault, tried again",
}


def timelines(traces: Iterable[Wire | Recorded], *, title: str | None = None) -> Figure:
    """A figure with every trace below the other, at one scale and with services in one order.

    ``traces`` are as they were recorded, or exported.

    Raises:
        TooMuchToDraw: they have more steps than fit a picture.
        BadTrace: one is no trace.
    """
    pictures = pictures_of(traces)
    lanes_in_common(pictures)
    columns = max(LEAST_COLUMNS, *(picture.columns for picture in pictures))
    width = NAME_WIDTH + columns * COLUMN + 2 * MARGIN
    heights = [_height(picture) for picture in pictures]
    above = TITLE if title else 0.0
    height = above + sum(heights) + LEGEND + 2 * MARGIN
    figure = Figure(figsize=(width, height), facecolor=PAPER)
    top = height - MARGIN - above
    for picture, needed in zip(pictures, heights, strict=True):
        top -= needed
        box = (MARGIN / width, top / height, 1 - 2 * MARGIN / width, needed / height)
        draw(picture, figure.add_axes(box), columns=columns)
    if title:
        at = (MARGIN / width, 1 - (MARGIN + 0.2) / height)
        write(figure, *at, title, size=16, weight="bold")
    legend = figure.add_axes(
        (MARGIN / width, MARGIN / height, 1 - 2 * MARGIN / width, LEGEND / height)
    )
    _draw_legend(legend, used_roles(pictures), width - 2 * MARGIN)
    return figure


def draw(picture: Picture, ax: Axes, *, columns: int) -> list[Artist]:
    """Draw a picture in the room of so many columns. Units are inches."""
    wide = NAME_WIDTH + columns * COLUMN
    ax.set_xlim(0, wide)
    ax.set_ylim(-_height(picture), 0)
    ax.axis("off")
    drawn: list[Artist] = [write(ax, 0, -TITLE / 2, _title(picture), size=13, weight="bold")]
    centres = _lane_centres(picture)
    for number, lane in enumerate(picture.lanes):
        drawn += _draw_lane(ax, lane, centres[lane], BAND[number % 2])
    for arrow in picture.arrows:
        drawn.append(_draw_arrow(ax, arrow, picture, centres))
    for box in picture.boxes.values():
        drawn += _draw_box(ax, box, centres[box.lane])
    return drawn


def _title(picture: Picture) -> str:
    title = f"{picture.side.capitalize()}: order {clipped(picture.order_id, 60)}"
    return title if picture.complete else f"{title} (its logs are not complete)"


def _height(picture: Picture) -> float:
    return TITLE + sum(_lane_height(lane) for lane in picture.lanes)


def _lane_height(lane: str) -> float:
    return CLIENT_LANE if lane == CLIENT else LANE


def _lane_centres(picture: Picture) -> dict[str, float]:
    centres, top = {}, -TITLE
    for lane in picture.lanes:
        centres[lane] = top - _lane_height(lane) / 2
        top -= _lane_height(lane)
    return centres


def _draw_lane(ax: Axes, lane: str, centre: float, colour: str) -> list[Artist]:
    height = _lane_height(lane)
    band = ax.axhspan(centre - height / 2, centre + height / 2, color=colour, lw=0, zorder=0)
    y = centre - (0 if lane == CLIENT else BELOW)
    return [band, write(ax, 0.1, y, clipped(lane, 15), size=11, weight="bold")]


def _x(column: int) -> float:
    return NAME_WIDTH + (column + 0.5) * COLUMN


def _draw_box(ax: Axes, box: Box, centre: float) -> list[Artist]:
    look = ROLES[box.role]
    height = 2 * _half(box)
    middle = _x(box.column)
    corner = (middle - BOX_WIDTH / 2, _box_y(box, centre) - height / 2)
    patch = rounded_box(ax, corner, BOX_WIDTH, height, look, zorder=3)
    small = box.text.count("\n") > 1 or max(len(line) for line in box.text.split("\n")) > 13
    text = write(ax, middle, _box_y(box, centre), box.text, size=8 if small else 9.5, ha="center",
                 linespacing=1.05 if small else 1.15, zorder=4)  # fmt: skip
    drawn: list[Artist] = [patch, text]
    if box.tag:
        tag, top = clipped(box.tag, 24), centre + LANE / 2 - 0.1
        drawn.append(write(ax, middle, top, tag, size=8, style="italic", ha="center", zorder=4))
    return drawn


def _box_y(box: Box, centre: float) -> float:
    return centre if box.lane == CLIENT else centre - BELOW


def _draw_arrow(
    ax: Axes, arrow: TraceArrow, picture: Picture, centres: Mapping[str, float]
) -> Artist:
    source, target = picture.boxes[arrow.source], picture.boxes[arrow.target]
    look = ROLES[arrow.role]
    patch = FancyArrowPatch(
        path=_path(source, target, arrow.kind, centres),
        arrowstyle="-|>,head_length=4.5,head_width=2.2", mutation_scale=1,
        color=look.edge, lw=1.1, zorder=2, shrinkA=0, shrinkB=0,
        ls={"again": ":", "reply": "--"}.get(arrow.kind, "-"), joinstyle="miter", capstyle="butt",
    )  # fmt: skip
    ax.add_patch(patch)
    return patch


def _path(source: Box, target: Box, kind: str, centres: Mapping[str, float]) -> Path:
    """Down and up inside a column; else out of the right side and into the left one."""
    from_y, to_y = _box_y(source, centres[source.lane]), _box_y(target, centres[target.lane])
    if source.column == target.column:
        aside = 0.0 if source.lane == CLIENT else {"call": -0.13, "reply": 0.13}.get(kind, 0.0)
        down = -1 if to_y < from_y else 1
        start, end = from_y + down * _half(source), to_y - down * _half(target)
        x = _x(source.column) + aside
        return Path([(x, start), (x, end)])
    start_x, end_x = _x(source.column) + BOX_WIDTH / 2, _x(target.column) - BOX_WIDTH / 2
    gap = (COLUMN - BOX_WIDTH) / 2
    if abs(target.column - source.column) == 1 or target.lane == source.lane == CLIENT:
        return _path_along(_curve((start_x, from_y), (end_x, to_y), end_x - gap))
    # Further away, it runs along the border of the target's lane, where no box stands.
    border = centres[target.lane] + (LANE / 2 if to_y < from_y else -LANE / 2)
    first, second = start_x + gap, end_x - gap
    out = _curve((start_x, from_y), (first + gap, border), first)
    into = _curve((second - gap, border), (end_x, to_y), second)
    return _path_along([*out, *into])


def _curve(start: Point, end: Point, middle: float) -> list[Point]:
    """Out of one point level, and level into the other."""
    return [start, (middle, start[1]), (middle, end[1]), end]


def _path_along(points: list[Point]) -> Path:
    """Four points a curve; curves that do not touch are joined by a line."""
    curve = [Path.CURVE4] * 3
    codes = [Path.MOVETO, *curve]
    for _ in range(len(points) // 4 - 1):
        codes += [Path.LINETO, *curve]
    return Path(points, codes)


def _half(box: Box) -> float:
    return (CLIENT_HEIGHT if box.lane == CLIENT else BOX_HEIGHT) / 2


def _draw_legend(ax: Axes, roles: Sequence[str], wide: float) -> None:
    ax.set_xlim(0, wide)
    ax.set_ylim(-LEGEND, 0)
    ax.axis("off")
    for number, role in enumerate(roles):
        x, look = 0.1 + number * 1.85, ROLES[role]
        rounded_box(ax, (x, -LEGEND / 2 - 0.08), 0.28, 0.16, look, rounding=0.04)
        write(ax, x + 0.37, -LEGEND / 2, LEGENDS[role], size=9)
    said = "from left to right: cause and effect, not clock time"
    write(ax, wide, -LEGEND / 2, said, size=9, style="italic", color=QUIET_INK, ha="right")
