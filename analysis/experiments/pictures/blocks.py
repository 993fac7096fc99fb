"""A service as a block: filled if it was touched as predicted, hatched or dashed if not so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.comparison.pictures.canvas import SMALL, label
from analysis.draw.look import clipped, width
from analysis.experiments.outcome import Outcome
from analysis.palette import INK, PAPER, QUIET_INK, Signature, Signatures

HIGH, GAP = 0.29, 0.045  # inches: a block, and between two
NAME = 10.5
SIZES = (NAME, 9.5, 8.5, 7.5, 6.8, 6.2)
"""Of a service's name: the largest that fits."""
HIT, SPARED, LATE = "hit", "spared", "late"


@dataclass(frozen=True)
class ServiceBlock:
    """One service of a bar: `HIT`, `SPARED` (predicted, not touched) or `LATE` (the reverse)."""

    name: str
    fate: str
    new: bool


def blocks(outcome: Outcome) -> Sequence[ServiceBlock]:
    """What was predicted first, touched before spared, and then what nobody had predicted.

    A forecast is shown as it was.
    """
    sets = outcome.forecast.sets if outcome.forecast else outcome.sets
    return [
        *_of(outcome, sets.hits, HIT),
        *_of(outcome, sets.false_positives, SPARED),
        *_of(outcome, sets.discovered_late, LATE),
    ]


def _of(outcome: Outcome, names: frozenset[str], fate: str) -> Iterator[ServiceBlock]:
    for name in sorted(names, key=lambda each: (each in outcome.new, each)):
        yield ServiceBlock(name, fate, name in outcome.new)


def draw_block(
    ax: Axes, block: ServiceBlock, sign: Signature, x: float, y: float, wide: float
) -> None:
    """One block; ``x`` and ``y`` are its upper left corner in inches."""
    colour = sign.colour
    corner, size = (x + GAP / 2, y), (wide - GAP, HIGH)
    if block.fate == SPARED:
        ax.add_patch(
            Rectangle(corner, *size, facecolor=PAPER, edgecolor=colour, lw=1.6, ls=(0, (3, 2)))
        )
        _name(ax, block, corner, size, QUIET_INK)
        return
    plain = sign.tint if block.new else colour
    if block.fate == HIT:
        ax.add_patch(Rectangle(corner, *size, facecolor=plain, edgecolor=colour, lw=1.6))
        _name(ax, block, corner, size, INK if block.new else sign.ink)
        return
    face = sign.tint if block.new else PAPER
    ax.add_patch(Rectangle(corner, *size, facecolor=face, edgecolor=colour, lw=0, hatch="////"))
    ax.add_patch(Rectangle(corner, *size, facecolor="none", edgecolor=colour, lw=1.6))
    _name(ax, block, corner, size, INK, ground=PAPER)


def _name(
    ax: Axes,
    block: ServiceBlock,
    corner: tuple[float, float],
    size: tuple[float, float],
    ink: str,
    *,
    ground: str = "",
) -> None:
    said = f"+ {block.name}" if block.new else block.name
    room = size[0] - 0.1
    fits = [each for each in SIZES if width(said, each, bold=block.new) <= room]
    shown = fits[0] if fits else SIZES[-1]
    text = clipped(said, room, shown, bold=block.new)
    pill = {"facecolor": ground, "edgecolor": "none", "boxstyle": "round,pad=0.12"}
    label(
        ax,
        corner[0] + size[0] / 2,
        corner[1] + size[1] / 2 + 0.008,
        text,
        size=shown,
        ha="center",
        color=ink,
        weight="bold" if block.new else "normal",
        style="italic" if block.fate == SPARED else "normal",
        **({"bbox": pill} if ground else {}),
    )


KEY = 0.82  # inches
FIRST, SECOND = 0.1, 0.47
FATES = (
    ServiceBlock("touched, as predicted", HIT, new=False),
    ServiceBlock("touched, not predicted", LATE, new=False),
    ServiceBlock("predicted, not touched", SPARED, new=False),
    ServiceBlock("new with the change", HIT, new=True),
)
SAYS = "a block is a service; the number, how many were touched"


def draw_key(ax: Axes, signed: Signatures, wide: float) -> None:
    """Two lines: the designs, and blocks that say themselves what they stand for."""
    x = 0.0
    for name, sign in signed.items():
        ax.plot(x + 0.12, FIRST + HIGH / 2, sign.mark, color=sign.colour, markersize=11)
        label(ax, x + 0.32, FIRST + HIGH / 2, name, size=12, weight="bold")
        x += 0.55 + width(name, 12, bold=True)
    label(ax, x, FIRST + HIGH / 2, SAYS, size=SMALL, color=QUIET_INK)
    room = min(2.25, (wide + 0.15) / len(FATES))
    for at, block in enumerate(FATES):
        draw_block(ax, block, next(iter(signed.values())), at * room, SECOND, room - 0.15)
