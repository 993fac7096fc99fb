"""What no measure can be taken of."""

from analysis.refusals import Refused


class NothingToMeasure(Refused):
    """The graph has no nodes, or too few for the measure to mean anything."""


class BadLikelihood(Refused):
    """A likelihood or an impact is no number from 0 to 1."""


class BadValue(Refused):
    """A quantity is no number that the measure has a meaning for."""


class NoSuchNode(Refused):
    """The node asked for is not in the graph."""


class TooManyCases(Refused):
    """The exact answer would take more work than allowed."""
