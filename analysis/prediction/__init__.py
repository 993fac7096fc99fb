"""Prediction: who must change when somebody asks for a named change, and who need not."""

from analysis.prediction.changes import Change
from analysis.prediction.impact import Impact
from analysis.prediction.operators import OPERATORS
from analysis.prediction.predicting import applicable, change, predict
from analysis.prediction.refusals import CannotApply

__all__ = ["OPERATORS", "CannotApply", "Change", "Impact", "applicable", "change", "predict"]
