"""The graph in the formats of other tools: GraphML (yEd, Gephi), DOT (Graphviz), Mermaid."""
