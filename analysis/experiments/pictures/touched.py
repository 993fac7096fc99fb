"""Services touched per change and design, direct against predicted, and how it was deployed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.comparison.pictures.canvas import HEAD, MARGIN, SMALL, Area, canvas, label
from analysis.draw.look import fitted
from analysis.experiments.foretold import FITTED, FORECAST, by_kind
from analysis.experiments.outcome import SEQUENCE, Outcome, by_change, designs_in
from analysis.experiments.pictures.blocks import HIGH, KEY, blocks, draw_block, draw_key
from analysis.palette import (
    ALARM,
    BAND,
    CALM,
    DESIGNS,
    QUIET_INK,
    Signature,
    Signatures,
    signatures,
)

TITLES, SAFE, LOST, COUNT = 2.95, 0.85, 0.85, 1.0  # inches: columns beside the blocks
LANE, BETWEEN, GROUP, COLUMNS = 0.37, 0.12, 0.4, 0.42
SMALLEST = 7  # points: how far a change goes beside whom it touches
TITLE = "Services touched per change: what was predicted, and what it came to"
GROUPS = (("additive: a consumer, a field", True), ("sequence: steps, and waiting", False))
KINDS = {FORECAST: "Forecast, never fitted on", FITTED: "Fitted"}


@dataclass(frozen=True)
class ChangeRow:
    """A change, or the heading of a group where it has no designs."""

    title: str
    designs: Mapping[str, Outcome]


def rows(outcomes: Sequence[Outcome]) -> Sequence[ChangeRow]:
    """The changes in groups, forecast and then additive ones first, in the order of the results."""
    found: list[ChangeRow] = []
    every = by_kind(outcomes)
    apart = any(kind.name == FORECAST for kind in every)
    for kind, (heading, additive) in product(every, GROUPS):
        members = [
            ChangeRow(next(iter(by.values())).title, by)
            for by in by_change(kind.outcomes).values()
            if SEQUENCE.is_additive(next(iter(by.values())).operator) == additive
        ]
        said = f"{KINDS[kind.name]} – {heading}" if apart else heading.capitalize()
        found += [ChangeRow(said, {}), *members] if members else []
    return found


def touched_height(outcomes: Sequence[Outcome]) -> float:
    """How many inches the part needs."""
    many = len(designs_in(outcomes))
    return KEY + COLUMNS + sum(_high(row, many) for row in rows(outcomes))


def touched(
    outcomes: Sequence[Outcome], told: Signatures = DESIGNS, *, wide: float = 12.8
) -> Figure:
    """The part as a figure of its own, so many inches ``wide``."""
    high = touched_height(outcomes)
    figure = canvas(wide, high + 0.95, TITLE)
    draw_touched(figure, outcomes, Area(MARGIN, 0.2, wide - 2 * MARGIN, high), told)
    return figure


def draw_touched(
    figure: Figure, outcomes: Sequence[Outcome], box: Area, told: Signatures = DESIGNS
) -> None:
    """A band a change, a lane a design, a block a service; two columns of how it was deployed."""
    ax = box.axes(figure)
    signed = signatures(designs_in(outcomes), told)
    draw_key(ax, signed, box.wide)
    listed = rows(outcomes)
    most = max([1, *(len(blocks(each)) for each in outcomes)])
    unit = (box.wide - TITLES - COUNT - SAFE - LOST) / most
    safe, lost = box.wide - LOST - SAFE / 2, box.wide - LOST / 2
    for x, words in ((safe, "safe order\nto deploy"), (lost, "orders lost\nin flight")):
        label(ax, x, KEY + COLUMNS / 2 - 0.04, words, size=SMALL, ha="center", color=QUIET_INK)
    top = KEY + COLUMNS
    for number, row in enumerate(listed):
        if not row.designs:
            label(ax, 0, top + GROUP / 2, row.title, size=HEAD - 2, weight="bold", color=QUIET_INK)
        else:
            if number % 2:
                ax.axhspan(top, top + _high(row, len(signed)), color=BAND[0], lw=0, zorder=0)
            _draw_row(ax, row, signed, top, unit, safe, lost)
        top += _high(row, len(signed))


def _draw_row(
    ax: Axes, row: ChangeRow, signed: Signatures, top: float, unit: float, *columns: float
) -> None:
    middle = top + _high(row, len(signed)) / 2
    text, size = fitted(row.title, TITLES - 0.45, 12, lines=3, bold=True)
    label(ax, 0.08, middle, text, size=size, weight="bold", linespacing=1.15)
    for lane, (name, sign) in enumerate(signed.items()):
        if outcome := row.designs.get(name):
            y = top + BETWEEN / 2 + lane * LANE + (LANE - HIGH) / 2
            _draw_lane(ax, outcome, sign, y, unit)
            _draw_deployment(ax, outcome, y + HIGH / 2, *columns)


def _draw_lane(ax: Axes, outcome: Outcome, sign: Signature, y: float, unit: float) -> None:
    ax.plot(TITLES - 0.18, y + HIGH / 2, sign.mark, color=sign.colour, markersize=9)
    listed = blocks(outcome)
    for place, block in enumerate(listed):
        draw_block(ax, block, sign, TITLES + place * unit, y, unit)
    many = outcome.counts["services_touched"]
    end = TITLES + len(listed) * unit + 0.14
    label(ax, end, y + HIGH / 2, str(many), size=13, weight="bold")
    if not outcome.passed:
        label(ax, end + 0.22, y + HIGH / 2, "stories fail", size=8, color=ALARM)
    elif reaches := outcome.reaches:
        further = f"{len(reaches.redeployed)} redeployed\n{len(reaches.told)} told"
        label(ax, end + 0.22, y + HIGH / 2, further, size=SMALLEST, color=QUIET_INK)


def _draw_deployment(ax: Axes, outcome: Outcome, y: float, safe: float, lost: float) -> None:
    if outcome.lockstep is None:
        label(ax, safe, y, "–", ha="center", color=QUIET_INK)
    else:
        draw_sign(ax, safe, y, good=outcome.lockstep.safe)
    if outcome.live is None:
        label(ax, lost, y, "–", ha="center", color=QUIET_INK)
        return
    many = outcome.live.lost
    look = {"weight": "bold", "color": ALARM} if many else {"color": QUIET_INK}
    label(ax, lost, y, f"{many} of {outcome.live.orders}", size=11, ha="center", **look)


def draw_sign(ax: Axes, x: float, y: float, *, good: bool) -> None:
    """A tick or a cross, drawn and not written: no font is asked for it."""
    if good:
        ax.plot([x - 0.08, x - 0.02, x + 0.09], [y, y + 0.07, y - 0.08], color=CALM, lw=2.8)
        return
    for slope in (1, -1):
        ax.plot([x - 0.075, x + 0.075], [y - 0.075 * slope, y + 0.075 * slope], color=ALARM, lw=2.8)


def _high(row: ChangeRow, designs: int) -> float:
    return designs * LANE + BETWEEN if row.designs else GROUP
