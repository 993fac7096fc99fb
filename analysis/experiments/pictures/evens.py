"""The break-even as lines: expected services touched, by the share of additive changes."""

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.comparison.pictures.canvas import (
    HEAD,
    MARGIN,
    SMALL,
    Area,
    canvas,
    label,
    place,
    words,
)
from analysis.experiments.break_even import (
    BreakEven,
    Pair,
    break_even,
    leaving_one_out,
    measured,
    percent,
    predicted,
    spread,
)
from analysis.experiments.outcome import ADDITIVE, SEQUENCE, Grouping, Outcome, designs_in, pairs
from analysis.palette import DESIGNS, GRID, INK, PAPER, QUIET_INK, Signatures, signatures
from analysis.style import FONT

COUNTED = "services_touched"
ABOVE, BELOW, LEFT, RIGHT = 0.92, 0.55, 0.42, 1.5  # inches around the lines
LINES = "thick: measured; dashed: predicted; thin: measured, one change left out"
TITLE = "Break-even: how many services a change touches, by what is asked for"
HEADS = {
    SEQUENCE.key: "Additive against sequence changes",
    ADDITIVE.key: "The same, a new step counted as additive",
}


def evens(outcomes: Sequence[Outcome], told: Signatures = DESIGNS) -> Figure:
    """Both readings beside one another, a row for every two designs, as a figure of its own."""
    found = pairs(outcomes)
    wide, row = 12.8, 4.5
    figure = canvas(wide, row * len(found) + 0.9, TITLE)
    room = (wide - 2 * MARGIN - 0.4) / 2
    for number, pair in enumerate(reversed(found)):
        for column, grouping in enumerate((SEQUENCE, ADDITIVE)):
            box = Area(MARGIN + column * (room + 0.4), 0.2 + number * row, room, row)
            draw_even(figure, outcomes, grouping, pair, box, told)
    return figure


def draw_even(
    figure: Figure,
    outcomes: Sequence[Outcome],
    grouping: Grouping,
    pair: Pair,
    box: Area,
    told: Signatures = DESIGNS,
) -> None:
    """Measured thick, predicted dashed, thin ones leave one change out; the crossing marked."""
    words(figure, box.x, box.top - 0.18, HEADS[grouping.key], size=HEAD - 1, weight="bold")
    words(figure, box.x, box.top - 0.46, grouping.says, size=SMALL, color=QUIET_INK)
    words(figure, box.x, box.top - 0.7, LINES, size=SMALL, color=QUIET_INK)
    ax = place(
        figure, box.x + LEFT, box.y + BELOW, box.wide - LEFT - RIGHT, box.high - ABOVE - BELOW
    )
    signed = signatures(designs_in(outcomes), told)
    found = break_even(outcomes, measured(COUNTED), grouping, pair)
    said = break_even(outcomes, predicted, grouping, pair)
    without = leaving_one_out(outcomes, measured(COUNTED), grouping, pair)
    _axes(ax, [found, said, *without.values()])
    for each in without.values():
        _lines(ax, each, signed, lw=0.8, alpha=0.35, zorder=2)
    _lines(ax, said, signed, lw=1.6, ls=(0, (4, 3)), zorder=3)
    _lines(ax, found, signed, lw=4.2, zorder=4)
    _names(ax, found, signed, box.high - ABOVE - BELOW)
    _crossing(ax, found, spread(without))


def _axes(ax: Axes, drawn: Sequence[BreakEven]) -> None:
    values = [end for each in drawn for line in each.lines for end in (line.at_none, line.at_all)]
    ax.set_xlim(0, 100)
    ax.set_ylim(0, max([1.0, *values]) * 1.12)
    ax.set_xticks([0, 25, 50, 75, 100])
    ax.set_xticklabels(["none are\nadditive", "25 %", "50 %", "75 %", "all are\nadditive"])
    for text in ax.get_xticklabels():
        text.set_fontfamily(FONT)
    ax.get_xticklabels()[0].set_horizontalalignment("left")  # clear of the other axis
    ax.tick_params(labelsize=SMALL)
    ax.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    ax.grid(color=GRID, lw=0.8)
    ax.set_axisbelow(True)


def _lines(ax: Axes, drawn: BreakEven, signed: Signatures, **look: Any) -> None:
    for line in drawn.lines:
        colour = signed[line.design].colour
        ax.plot([0, 100], [line.at_none, line.at_all], color=colour, clip_on=False, **look)


def _names(ax: Axes, found: BreakEven, signed: Signatures, inches: float) -> None:
    """Each line is named at its end, and the two names keep apart."""
    least, most = ax.get_ylim()
    room = 0.22 * (most - least) / inches
    ends = [line.at_all for line in found.lines]
    if len(ends) == 2 and abs(ends[0] - ends[1]) < 2 * room:
        middle, sign = sum(ends) / 2, 1 if ends[0] >= ends[1] else -1
        ends = [middle + sign * room, middle - sign * room]
    for line, y in zip(found.lines, ends, strict=True):
        colour = signed[line.design].colour
        ax.plot([101, 103.5], [line.at_all, y], color=colour, lw=1, clip_on=False)
        label(ax, 104, y, f"{line.design}\n{line.at_none:.2f} → {line.at_all:.2f}", size=SMALL,
              weight="bold", linespacing=1.2)  # fmt: skip


def _crossing(ax: Axes, found: BreakEven, shares: tuple[float, float] | None) -> None:
    least, most = ax.get_ylim()
    if not found.turn:
        words = found.says.replace("none: ", "no break-even: ").replace(", and ", ",\n")
        label(ax, 3, least + 0.1 * (most - least), words, size=SMALL + 1, weight="bold")
        return
    share = 100 * found.turn.share
    height = found.lines[0].at(found.turn.share)
    if shares:
        ax.axvspan(100 * shares[0], 100 * shares[1], color=INK, alpha=0.09, lw=0, zorder=1)
    ax.plot([share, share], [least, height], color=INK, lw=1.6, ls=":", zorder=5)
    ax.plot(share, height, "o", color=PAPER, markeredgecolor=INK, markeredgewidth=2.4,
            markersize=11, zorder=6)  # fmt: skip
    right = share > 62
    beside = share + (-2.5 if right else 2.5)
    look = {"ha": "right" if right else "left"}
    label(ax, beside, least + 0.17 * (most - least), percent(found.turn.share), size=HEAD + 5,
          weight="bold", **look)  # fmt: skip
    if shares:
        words = f"{percent(shares[0])} to {percent(shares[1])}, one change left out"
        label(ax, beside, least + 0.05 * (most - least), words, size=SMALL - 1.5, color=QUIET_INK,
              **look)  # fmt: skip
