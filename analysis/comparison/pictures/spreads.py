"""What each kind of change touches: all places where it can be made, design beside design."""

from collections.abc import Sequence
from math import sqrt

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.comparison.changes import OperatorRow
from analysis.comparison.comparison import Comparison
from analysis.comparison.distribution import Distribution
from analysis.comparison.pictures.canvas import (
    GRID,
    MARGIN,
    canvas,
    colours,
    label,
    mark,
    one_line,
    place,
    words,
)
from analysis.style import BAND, FONT, INK, QUIET_INK

LANE, GAP = 0.36, 0.14  # inches: of a design in an operator, and between operators
NAMES, NOTES = 1.9, 2.3
WIDE, TOP, BELOW = 12.5, 0.95, 0.62
BIGGEST = 0.27  # inches: the dot of all places
ROOMY = 13  # points: a dot that takes a number inside


def spreads(found: Comparison) -> Figure:
    """A band for each operator and in it a lane for each design; the axis begins at nothing."""
    rows = found.operators
    lanes = len(found.names)
    band = lanes * LANE + GAP
    high = TOP + max(len(rows), 1) * band + BELOW
    figure = canvas(
        WIDE, high, f"How many {found.counted} a change touches, wherever it can be made"
    )
    key(figure, found.names, high - 0.68)
    wide = WIDE - 2 * MARGIN - NAMES - NOTES
    ax = place(figure, MARGIN + NAMES, BELOW, wide, high - TOP - BELOW)
    most = max(
        [1.0, *(spread.most or 0 for row in rows for spread in _spreads(row, found.counted))]
    )
    ax.set_xlim(0, most + 0.5)
    ax.set_ylim(max(len(rows), 1) * band, 0)
    ax.set_yticks([])
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=12))
    ax.grid(axis="x", color=GRID, lw=0.8)
    ax.set_axisbelow(True)
    ax.set_xlabel(
        f"{found.counted} touched; dots by their share of the places, with how many there are; "
        "bar: quartiles; tick: median",
        fontsize=9.5, color=QUIET_INK, family=FONT,
    )  # fmt: skip
    for number, row in enumerate(rows):
        _band(ax, row, found.counted, number * band, (most + 0.5) / wide, shaded=number % 2 == 0)
    return figure


def _spreads(row: OperatorRow, counted: str) -> Sequence[Distribution]:
    return [each.counted(counted) for each in row.places]


def _band(
    ax: Axes, row: OperatorRow, counted: str, top: float, unit: float, *, shaded: bool
) -> None:
    right = ax.get_xlim()[1]
    high = len(row.names) * LANE
    if shaded:
        ax.axhspan(top - GAP / 2, top + high + GAP / 2, color=BAND[0], lw=0, zorder=0)
    name = one_line(row.operator, NAMES - 0.15, 10.5)
    label(ax, -(NAMES - 0.02) * unit, top + high / 2, name, size=10.5, weight="bold")
    inks = colours(row.names)
    for lane, spread in enumerate(_spreads(row, counted)):
        middle = top + (lane + 0.5) * LANE
        _lane(ax, spread, middle, unit, look=(inks[lane], mark(lane)))
        label(ax, right + 0.12 * unit, middle, _note(spread), size=9, color=QUIET_INK)


def _note(spread: Distribution) -> str:
    if not len(spread):
        return "cannot be made anywhere"
    places = "place" if len(spread) == 1 else "places"
    return f"{len(spread)} {places}, mean {spread.mean:.2f}"


def _lane(
    ax: Axes, spread: Distribution, middle: float, unit: float, *, look: tuple[str, str]
) -> None:
    colour, shape = look
    if spread.lower is None or spread.upper is None or spread.median is None:
        return
    ax.plot([spread.lower, spread.upper], [middle, middle], color=colour, lw=5, alpha=0.35,
            solid_capstyle="butt", zorder=2)  # fmt: skip
    # The tick is longer than any dot, and behind it, so that no number is struck through.
    ax.plot([spread.median] * 2, [middle - LANE * 0.47, middle + LANE * 0.47], color=INK, lw=1.6,
            zorder=2.5)  # fmt: skip
    for value, count in spread.tally.items():
        size = max(72 * BIGGEST * sqrt(count / len(spread)), 5)
        ax.plot(value, middle, shape, color=colour, markersize=size, markeredgecolor="white",
                markeredgewidth=0.8, zorder=3, clip_on=False)  # fmt: skip
        inside = size > ROOMY
        beside = 0 if inside else (size / 144 + 0.05) * unit
        label(ax, value + beside, middle + LANE * 0.03, str(count), size=8, zorder=4,
              ha="center" if inside else "left", color="white" if inside else INK)  # fmt: skip


def key(figure: Figure, names: Sequence[str], y: float) -> None:
    """Which colour and shape is which design."""
    x = MARGIN
    for number, (name, colour) in enumerate(zip(names, colours(names), strict=True)):
        ax = place(figure, x, y - 0.1, 0.2, 0.2)
        ax.set_xticks([])
        ax.set_yticks([])
        ax.plot(0.5, 0.5, mark(number), color=colour, markersize=10)
        shown = one_line(name, 2.6, 10.5)
        words(figure, x + 0.26, y, shown, size=10.5)
        x += 2.9
