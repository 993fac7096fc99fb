"""Change the timeout of a step."""

from functools import partial

from analysis.prediction.operator import ChangeKind, Operator
from analysis.prediction.policies import change_policy, each_step

OPERATOR = Operator(
    "change-timeout",
    ChangeKind.POLICY,
    ("A",),
    "a step may take longer, or less long",
    partial(change_policy, retry=False),
    partial(each_step, "change-timeout"),
    rank=13,
)
