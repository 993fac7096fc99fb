"""Draws what orders took, design beside design: a small chart an order, all at one scale."""

from collections.abc import Mapping, Sequence

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.palette import DESIGNS, FAINT, INK, PAPER, QUIET_INK, Signatures, signatures
from analysis.style import FONT, drawable, write

Counts = Mapping[str, int]
THICK = 0.36  # of the room a measure has
INCHES = 0.5  # a measure's room


def counts_figure(
    orders: Mapping[str, Mapping[str, Counts]],
    *,
    title: str | None = None,
    columns: int = 2,
    told: Signatures = DESIGNS,
) -> Figure:
    """A figure with one chart an order: order → design → measure → number.

    A measure is named as in `lab.trace.Counts`, such as ``messages_published``; ``told`` has the
    colour and mark of each design that has its own.
    """
    columns = min(columns, len(orders))
    rows = -(-len(orders) // columns)
    measures = _measures(orders)
    above = 0.5 if title else 0.1
    height = rows * (len(measures) * INCHES + 0.6) + above + 0.5
    figure = Figure(figsize=(6.4 * columns, height), facecolor=PAPER)
    charts = figure.subplots(rows, columns, squeeze=False, sharex=True).flatten()
    longest = max(n for order in orders.values() for c in order.values() for n in c.values())
    for ax in charts[len(orders) :]:
        ax.axis("off")
    for ax, (name, designs) in zip(charts, orders.items(), strict=False):
        bars(designs, ax, measures=measures, longest=longest, told=told)
        ax.set_title(
            drawable(name), loc="left", fontsize=12, fontweight="bold", color=INK,
            family=FONT, parse_math=False,
        )  # fmt: skip
    if title:
        write(figure, 0.012, 1 - 0.28 / height, title, size=16, weight="bold")
    figure.legend(
        *charts[0].get_legend_handles_labels(), loc="lower left", ncols=2, frameon=False,
        bbox_to_anchor=(0.005, 0.0), prop={"family": FONT, "size": 10.5},
    )  # fmt: skip
    figure.subplots_adjust(
        left=1.85 / (6.4 * columns),
        right=1 - 0.3 / (6.4 * columns),
        top=1 - (above + 0.35) / height,
        bottom=0.5 / height,
        hspace=0.6 / (len(measures) * INCHES),
        wspace=2.0 / 4.2,
    )
    return figure


def bars(
    designs: Mapping[str, Counts],
    ax: Axes,
    *,
    measures: Sequence[str] | None = None,
    longest: int | None = None,
    told: Signatures = DESIGNS,
) -> list[Artist]:
    """Draw one order's counts: a group a measure, a bar a design, its number at the end."""
    measures = measures or _measures({"": designs})
    longest = longest or max((n for counts in designs.values() for n in counts.values()), default=1)
    signed = signatures(list(designs), told)
    drawn: list[Artist] = []
    for place, (design, counts) in enumerate(designs.items()):
        ys = [n + (place - (len(designs) - 1) / 2) * THICK for n in range(len(measures))]
        numbers = [counts.get(measure, 0) for measure in measures]
        colour = signed[design].colour
        drawn += ax.barh(ys, numbers, height=THICK * 0.88, color=colour, label=design).patches
        for y, number in zip(ys, numbers, strict=True):
            ink = INK if number else QUIET_INK
            drawn.append(write(ax, number + longest * 0.015, y, str(number), size=10, color=ink))
    ax.set_yticks(range(len(measures)), [spoken(m) for m in measures], family=FONT, fontsize=10.5)
    ax.tick_params(axis="y", length=0, labelcolor=INK)
    ax.set_xlim(0, longest * 1.1)
    ax.set_xticks([])
    ax.invert_yaxis()
    for side in ("top", "right", "bottom"):
        ax.spines[side].set_visible(False)
    ax.spines["left"].set_color(FAINT)
    return drawn


def spoken(measure: str) -> str:
    """A measure's name in words: ``table_calls`` is ``table calls``."""
    return measure.replace("_", " ")


def _measures(orders: Mapping[str, Mapping[str, Counts]]) -> list[str]:
    found = (m for designs in orders.values() for counts in designs.values() for m in counts)
    return list(dict.fromkeys(found))
