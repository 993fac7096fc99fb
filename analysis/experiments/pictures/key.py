"""What the blocks and marks of the picture mean."""

from matplotlib.axes import Axes

from analysis.comparison.pictures.canvas import label
from analysis.experiments.pictures.blocks import HIGH, HIT, LATE, SPARED, ServiceBlock, draw_block
from analysis.experiments.pictures.boxes import SMALL
from analysis.palette import INK, Signatures

KEY = 0.82  # inches
FIRST, SECOND = 0.1, 0.47


def draw_key(ax: Axes, signed: Signatures) -> None:
    """Two lines: the designs, and what a block says; the mark."""
    x = 0.0
    for name, sign in signed.items():
        ax.plot(x + 0.12, FIRST + HIGH / 2, sign.mark, color=sign.colour, markersize=11)
        label(ax, x + 0.32, FIRST + HIGH / 2, name, size=12, weight="bold")
        x += 1.8
    ax.plot([x + 0.12] * 2, [FIRST - 0.02, FIRST + HIGH], color=INK, lw=2.6)
    ax.plot(x + 0.12, FIRST - 0.03, "v", color=INK, markersize=6.5, clip_on=False)
    label(
        ax, x + 0.28, FIRST + HIGH / 2, "left of the mark: predicted; filled: touched", size=SMALL
    )
    x = 0.0
    entries = (
        (ServiceBlock("service", HIT, new=False), "predicted and touched"),
        (ServiceBlock("new", HIT, new=True), "brought by the change"),
        (ServiceBlock("service", LATE, new=False), "touched, not predicted"),
        (ServiceBlock("service", SPARED, new=False), "predicted, not touched"),
    )
    for block, words in entries:
        draw_block(ax, block, next(iter(signed.values())), x, SECOND, 0.9)
        label(ax, x + 0.96, SECOND + HIGH / 2, words, size=SMALL)
        x += 2.72
