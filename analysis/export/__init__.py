"""The graph in the formats of other tools: GraphML (yEd, Gephi), DOT (Graphviz), Mermaid."""

from analysis.export.dot import to_dot
from analysis.export.graphml import to_graphml
from analysis.export.mermaid import to_mermaid

__all__ = ["to_dot", "to_graphml", "to_mermaid"]
