"""Why a change cannot be predicted; each text is a single sentence with a remedy."""

from analysis.refusals import Refused


class BadChange(Refused):
    """A change is not written as any operator takes it."""


class UnknownName(Refused):
    """A change names what the system has not, or has several of."""


class CannotApply(Refused):
    """An operator has nothing in this system that it could be applied to as asked."""
