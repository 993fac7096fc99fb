"""All pictures of a comparison by the names of their files."""

from collections.abc import Iterator

from matplotlib.figure import Figure

from analysis.comparison.comparison import Comparison
from analysis.comparison.pictures.matrices import matrices
from analysis.comparison.pictures.sensitivity import sensitivity
from analysis.comparison.pictures.spreads import spreads


def album(found: Comparison) -> Iterator[tuple[str, Figure]]:
    """Each picture with its name, without a suffix, drawn when it is its turn."""
    yield "changes", spreads(found)
    for level in found.levels:
        yield f"layers-{level.name}", sensitivity(level)
        yield f"matrices-{level.name}", matrices(level)
