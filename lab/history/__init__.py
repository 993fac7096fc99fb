"""A repository's past, change by change, read from git's objects and kept once it is read."""

from lab.history.pasts import Asked, past_of
from lab.history.replaying import replay
from lab.history.sample_shop import sample_shop
from lab.history.steps import WAYS, Step, steps

__all__ = ["WAYS", "Asked", "Step", "past_of", "replay", "sample_shop", "steps"]
