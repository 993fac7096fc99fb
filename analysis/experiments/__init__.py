"""What ten changes did to both designs: scores of the prediction, break-evens, pictures."""

from analysis.experiments.outcome import Live, Lockstep, Outcome, Sets
from analysis.experiments.results import BadResults, outcomes, read

__all__ = ["BadResults", "Live", "Lockstep", "Outcome", "Sets", "outcomes", "read"]
