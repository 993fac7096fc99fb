"""Rename a field of a contract."""

from functools import partial

from analysis.prediction.fields import change_field, each_field, path_alone
from analysis.prediction.operator import ChangeKind, Operator

OPERATOR = Operator(
    "rename-field",
    ChangeKind.CONTRACT,
    ("CONTRACT.FIELD", "[NEW]"),
    "a field gets another name",
    change_field,
    partial(each_field, "rename-field"),
    about=path_alone,
    rank=7,
)
