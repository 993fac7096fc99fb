"""Design structure matrices side by side: who depends on whom, directly and through others."""

from collections.abc import Iterator, Sequence

from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.comparison.layers import ALL, LayerGraphs, Level
from analysis.comparison.pictures.canvas import (
    HEAD_SIZE,
    LAYER_COLOURS,
    LAYER_LETTERS,
    MARGIN,
    WORD_SIZE,
    canvas,
    label,
    one_line,
    place,
    words,
)
from analysis.comparison.structure import Structure
from analysis.dependency.model import LAYERS
from analysis.draw.look import width
from analysis.measures.ordering import matrix_order
from analysis.measures.visibility import visibility
from analysis.palette import GRID, INK, QUIET_INK, SEEN, ink_on
from analysis.records import dataclass

NAMES = 1.75  # inches for the names of rows
TOP, HEAD, LEGEND, BETWEEN = 0.62, 0.62, 0.75, 0.55
POINTS = 72  # an inch
MOST = 150  # elements that a matrix shows; larger ones are a grey blur on any screen
THROUGH, ITSELF = "through others", "itself"
COLOURS = {**LAYER_COLOURS, THROUGH: SEEN, ITSELF: INK}


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
    facts = [_facts(each) for each in row.structures]
    room = max([NAMES + span, *(width(each, WORD_SIZE) for each in facts)])
    wide = max(2 * MARGIN + len(facts) * (room + BETWEEN) - BETWEEN, 11.0)
    high = TOP + HEAD + span + LEGEND
    figure = canvas(wide, high, f"Who depends on whom: {level.name}")
    for number, (name, graphs) in enumerate(zip(row.names, level.graphs, strict=True)):
        of = row.structures[number]
        left = MARGIN + number * (room + BETWEEN)
        above = high - TOP - HEAD / 2
        words(
            figure,
            left,
            above + 0.1,
            one_line(name, room, HEAD_SIZE),
            size=HEAD_SIZE,
            weight="bold",
        )
        words(figure, left, above - 0.13, facts[number], color=QUIET_INK)
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
    marks = list(_marks(graphs, order))
    ax.add_collection(PatchCollection([_cell(each) for each in marks], match_original=True))
    for each in marks:
        _letter(ax, each, sizes.cell)
    for line in range(n + 1):
        ax.plot([line, line], [0, n], color=GRID, lw=0.4, zorder=0.5)
        ax.plot([0, n], [line, line], color=GRID, lw=0.4, zorder=0.5)
    for line, name in enumerate(order):
        shown = one_line(name, NAMES - 0.1, sizes.words)
        label(ax, -0.06 / sizes.cell, line + 0.5, shown, size=sizes.words, ha="right")


@dataclass(frozen=True)
class MatrixMark:
    """One cell, or the part of it that a layer has; in cells."""

    left: float
    top: int
    wide: float
    of: str


def _marks(graphs: LayerGraphs, order: Sequence[str]) -> Iterator[MatrixMark]:
    seen = visibility(graphs[ALL])
    places = [seen.place(node) for node in order]
    for row, dependent in enumerate(order):
        for column, dependency in enumerate(order):
            if row == column:
                yield MatrixMark(column, row, 1, ITSELF)
                continue
            layers = [each for each in LAYERS if graphs[each].has_edge(dependent, dependency)]
            for stripe, layer in enumerate(layers):
                yield MatrixMark(column + stripe / len(layers), row, 1 / len(layers), layer)
            if not layers and seen.values[places[row], places[column]]:
                yield MatrixMark(column, row, 1, THROUGH)


def _cell(mark: MatrixMark) -> Rectangle:
    """A little smaller than its place, so that cells side by side are told apart."""
    gap = 0.04
    return Rectangle(
        (mark.left + gap * mark.wide, mark.top + gap), mark.wide * (1 - 2 * gap), 1 - 2 * gap,
        facecolor=COLOURS[mark.of], edgecolor="none",
    )  # fmt: skip


def _letter(ax: Axes, mark: MatrixMark, cell: float) -> None:
    """The letter of a layer, as large as there is room for it in a cell of so many inches."""
    if mark.of in LAYER_LETTERS:
        size = min(WORD_SIZE, POINTS * cell * min(mark.wide * 1.1, 0.8))
        look = {"size": size, "ha": "center", "color": ink_on(COLOURS[mark.of]), "weight": "bold"}
        label(ax, mark.left + mark.wide / 2, mark.top + 0.5, LAYER_LETTERS[mark.of], **look)


def _facts(of: Structure) -> str:
    cost = of.propagation_cost or 0
    return f"{of.nodes} elements, {of.edges} dependencies, propagation cost {cost:.3f}"


def _sizes(largest: int) -> Sizes:
    """Few elements get large cells; many still get words that a poster shows."""
    if largest <= 12:
        return Sizes(min(0.62, 4.4 / max(largest, 4)), 9.5)
    if largest <= 30:
        return Sizes(0.2, 8.0)
    return Sizes(0.15, 6.5) if largest <= 60 else Sizes(0.13, 5.5)


def _legend(figure: Figure, wide: float) -> None:
    ax = place(figure, MARGIN, 0.12, wide - 2 * MARGIN, 0.5, ticks=False)
    ax.set_xlim(0, wide - 2 * MARGIN)
    ax.set_ylim(0, 0.5)
    for number, (name, colour) in enumerate(COLOURS.items()):
        left = number * 1.42
        ax.add_patch(Rectangle((left, 0.3), 0.16, 0.16, facecolor=colour, edgecolor="none"))
        letter = LAYER_LETTERS.get(name, "")
        label(ax, left + 0.08, 0.38, letter, ha="center", color=ink_on(colour), weight="bold")
        label(ax, left + 0.23, 0.38, name)
    label(
        ax,
        0,
        0.1,
        "A mark says that the element of the row depends on that of the column; columns are in "
        "the order of the rows.",
        color=QUIET_INK,
    )
