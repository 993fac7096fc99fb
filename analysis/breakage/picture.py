"""The heat map: fields as rows, services as columns, and in each cell a little one a way."""

from collections.abc import Iterator, Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.breakage.model import (
    FIELD_COLUMNS,
    LETTERS,
    WHOLE_COLUMNS,
    Breakage,
    Cell,
    Reaction,
    cell,
)
from analysis.comparison.pictures.canvas import MARGIN, canvas, label, one_line, place, words
from analysis.palette import BAND, INK, PAPER, QUIET_INK, REACTIONS, ink_on
from analysis.records import dataclass

NAMES, SIDE, GAP, ROW = 2.2, 0.19, 0.2, 0.19  # inches: of names, a cell, between services, a row
TOP, HEADS, BELOW, BETWEEN = 1.25, 0.95, 0.6, 0.5
SMALL = 7.5
TALL = 46
"""Rows in a column; what is more goes beside it."""

AS_A_WHOLE = "Messages as a whole"


@dataclass(frozen=True)
class HeatRow:
    """A row: its words, and verdicts by way; without ways it is a heading of others."""

    words: str
    ways: Mapping[str, Sequence[Reaction]]
    columns: Sequence[str] = ()


def heat(found: Breakage) -> Figure:
    """All broken messages of one design; what went wrong and nobody noticed is framed."""
    stacks = _stacks(found)
    one = NAMES + len(found.services) * (len(FIELD_COLUMNS) * SIDE + GAP)
    wide = max(2 * MARGIN + len(stacks) * (one + BETWEEN) - BETWEEN, 11.0)
    rows = max(map(len, stacks))
    high = TOP + HEADS + rows * ROW + BELOW
    share = f"{found.share(found.silent):.0%}"
    title = f"{found.design}: {share} of broken messages end wrong, and nobody notices"
    figure = canvas(wide, high, title)
    said = (
        f"{len(found.verdicts)} messages broken on their way, an order each: {len(found.silent)} "
        "ended wrong without an error, a dead letter or a failed execution; "
        f"{len(found.lost)} more never ended, unnoticed."
    )
    words(figure, MARGIN, high - 0.62, one_line(said, wide - 2 * MARGIN, 9.5), color=QUIET_INK)
    _key(figure, wide, high - 0.95)
    ax = place(figure, 0, BELOW, wide, rows * ROW + HEADS, ticks=False)
    ax.set_xlim(0, wide)
    ax.set_ylim(rows * ROW, -HEADS)
    for number, stack in enumerate(stacks):
        _draw(ax, found, MARGIN + number * (one + BETWEEN), stack)
    figure.set_label(f"{title}. {said}")
    return figure


def _stacks(found: Breakage) -> list[list[HeatRow]]:
    """The rows in columns of about one height; no contract is torn."""
    blocks = list(_blocks(found))
    tall = sum(map(len, blocks))
    most = TALL if tall <= TALL else max(TALL, -(-tall // -(-tall // (TALL + 8))))
    stacks: list[list[HeatRow]] = [[]]
    for block in blocks:
        if stacks[-1] and len(stacks[-1]) + len(block) > most + 4:
            stacks.append([])
        # Heads need no room of their own above the first rows.
        stacks[-1] += block if stacks[-1] else [row for row in block if row.words]
    return stacks


def _blocks(found: Breakage) -> Iterator[list[HeatRow]]:
    fields: dict[str, list[HeatRow]] = {}
    whole = [HeatRow(AS_A_WHOLE, {})]
    for contract, path, ways in found.rows():
        if path:
            block = fields.setdefault(contract.name, [HeatRow(contract.name, {})])
            block.append(HeatRow(path, ways, FIELD_COLUMNS))
        else:
            whole.append(HeatRow(contract.name, ways, WHOLE_COLUMNS))
    yield from fields.values()
    if len(whole) > 1:
        yield [HeatRow("", {})] * (round(HEADS / ROW) + 1) + whole


def _draw(ax: Axes, found: Breakage, left: float, stack: Sequence[HeatRow]) -> None:
    if stack and stack[0].words != AS_A_WHOLE:
        _heads(ax, found, left, 0, FIELD_COLUMNS)
    for number, row in enumerate(stack):
        top = number * ROW
        if row.words == AS_A_WHOLE:
            _heads(ax, found, left, top, WHOLE_COLUMNS)
        if not row.ways:
            wide = NAMES + len(found.services) * (len(FIELD_COLUMNS) * SIDE + GAP) - GAP
            if row.words:
                ax.add_patch(Rectangle((left, top), wide, ROW, facecolor=BAND[0], lw=0))
            shown = one_line(row.words, wide, 9.0)
            label(ax, left + 0.04, top + ROW / 2, shown, size=9.0, weight="bold")
            continue
        shown = one_line(row.words, NAMES - 0.25, 8.5)
        label(ax, left + 0.15, top + ROW / 2, shown, size=8.5)
        for place_, service in enumerate(found.services):
            for turn, way in enumerate(row.columns):
                one = cell(row.ways.get(way, ()), service)
                if one:
                    _cell(ax, _at(left, place_) + turn * SIDE, top, one)


def _at(left: float, service: int) -> float:
    return left + NAMES + service * (len(FIELD_COLUMNS) * SIDE + GAP)


def _heads(ax: Axes, found: Breakage, left: float, top: float, ways: Sequence[str]) -> None:
    for number, service in enumerate(found.services):
        x = _at(left, number)
        shown = one_line(service, len(FIELD_COLUMNS) * SIDE + GAP, 8.5)
        label(ax, x, top - 0.8, shown, size=8.5, weight="bold")
        for turn, way in enumerate(ways):
            label(ax, x + (turn + 0.5) * SIDE, top - 0.05, way, size=SMALL, rotation=90,
                  ha="center", va="bottom", color=QUIET_INK)  # fmt: skip


def _cell(ax: Axes, x: float, y: float, one: Cell) -> None:
    colour, gap = REACTIONS[one.reaction], 0.015
    edge, width, above = (INK, 1.6, 3) if one.silent else (PAPER, 0.6, 2)
    ax.add_patch(Rectangle((x + gap, y + gap), SIDE - 2 * gap, ROW - 2 * gap, facecolor=colour,
                           edgecolor=edge, lw=width, zorder=above))  # fmt: skip
    label(ax, x + SIDE / 2, y + ROW / 2 + 0.005, one.letter, size=SMALL, ha="center", zorder=4,
          color=ink_on(colour), weight="bold" if one.own else "normal")  # fmt: skip


def _key(figure: Figure, wide: float, y: float) -> None:
    ax = place(figure, MARGIN, y - 0.15, wide - 2 * MARGIN, 0.3, ticks=False)
    ax.set_xlim(0, wide - 2 * MARGIN)
    ax.set_ylim(0.3, 0)
    for number, (name, letter) in enumerate(LETTERS.items()):
        left = number * 1.2
        ax.add_patch(Rectangle((left, 0.05), SIDE, SIDE, facecolor=REACTIONS[name], lw=0))
        label(ax, left + SIDE / 2, 0.15, letter, size=SMALL, ha="center",
              color=ink_on(REACTIONS[name]))  # fmt: skip
        label(ax, left + 0.27, 0.15, name)
    said = "Framed: wrong, and nobody noticed. Small letter: not on the broken message itself."
    label(ax, 4.9, 0.15, one_line(said, wide - 2 * MARGIN - 4.9, 9.0), size=9.0, color=QUIET_INK)
