"""The root of all that the lab refuses, and what several of its parts refuse."""

from analysis.refusals import Refused


class LabError(Refused):
    """Something the person at the keyboard can mend; its text is one sentence."""


class UnknownDesign(LabError):
    """No design is called so; the text names those there are."""


class BadDesign(LabError):
    """A design's `design.toml` cannot be used; the text names the file and the remedy."""


class BadOrdersFile(LabError):
    """An orders file cannot be used; the text names file, line and remedy."""


class BadWorldFile(LabError):
    """A world file cannot be used; the text names file, place and remedy."""


class EngineFailed(LabError):
    """The embedded engine did not start, or stopped; the text says why."""


class PortInUse(EngineFailed):
    """A port asked for is taken by another process."""


class NoRoom(EngineFailed):
    """The disk has no room for the engine's folder."""


class UnreachableEndpoint(LabError):
    """Nothing answers at the endpoint given."""


class NotAgreed(LabError):
    """The person was asked before anything was created on AWS, and did not agree."""


class DeploymentFailed(LabError):
    """CloudFormation refused or rolled back; the text carries its reason."""


class PackagingFailed(LabError):
    """A design cannot be packaged; the text names the function or file."""
