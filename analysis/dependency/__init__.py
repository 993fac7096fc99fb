"""The dependency reading: who must know whom, on which layer, down to the single field.

`depend` makes it; `to_digraph` folds it for the measures; `queries` answers what a change asks. The
rules are in `analysis.graph.readings`.
"""

from analysis.dependency.digraph import VIEWS, to_digraph
from analysis.dependency.model import LAYERS, Dependencies
from analysis.dependency.reading import depend

__all__ = ["LAYERS", "VIEWS", "Dependencies", "depend", "to_digraph"]
