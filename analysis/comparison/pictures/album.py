"""All pictures of a comparison by the names of their files."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from matplotlib.figure import Figure

from analysis.comparison.comparison import Comparison
from analysis.comparison.layers import Level
from analysis.comparison.mix import Mix
from analysis.comparison.pictures.matrices import matrices
from analysis.comparison.pictures.mixes import mixes
from analysis.comparison.pictures.sensitivity import sensitivity
from analysis.comparison.pictures.spreads import spreads
from analysis.palette import DESIGNS, Signatures

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
