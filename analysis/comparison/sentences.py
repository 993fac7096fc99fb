"""Everything that a comparison says in sentences."""

from analysis.comparison.change_sentences import of_mix, of_operators
from analysis.comparison.comparison import Comparison
from analysis.comparison.layer_sentences import of_levels


def sentences(found: Comparison) -> tuple[str, ...]:
    """All of them, in the order of the tables."""
    changes = [
        said for mix in found.mixes for said in (*of_operators(found, mix.counted), *of_mix(mix))
    ]
    return (*of_levels(found), *dict.fromkeys(changes))
