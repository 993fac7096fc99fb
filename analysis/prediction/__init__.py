"""Prediction: who must change when somebody asks for a named change, and who need not."""

from analysis.prediction.changes import CannotApply, Change
from analysis.prediction.impact import Impact
from analysis.prediction.operators import OPERATORS
from analysis.prediction.predicting import applicable, change, predict

__all__ = ["OPERATORS", "CannotApply", "Change", "Impact", "applicable", "change", "predict"]
