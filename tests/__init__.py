"""A package, since one of our dependencies installs another of this name."""
