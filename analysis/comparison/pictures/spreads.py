"""What each kind of change touches: all places where it can be made, design beside design."""

from collections.abc import Sequence
from math import sqrt

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.comparison.comparison import Comparison
from analysis.comparison.distribution import Distribution
from analysis.comparison.pictures.canvas import MARGIN, canvas, label, one_line, place, words
from analysis.palette import (
    BAND,
    DESIGNS,
    GRID,
    INK,
    PAPER,
    QUIET_INK,
    Signature,
    Signatures,
    signatures,
)
from analysis.records import dataclass
from analysis.style import FONT

LANE, GAP = 0.29, 0.13  # inches: of a design in an operator, and between operators
NAMES, NOTES = 2.1, 2.1
WIDE, TOP, BELOW = 12.8, 0.95, 0.62
BIGGEST = 0.24  # inches: the dot of all places
LINES = 3  # of names in a band
ROOMY = 12  # points: a dot that takes a number inside


def spreads(found: Comparison, told: Signatures = DESIGNS) -> Figure:
    """A band for each operator and in it a lane for each design; the axis begins at nothing.

    ``told`` has the colour and mark of each design that has its own.
    """
    signed = signatures(found.names, told)
    bands = _bands(found)
    band = len(found.names) * LANE + GAP
    high = TOP + max(len(bands), 1) * band + BELOW
    figure = canvas(
        WIDE, high, f"How many {found.counted} a change touches, wherever it can be made"
    )
    key(figure, found.names, signed, high - 0.68)
    wide = WIDE - 2 * MARGIN - NAMES - NOTES
    ax = place(figure, MARGIN + NAMES, BELOW, wide, high - TOP - BELOW)
    most = max([1.0, *(spread.most or 0 for each in bands for spread in each.spreads)])
    ax.set_xlim(0, most + 0.5)
    ax.set_ylim(max(len(bands), 1) * band, 0)
    ax.set_yticks([])
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=12))
    ax.grid(axis="x", color=GRID, lw=0.8)
    ax.set_axisbelow(True)
    ax.set_xlabel(
        f"{found.counted} touched; dots by their share of the places, with how many there are; "
        "bar: quartiles; tick: median",
        fontsize=9.5, color=QUIET_INK, family=FONT,
    )  # fmt: skip
    for number, each in enumerate(bands):
        if number % 2 == 0:
            top = number * band - GAP / 2
            ax.axhspan(top, top + band, color=BAND[0], lw=0, zorder=0)
        _draw(ax, each, [signed[name] for name in found.names], number * band, (most + 0.5) / wide)
    return figure


@dataclass(frozen=True)
class _Band:
    """Operators that touch as many, place by place, in every design: drawn once."""

    operators: tuple[str, ...]
    spreads: tuple[Distribution, ...]


def _bands(found: Comparison) -> Sequence[_Band]:
    bands: dict[tuple[tuple[float, ...], ...], _Band] = {}
    for row in found.operators:
        spreads = tuple(each.counted(found.counted) for each in row.places)
        key = tuple(each.values for each in spreads)
        before = bands[key].operators if key in bands else ()
        bands[key] = _Band((*before, row.operator), spreads)
    return list(bands.values())


def _draw(ax: Axes, band: _Band, signed: Sequence[Signature], top: float, unit: float) -> None:
    right = ax.get_xlim()[1]
    high = len(signed) * LANE
    shown = [one_line(name, NAMES - 0.15, 10) for name in band.operators[:LINES]]
    if len(band.operators) > LINES:
        shown[-1] = f"and {len(band.operators) - LINES + 1} more"
    for line, name in enumerate(shown):
        y = top + high / 2 + (line - (len(shown) - 1) / 2) * 0.185
        label(ax, -(NAMES - 0.02) * unit, y, name, size=10, weight="bold")
    for lane, spread in enumerate(band.spreads):
        middle = top + (lane + 0.5) * LANE
        _lane(ax, spread, middle, unit, signed=signed[lane])
        label(ax, right + 0.12 * unit, middle, _note(spread), size=9, color=QUIET_INK)


def _note(spread: Distribution) -> str:
    if not len(spread):
        return "cannot be made anywhere"
    places = "place" if len(spread) == 1 else "places"
    return f"{len(spread)} {places}, mean {spread.mean:.2f}"


def _lane(ax: Axes, spread: Distribution, middle: float, unit: float, *, signed: Signature) -> None:
    colour, shape = signed.colour, signed.mark
    if spread.lower is None or spread.upper is None or spread.median is None:
        return
    ax.plot([spread.lower, spread.upper], [middle, middle], color=colour, lw=5, alpha=0.35,
            solid_capstyle="butt", zorder=2)  # fmt: skip
    # The tick is longer than any dot, and behind it, so that no number is struck through.
    ax.plot([spread.median] * 2, [middle - LANE * 0.47, middle + LANE * 0.47], color=INK, lw=1.6,
            zorder=2.5)  # fmt: skip
    for value, count in spread.tally.items():
        size = max(72 * BIGGEST * sqrt(count / len(spread)), 5)
        ax.plot(value, middle, shape, color=colour, markersize=size, markeredgecolor=PAPER,
                markeredgewidth=0.8, zorder=3, clip_on=False)  # fmt: skip
        inside = size > ROOMY
        beside = 0 if inside else (size / 144 + 0.05) * unit
        label(ax, value + beside, middle + LANE * 0.03, str(count), size=8, zorder=4,
              ha="center" if inside else "left", color=signed.ink if inside else INK)  # fmt: skip


def key(figure: Figure, names: Sequence[str], signed: Signatures, y: float) -> None:
    """Which colour and shape is which design."""
    x = MARGIN
    for name in names:
        ax = place(figure, x, y - 0.1, 0.2, 0.2, ticks=False)
        ax.plot(0.5, 0.5, signed[name].mark, color=signed[name].colour, markersize=10)
        shown = one_line(name, 2.6, 10.5)
        words(figure, x + 0.26, y, shown, size=10.5)
        x += 2.9
