"""Design structure matrices side by side: who depends on whom, directly and through others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.comparison.layers import ALL, LayerGraphs, Level
from analysis.comparison.pictures.canvas import (
    HEAD_SIZE,
    LAYER_COLOURS,
    MARGIN,
    canvas,
    label,
    one_line,
    place,
    words,
)
from analysis.dependency.model import LAYERS
from analysis.measures.ordering import matrix_order
from analysis.measures.visibility import visibility
from analysis.palette import GRID, INK, QUIET_INK, SEEN

NAMES = 1.75  # inches for the names of rows
TOP, HEAD, LEGEND, BETWEEN = 0.62, 0.62, 0.75, 0.55
MOST = 150  # elements that a matrix shows; larger ones are a grey blur on any screen


@dataclass(frozen=True)
class Sizes:
    """Inches: of a cell and of the words beside it."""

    cell: float
    words: float


def matrices(level: Level) -> Figure:
    """The matrices of all designs at one scale, coloured by layer; rows depend on columns."""
    row = level.union
    largest = max(each.nodes for each in row.structures)
    sizes = _sizes(largest)
    span = min(largest, MOST) * sizes.cell
    wide = 2 * MARGIN + len(row.names) * (NAMES + span) + (len(row.names) - 1) * BETWEEN
    wide = max(wide, 11.0)
    high = TOP + HEAD + span + LEGEND
    figure = canvas(wide, high, f"Who depends on whom: {level.name}")
    room = (wide - 2 * MARGIN) / len(row.names)
    for number, (name, graphs) in enumerate(zip(row.names, level.graphs, strict=True)):
        of = row.structures[number]
        left = MARGIN + number * room
        above = high - TOP - HEAD / 2
        words(
            figure,
            left,
            above + 0.1,
            one_line(name, room, HEAD_SIZE),
            size=HEAD_SIZE,
            weight="bold",
        )
        facts = (
            f"{of.nodes} elements, {of.edges} dependencies, "
            f"propagation cost {of.propagation_cost or 0:.3f}"
        )
        words(figure, left, above - 0.13, facts, color=QUIET_INK)
        side = min(of.nodes, MOST) * sizes.cell
        ax = place(figure, left + NAMES, high - TOP - HEAD - side, side, side)
        matrix(graphs, ax, sizes)
    _legend(figure, wide)
    return figure


def matrix(graphs: LayerGraphs, ax: Axes, sizes: Sizes) -> None:
    """One matrix into axes of its own: a mark in row i, column j says that i depends on j."""
    order = [str(node) for node in matrix_order(graphs[ALL]).nodes][:MOST]
    n = len(order)
    ax.set_xlim(0, n)
    ax.set_ylim(n, 0)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.add_collection(PatchCollection(list(_cells(graphs, order)), match_original=True))
    for line in range(n + 1):
        ax.plot([line, line], [0, n], color=GRID, lw=0.4, zorder=0.5)
        ax.plot([0, n], [line, line], color=GRID, lw=0.4, zorder=0.5)
    for line, name in enumerate(order):
        shown = one_line(name, NAMES - 0.1, sizes.words)
        label(ax, -0.06 / sizes.cell, line + 0.5, shown, size=sizes.words, ha="right")


def _cells(graphs: LayerGraphs, order: Sequence[str]) -> Iterator[Rectangle]:
    seen = visibility(graphs[ALL])
    places = [seen.place(node) for node in order]
    for row, dependent in enumerate(order):
        for column, dependency in enumerate(order):
            if row == column:
                yield _cell(column, row, 1, INK)
                continue
            layers = [each for each in LAYERS if graphs[each].has_edge(dependent, dependency)]
            for stripe, layer in enumerate(layers):
                left = column + stripe / len(layers)
                yield _cell(left, row, 1 / len(layers), LAYER_COLOURS[layer])
            if not layers and seen.values[places[row], places[column]]:
                yield _cell(column, row, 1, SEEN)


def _cell(left: float, top: float, wide: float, colour: str) -> Rectangle:
    """A little smaller than its place, so that cells side by side are told apart."""
    gap = 0.04
    return Rectangle(
        (left + gap * wide, top + gap), wide * (1 - 2 * gap), 1 - 2 * gap,
        facecolor=colour, edgecolor="none",
    )  # fmt: skip


def _sizes(largest: int) -> Sizes:
    """Few elements get large cells; many still get words that a poster shows."""
    if largest <= 12:
        return Sizes(min(0.62, 4.4 / max(largest, 4)), 9.5)
    if largest <= 30:
        return Sizes(0.2, 8.0)
    return Sizes(0.15, 6.5) if largest <= 60 else Sizes(0.1, 4.5)


def _legend(figure: Figure, wide: float) -> None:
    ax = place(figure, MARGIN, 0.12, wide - 2 * MARGIN, 0.5, ticks=False)
    ax.set_xlim(0, wide - 2 * MARGIN)
    ax.set_ylim(0, 0.5)
    entries = [*LAYER_COLOURS.items(), ("through others", SEEN), ("itself", INK)]
    for number, (name, colour) in enumerate(entries):
        left = number * 1.42
        ax.add_patch(Rectangle((left, 0.3), 0.16, 0.16, facecolor=colour, edgecolor="none"))
        label(ax, left + 0.23, 0.38, name)
    label(
        ax,
        0,
        0.1,
        "A mark says that the element of the row depends on that of the column; columns are in "
        "the order of the rows.",
        color=QUIET_INK,
    )
