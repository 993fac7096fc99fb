"""What each layer says: the same measures under every edge rule, design beside design."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.comparison.columns import apart
from analysis.comparison.layers import ALL, LayerRow, Level
from analysis.comparison.measured import BY_KEY, Measure
from analysis.comparison.pictures.canvas import HEAD_SIZE, MARGIN, canvas, label, place, words
from analysis.comparison.pictures.spreads import key
from analysis.palette import BAND, DESIGNS, GRID, PAPER, QUIET_INK, Signatures, signatures
from analysis.style import FONT

LANE, GAP = 0.17, 0.16  # inches: of a design in a layer, and between layers
NAMES, WIDTH, NOTE, BETWEEN = 2.0, 2.9, 1.95, 0.2
TOP, HEAD, BELOW = 0.95, 0.42, 0.55
SHOWN = (BY_KEY["propagation_cost"], BY_KEY["hit_mean"])


def sensitivity(level: Level, told: Signatures = DESIGNS) -> Figure:
    """A line for each layer and one for all, from nothing to the number; no layer is left out.

    ``told`` has the colour and mark of each design that has its own.
    """
    names = level.rows[0].names
    line = len(names) * LANE + GAP
    wide = 2 * MARGIN + NAMES + len(SHOWN) * (WIDTH + NOTE) + (len(SHOWN) - 1) * BETWEEN
    high = TOP + HEAD + len(level.rows) * line + BELOW
    title = f"What each layer says of how far a change can travel: {level.name}"
    figure = canvas(wide, high, title)
    signed = signatures(names, told)
    key(figure, names, signed, high - 0.68)
    for column, measure in enumerate(SHOWN):
        left = MARGIN + NAMES + column * (WIDTH + NOTE + BETWEEN)
        ax = place(figure, left, BELOW, WIDTH, len(level.rows) * line)
        _panel(ax, level, measure, signed, named=column == 0)
        words(figure, left, high - TOP - HEAD / 2, measure.name, size=HEAD_SIZE, weight="bold")
    said = (
        "Mean others hit: how many others a change in one can reach. Hollow: no dependency on that "
        "layer; what is left of the cost is 1/n."
    )
    words(figure, MARGIN, 0.18, said, color=QUIET_INK)
    return figure


def _panel(ax: Axes, level: Level, measure: Measure, signed: Signatures, *, named: bool) -> None:
    most = max(value or 0 for row in level.rows for value in row.values(measure))
    right = 1.0 if measure.key == "propagation_cost" else max(most * 1.05, 1.0)
    ax.set_xlim(0, right)
    ax.set_ylim(len(level.rows), 0)
    ax.set_yticks([])
    ax.grid(axis="x", color=GRID, lw=0.8)
    ax.set_axisbelow(True)
    for text in ax.get_xticklabels():
        text.set_fontfamily(FONT)
    for line, row in enumerate(level.rows):
        if line % 2 == 0:
            ax.axhspan(line, line + 1, color=BAND[0], lw=0, zorder=0)
        _line(ax, row, measure, signed, line)
        if named:
            name = "all together" if row.layer == ALL else row.layer
            weight = "bold" if row.layer == ALL else "normal"
            label(ax, -0.12 * right / WIDTH, line + 0.5, name, size=10, ha="right", weight=weight)


def _line(ax: Axes, row: LayerRow, measure: Measure, signed: Signatures, top: int) -> None:
    lanes = len(row.names)
    lane = LANE / (lanes * LANE + GAP)
    first = top + 0.5 - (lanes - 1) / 2 * lane
    marks = [signed[name] for name in row.names]
    right = ax.get_xlim()[1]
    for number, (value, of) in enumerate(zip(row.values(measure), row.structures, strict=True)):
        if value is None:
            continue
        y = first + number * lane
        ink = marks[number].colour
        face = PAPER if of.empty else ink
        ax.plot([0, value], [y, y], color=ink, lw=2.2, alpha=0.55, zorder=2,
                solid_capstyle="butt")  # fmt: skip
        ax.plot(value, y, marks[number].mark, color=ink, markerfacecolor=face, markersize=7.5,
                markeredgewidth=1.5, zorder=3, clip_on=False)  # fmt: skip
    digits = 3 if measure.key == "propagation_cost" else 2
    x = right * (1 + 0.16 / WIDTH)
    label(ax, x, top + 0.32, " : ".join(apart(row.values(measure), digits)), size=9.5)
    label(ax, x, top + 0.73, _said(row, measure), size=8, color=QUIET_INK)


def _said(row: LayerRow, measure: Measure) -> str:
    verdict = row.verdict(measure)
    if not verdict.lowest:
        return "none in either" if len(row.names) == 2 else "none in any"
    return "tie" if verdict.tie else f"lower: {' = '.join(verdict.lowest)}"
