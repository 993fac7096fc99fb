"""Pictures of graphs: who stands where, which way the lines go, how all of it looks."""
