"""Add a step between two that later refusals undo."""

from functools import partial

from analysis.prediction.inserting import BETWEEN, CAN_REFUSE, NEW, between, insert
from analysis.prediction.operator import ChangeKind, Operator

OPERATOR = Operator(
    "add-compensated-step",
    ChangeKind.ADDITIVE,
    ("NEW",),
    "a new step that later refusals undo",
    partial(insert, compensated=True),
    between,
    options=BETWEEN,
    choices=CAN_REFUSE,
    new=NEW,
    example="gift card",
    rank=3,
)
