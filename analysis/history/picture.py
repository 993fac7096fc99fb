"""A past as a picture: a unit a row, a change a column, a mark where the one touched the other."""

from collections import Counter
from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.comparison.pictures.canvas import (
    MARGIN,
    SMALL,
    canvas,
    label,
    place,
    words,
)
from analysis.history.past import Past
from analysis.history.recognition.recognising import SWEEP
from analysis.history.record import ChangeRecord
from analysis.palette import BAND, GRID, QUIET_INK, SIGNATURES, Signature
from analysis.prediction.operators import OPERATORS

_ROWS = 40
_WIDE, _LEFT, _ROW = 12.8, 2.6, 0.24
_HEAD, _SIZES, _FOOT = 1.35, 1.1, 0.5
_OTHER, _SWEPT = "no operator", "sweep"


def history_picture(past: Past) -> Figure:
    """The changes over time, and below how many units each touched."""
    changes = [each for each in past.records if each.of(past.unit).units]
    often = Counter(unit for each in changes for unit in each.of(past.unit).units)
    rows = [unit for unit, _ in sorted(often.items(), key=lambda each: (-each[1], each[0]))]
    shown = rows[:_ROWS]
    high = _HEAD + max(1, len(shown)) * _ROW + _SIZES + _FOOT
    figure = canvas(_WIDE, high, f"{past.title}: what its changes touched")
    kinds = _kinds(changes)
    _legend(figure, high, kinds)
    figure.set_label(_told(past, changes, rows))
    if not changes:
        words(figure, MARGIN, high / 2, "No change touched anything that was read.")
        return figure
    room = _WIDE - _LEFT - MARGIN
    ax = place(figure, _LEFT, _FOOT + _SIZES, room, len(shown) * _ROW, ticks=False)
    _marks(ax, past, changes, shown, kinds)
    below = place(figure, _LEFT, _FOOT, room, _SIZES - 0.25, ticks=False)
    _sizes(below, past, changes)
    most = max(len(each.of(past.unit).units) for each in changes)
    for number, unit in enumerate(shown):
        y = _FOOT + _SIZES + (len(shown) - number - 0.5) * _ROW
        words(figure, MARGIN, y, _ending(f"{unit} ({often[unit]})"), size=SMALL)
    words(
        figure,
        MARGIN,
        _FOOT + 0.4,
        f"{past.unit}s a change, {most} at most",
        size=SMALL,
        color=QUIET_INK,
    )
    more = f"; {len(rows) - _ROWS} more {past.unit}s are not shown" if len(rows) > _ROWS else ""
    first, last = changes[0].when[:10], changes[-1].when[:10]
    words(figure, _LEFT, 0.24, f"{first}, from left to right to {last}{more}", size=SMALL,
          color=QUIET_INK)  # fmt: skip
    return figure


def _ending(name: str) -> str:
    """The name, its beginning left out where it is too long: what it ends with tells more."""
    most = int((_LEFT - 0.5) / 0.078)
    return name if len(name) <= most else f"…{name[1 - most :]}"


def _told(past: Past, changes: Sequence[ChangeRecord], rows: Sequence[str]) -> str:
    return (
        f"{past.title}: {len(changes)} changes that touched {len(rows)} {past.unit}s; "
        f"sweeps apart, {past.touching(1, 1)} touched one alone; "
        f"most often {', '.join(rows[:5]) or 'nobody'}"
    )


def _kind(change: ChangeRecord) -> str:
    if change.kind == SWEEP:
        return _SWEPT
    return str(OPERATORS[change.kind].kind) if change.kind in OPERATORS else _OTHER


def _kinds(changes: Sequence[ChangeRecord]) -> Mapping[str, Signature]:
    """The kinds that there are, each with its colour and mark."""
    there = {_kind(each) for each in changes}
    known = [*dict.fromkeys(str(each.kind) for each in OPERATORS.values()), _SWEPT]
    signed = dict(zip(known, SIGNATURES, strict=False)) | {_OTHER: Signature(QUIET_INK, ".")}
    return {name: each for name, each in signed.items() if name in there}


def _legend(figure: Figure, high: float, kinds: Mapping[str, Signature]) -> None:
    ax = place(figure, MARGIN, high - 0.95, _WIDE - 2 * MARGIN, 0.3, ticks=False)
    ax.set_xlim(0, _WIDE - 2 * MARGIN)
    ax.set_ylim(0, 1)
    x = 0.1
    for name, each in kinds.items():
        ax.plot([x], [0.5], marker=each.mark, color=each.colour, ms=8, ls="")
        label(ax, x + 0.15, 0.5, name, size=SMALL)
        x += 0.6 + 0.09 * len(name)


def _marks(
    ax: Axes,
    past: Past,
    changes: Sequence[ChangeRecord],
    shown: Sequence[str],
    kinds: Mapping[str, Signature],
) -> None:
    ax.set_xlim(-0.5, len(changes) - 0.5)
    ax.set_ylim(len(shown) - 0.5, -0.5)
    row = {unit: number for number, unit in enumerate(shown)}
    for number in row.values():
        ax.axhspan(number - 0.5, number + 0.5, color=BAND[number % 2], zorder=0)
    size = max(2.0, min(8.0, 500 / len(changes)))
    places: dict[str, list[tuple[int, int]]] = {}
    for x, change in enumerate(changes):
        there = [row[unit] for unit in change.of(past.unit).units if unit in row]
        places.setdefault(_kind(change), []).extend((x, y) for y in there)
        if len(there) > 1:
            ax.plot([x, x], [min(there), max(there)], color=GRID, lw=1, zorder=1)
    for name, marks in places.items():
        each = kinds[name]
        xs, ys = zip(*marks, strict=True) if marks else ((), ())
        ax.plot(xs, ys, marker=each.mark, color=each.colour, ms=size, ls="", zorder=2)


def _sizes(ax: Axes, past: Past, changes: Sequence[ChangeRecord]) -> None:
    counts = [len(each.of(past.unit).units) for each in changes]
    ax.set_xlim(-0.5, len(changes) - 0.5)
    ax.set_ylim(0, max(counts) * 1.15)
    ax.bar(range(len(counts)), counts, width=0.8, color=QUIET_INK)
