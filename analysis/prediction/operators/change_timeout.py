"""Change the timeout of a step."""

from functools import partial

from analysis.prediction.operator import ChangeKind, Operator
from analysis.prediction.places import each_step
from analysis.prediction.policies import change_policy

OPERATOR = Operator(
    "change-timeout",
    ChangeKind.POLICY,
    ("A",),
    "a step may take longer, or less long",
    partial(change_policy, retry=False),
    each_step,
    rank=13,
)
