"""Retype a field of a contract."""

from functools import partial

from analysis.prediction.fields import change_field, each_field, path_alone
from analysis.prediction.operator import ChangeKind, Operator

OPERATOR = Operator(
    "retype-field",
    ChangeKind.CONTRACT,
    ("CONTRACT.FIELD", "[TYPE]"),
    "a field gets another type",
    change_field,
    partial(each_field, "retype-field"),
    about=path_alone,
    rank=9,
)
