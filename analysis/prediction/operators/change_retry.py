"""Change the retry of a step."""

from functools import partial

from analysis.prediction.operator import ChangeKind, Operator
from analysis.prediction.places import each_step
from analysis.prediction.policies import change_policy

OPERATOR = Operator(
    "change-retry",
    ChangeKind.POLICY,
    ("A",),
    "a step is tried more often, or less often",
    partial(change_policy, retry=True),
    each_step,
    rank=14,
)
