"""What each of those who guess said of a change, above how it was: a block a service."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.comparison.pictures.canvas import HEAD, MARGIN, SMALL, Area, canvas, label
from analysis.experiments.guesses import REALITY, GuessLine, columns, lines
from analysis.experiments.outcome import Outcome, designs_in
from analysis.experiments.pictures.blocks import HIGH, HIT, LATE, SPARED, ServiceBlock, draw_block
from analysis.experiments.pictures.touched import draw_sign
from analysis.palette import FAINT, INK, QUIET_INK, Signature, Signatures, signatures

WIDE, NAMES, SIGN, BETWEEN = 13.2, 1.15, 0.3, 0.2  # inches
KEY, HEADS, TITLE, LANE, GAP = 0.45, 0.35, 0.4, 0.355, 0.14
WORDS = {HIT: "named, and touched", SPARED: "named in vain", LATE: "forgotten"}

Places = Mapping[str, tuple[float, float]]


def revealed(
    outcomes: Sequence[Outcome], others: Mapping[str, Sequence[Outcome]], *changes: str
) -> Figure:
    """A band a change, a column a design, and in it a lane for each of the others and for reality.

    ``others`` are the outcomes as each of those who guess had foretold them, by name. A tick stands
    behind a lane that names exactly who was touched.
    """
    bands = {change: lines(change, outcomes, others) for change in changes}
    high = KEY + HEADS + sum(map(_high, bands.values()))
    figure = canvas(WIDE, high + 0.2, "")
    ax = Area(MARGIN, 0.1, WIDE - 2 * MARGIN, high).axes(figure)
    signed = signatures(designs_in(outcomes))
    _draw_key(ax, next(iter(signed.values())))
    places = _places({design: _most(outcomes, changes, design) for design in signed})
    for design, (left, _) in places.items():
        y = KEY + HEADS / 2
        ax.plot(left + 0.12, y, signed[design].mark, color=signed[design].colour, markersize=10)
        label(ax, left + 0.3, y, design, size=12, weight="bold")
    top = KEY + HEADS
    for change, band in bands.items():
        _draw_band(ax, outcomes, change, band, top, places, signed)
        top += _high(band)
    return figure


def _most(outcomes: Sequence[Outcome], changes: Sequence[str], design: str) -> int:
    return max(len(columns(outcomes, change, design)) for change in changes)


def _places(many: Mapping[str, int]) -> Places:
    """Where each design begins, and how wide a block is."""
    room = WIDE - 2 * MARGIN - NAMES - BETWEEN - len(many) * SIGN
    unit = room / max(sum(many.values()), 11)
    found, left = {}, NAMES
    for design, columns_ in many.items():
        found[design] = (left, unit)
        left += unit * columns_ + SIGN + BETWEEN
    return found


def _draw_band(
    ax: Axes,
    outcomes: Sequence[Outcome],
    change: str,
    band: Sequence[GuessLine],
    top: float,
    places: Places,
    signed: Signatures,
) -> None:
    mine = [each for each in outcomes if each.change == change]
    whos = list(dict.fromkeys(line.who for line in band))
    label(ax, 0, top + TITLE / 2, mine[0].title, size=HEAD - 2, weight="bold")
    for lane, who in enumerate(whos):
        last = lane == len(whos) - 1
        y = top + TITLE + lane * LANE
        look = {"weight": "bold", "color": INK} if last else {"color": QUIET_INK}
        label(ax, 0, y + HIGH / 2, who, size=SMALL + 0.5, **look)
        if last:
            rule = y - (LANE - HIGH) / 2
            ax.plot([0, WIDE - 2 * MARGIN], [rule, rule], color=INK, lw=0.7)
    for line in band:
        names = columns(outcomes, change, line.side)
        new = {name for each in mine for name in each.new}
        y = top + TITLE + whos.index(line.who) * LANE
        services = [(name, name in new) for name in names]
        _draw_lane(ax, line, services, signed[line.side], *places[line.side], y)


def _draw_lane(
    ax: Axes,
    line: GuessLine,
    names: Sequence[tuple[str, bool]],
    sign: Signature,
    left: float,
    unit: float,
    y: float,
) -> None:
    for place, (name, new) in enumerate(names):
        x = left + place * unit
        fate = _fate(line, name)
        if fate:
            draw_block(ax, ServiceBlock(name, fate, new), sign, x, y, unit)
        else:
            ax.plot(x + unit / 2, y + HIGH / 2, "o", color=FAINT, markersize=2.5)
    if line.sets.predicted == line.sets.actual and line.who != REALITY:
        draw_sign(ax, left + unit * len(names) + SIGN / 2, y + HIGH / 2, good=True)


def _fate(line: GuessLine, name: str) -> str:
    if name in line.sets.hits:
        return HIT
    if name in line.sets.false_positives:
        return SPARED
    return LATE if name in line.sets.discovered_late else ""


def _draw_key(ax: Axes, sign: Signature) -> None:
    x, y = 0.0, 0.04
    for fate, words in WORDS.items():
        draw_block(ax, ServiceBlock("service", fate, new=False), sign, x, y, 0.9)
        label(ax, x + 0.98, y + HIGH / 2, words, size=SMALL)
        x += 2.7
    draw_block(ax, ServiceBlock("new", HIT, new=True), sign, x, y, 0.9)
    label(ax, x + 0.98, y + HIGH / 2, "brought by the change", size=SMALL)
    draw_sign(ax, x + 3.1, y + HIGH / 2, good=True)
    label(ax, x + 3.3, y + HIGH / 2, "exactly", size=SMALL)


def _high(band: Sequence[GuessLine]) -> float:
    return TITLE + LANE * len({line.who for line in band}) + GAP
