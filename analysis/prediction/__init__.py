"""Prediction: who must change when somebody asks for a named change, and who need not."""

from analysis.dependency.model import Hop
from analysis.prediction.changes import Change
from analysis.prediction.hits import Cause, Hit, Spared
from analysis.prediction.impact import Impact, to_wire
from analysis.prediction.operator import ChangeKind, Operator
from analysis.prediction.operators import OPERATORS
from analysis.prediction.predicting import applicable, change, predict
from analysis.prediction.refusals import BadChange, CannotApply, UnknownName

__all__ = [
    "OPERATORS",
    "BadChange",
    "CannotApply",
    "Cause",
    "Change",
    "ChangeKind",
    "Hit",
    "Hop",
    "Impact",
    "Operator",
    "Spared",
    "UnknownName",
    "applicable",
    "change",
    "predict",
    "to_wire",
]
