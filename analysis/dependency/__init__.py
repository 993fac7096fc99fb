"""The dependency reading: who must know whom, on which layer, down to the single field.

`dependencies` and `depend` make it; `to_digraph` folds it for the measures; `field_readers`,
`holders` and `owners` answer what a change asks. The rules are in
`analysis.graph.readings`.
"""

from analysis.dependency.digraph import VIEWS, to_digraph
from analysis.dependency.model import (
    LAYERS,
    Contract,
    Dependencies,
    Dependency,
    Facts,
    Field,
    Hop,
    Lineage,
    Part,
    Read,
)
from analysis.dependency.queries import (
    FieldReader,
    Holder,
    contract,
    field_readers,
    holders,
    owners,
)
from analysis.dependency.reading import depend, dependencies

__all__ = [
    "LAYERS",
    "VIEWS",
    "Contract",
    "Dependencies",
    "Dependency",
    "Facts",
    "Field",
    "FieldReader",
    "Holder",
    "Hop",
    "Lineage",
    "Part",
    "Read",
    "contract",
    "depend",
    "dependencies",
    "field_readers",
    "holders",
    "owners",
    "to_digraph",
]
