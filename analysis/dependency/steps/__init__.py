"""The steps of a workflow and their neighbours, in the same terms for either design."""

from analysis.dependency.steps.model import Pair, Step, Steps
from analysis.dependency.steps.reading import steps

__all__ = ["Pair", "Step", "Steps", "steps"]
