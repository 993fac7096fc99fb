"""The dependency reading: who must know whom, on which layer, down to the single field.

`dependencies` and `depend` make it; `to_digraph` folds it for the measures; `field_readers`,
`waiters`, `holders` and `owners` answer what a change asks; `to_json`, `from_json` and
`listing` write it. The rules are in `analysis.graph.rules`.
"""

from analysis.dependency.digraph import VIEWS, to_digraph
from analysis.dependency.lineage import FieldReader, field_readers
from analysis.dependency.listing import listing
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
from analysis.dependency.queries import Holder, contract, holders, owners, waiters
from analysis.dependency.reading import depend, dependencies
from analysis.dependency.wire import from_json, to_json, to_wire_dependencies

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
    "from_json",
    "holders",
    "listing",
    "owners",
    "to_digraph",
    "to_json",
    "to_wire_dependencies",
    "waiters",
]
