"""Insert a step between two."""

from functools import partial

from analysis.prediction.inserting import BETWEEN, CAN_REFUSE, NEW, between, insert
from analysis.prediction.operator import ChangeKind, Operator

OPERATOR = Operator(
    "insert-step",
    ChangeKind.ADDITIVE,
    ("NEW",),
    "a new step runs between two",
    partial(insert, compensated=False),
    between,
    options=BETWEEN,
    choices=CAN_REFUSE,
    new=NEW,
    example="fraud check",
    rank=2,
)
