"""The checkout's own two designs, for tests that are about one of them."""

from functools import cache

from analysis.dependency import Dependencies, depend
from analysis.extract import extract
from analysis.graph import Graph
from lab.designs import design_named

CHOREOGRAPHY = design_named("choreography")
ORCHESTRATION = design_named("orchestration")


@cache
def extracted(name: str) -> Graph:
    """A design's graph, read once for all tests."""
    return extract([design_named(name).template], title=name)


@cache
def depended(name: str) -> Dependencies:
    """A design's dependencies with what its code says, read once for all tests."""
    return depend([design_named(name).template], title=name)
