"""What the changes did to both designs: scores of the prediction, break-evens, pictures."""

from analysis.experiments.outcome import Outcome, Sets
from analysis.experiments.results import outcomes, read

__all__ = ["Outcome", "Sets", "outcomes", "read"]
