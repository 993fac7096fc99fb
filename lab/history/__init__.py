"""A repository's past, change by change, read from git's objects and kept once it is read."""

from lab.history.replaying import replay
from lab.history.steps import WAYS, Step, steps

__all__ = ["WAYS", "Step", "replay", "steps"]
