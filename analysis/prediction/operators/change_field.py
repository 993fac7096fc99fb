"""Rename, retype or remove a field of a contract: whom that hits is the same."""

from functools import partial

from analysis.prediction.fields import at_once, mapped, path_alone, step_by_step
from analysis.prediction.operator import ChangeKind, Operator, each_field

_operator = partial(
    Operator,
    kind=ChangeKind.CONTRACT,
    ways=(step_by_step, mapped, at_once),
    everywhere=each_field,
    about=path_alone,
)

OPERATORS = (
    _operator(
        "rename-field",
        takes=("CONTRACT.FIELD", "[NEW]"),
        asks="a field gets another name",
        rank=7,
    ),
    _operator("remove-field", takes=("CONTRACT.FIELD",), asks="a field is there no more", rank=8),
    _operator(
        "retype-field",
        takes=("CONTRACT.FIELD", "[TYPE]"),
        asks="a field gets another type",
        rank=9,
    ),
)
