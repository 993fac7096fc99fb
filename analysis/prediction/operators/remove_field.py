"""Remove a field of a contract."""

from functools import partial

from analysis.prediction.fields import change_field, each_field, path_alone
from analysis.prediction.operator import ChangeKind, Operator

OPERATOR = Operator(
    "remove-field",
    ChangeKind.CONTRACT,
    ("CONTRACT.FIELD",),
    "a field is there no more",
    change_field,
    partial(each_field, "remove-field"),
    about=path_alone,
    rank=8,
)
