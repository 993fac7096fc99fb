"""Rename a field of a contract."""

from analysis.prediction.fields import change_field, path_alone
from analysis.prediction.operator import ChangeKind, Operator
from analysis.prediction.places import each_field

OPERATOR = Operator(
    "rename-field",
    ChangeKind.CONTRACT,
    ("CONTRACT.FIELD", "[NEW]"),
    "a field gets another name",
    change_field,
    each_field,
    about=path_alone,
    rank=7,
)
