"""What a change touches on average, by the share of one kind of changes: a line a design."""

from matplotlib.figure import Figure

from analysis.comparison.mix import Mix
from analysis.comparison.pictures.canvas import MARGIN, canvas, place
from analysis.palette import DESIGNS, QUIET_INK, Signatures, signatures
from analysis.style import FONT, drawable

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
