"""The dependency reading: who must know whom, on which layer, down to the single field."""

from analysis.dependency.digraph import VIEWS, to_digraph
from analysis.dependency.model import (
    LAYERS,
    Contract,
    Dependencies,
    Dependency,
    Facts,
    Field,
    Lineage,
    Part,
    Read,
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
    "Lineage",
    "Part",
    "Read",
    "depend",
    "dependencies",
    "to_digraph",
]
