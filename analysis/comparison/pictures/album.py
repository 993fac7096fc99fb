"""All pictures of a comparison by the names of their files."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from matplotlib.figure import Figure

from analysis.comparison.comparison import Comparison
from analysis.comparison.layers import Level
from analysis.comparison.mix import Mix
from analysis.comparison.pictures.canvas import MARGIN, canvas, place
from analysis.comparison.pictures.matrices import matrices
from analysis.comparison.pictures.sensitivity import sensitivity
from analysis.comparison.pictures.spreads import spreads
from analysis.palette import DESIGNS, QUIET_INK, Signatures, signatures
from analysis.style import FONT, drawable

Pictures = Mapping[str, Callable[[], Figure]]
"""Each is drawn when it is called."""


def album(found: Comparison, told: Signatures = DESIGNS) -> Iterator[tuple[str, Figure]]:
    """Each picture with its name, without a suffix, drawn when it is its turn.

    ``told`` has the colour and mark of each design that has its own, here and below.
    """
    for name, drawn in of_comparison(found, told).items():
        yield name, drawn()


def of_comparison(found: Comparison, told: Signatures = DESIGNS) -> Pictures:
    """Every change, and each level's pictures with the level's name behind theirs."""
    levels = {
        f"{name}-{level.name}": drawn
        for level in found.levels
        for name, drawn in of_level(level, told).items()
    }
    return {"changes": partial(spreads, found, told)} | levels


def of_level(level: Level, told: Signatures = DESIGNS) -> Pictures:
    """Every measure layer by layer, and who depends on whom."""
    return {"layers": partial(sensitivity, level, told), "matrices": partial(matrices, level)}


def of_mix(mix: Mix, told: Signatures = DESIGNS) -> Pictures:
    """The lines over the share of each kind of changes."""
    return {kind: partial(mixes, mix, kind, told) for kind in mix.kinds}


WIDE, HIGH = 8.6, 4.2  # inches
LEFT, BELOW, ABOVE = 0.5, 0.6, 0.7


def mixes(mix: Mix, kind: str, told: Signatures = DESIGNS) -> Figure:
    """The lines of all designs, and where they cross; ``kind`` is one of the mix's kinds.

    The other kinds keep their proportions; ``told`` has each design's own colour, if it has one.
    """
    inside = mix.kinds[kind]
    at_all, at_none = mix.expected_of(inside), mix.expected_of(mix.weights.keys() - set(inside))
    figure = canvas(WIDE, HIGH, f"Which design touches fewer {mix.counted} depends on the mix")
    wide, high = WIDE - 2 * MARGIN - LEFT, HIGH - ABOVE - BELOW
    ax = place(figure, MARGIN + LEFT, BELOW, wide, high)
    signed = signatures(mix.names, told)
    for number, name in enumerate(mix.names):
        if at_none and at_all:
            ends = [at_none[number], at_all[number]]
            ax.plot([0, 100], ends, color=signed[name].colour, lw=2.5, label=drawable(name))
    for turn in mix.turns:
        if turn.of == kind:
            said = f"break-even: {turn.share:.0%}"
            ax.axvline(100 * turn.share, color=QUIET_INK, ls=":", label=said)
    ax.set_xlim(0, 100)
    ax.set_ylim(bottom=0)
    ax.set_xlabel(f"changes of kind {drawable(kind)}, %", family=FONT)
    ax.set_ylabel(f"{mix.counted} touched", family=FONT)
    if ax.get_legend_handles_labels()[0]:
        ax.legend(frameon=False, loc="lower right", prop={"family": FONT})
    return figure
