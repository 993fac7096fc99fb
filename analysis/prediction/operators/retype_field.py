"""Retype a field of a contract."""

from analysis.prediction.fields import change_field, path_alone
from analysis.prediction.operator import ChangeKind, Operator
from analysis.prediction.places import each_field

OPERATOR = Operator(
    "retype-field",
    ChangeKind.CONTRACT,
    ("CONTRACT.FIELD", "[TYPE]"),
    "a field gets another type",
    change_field,
    each_field,
    about=path_alone,
    rank=9,
)
