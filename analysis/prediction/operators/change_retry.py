"""Change the retry of a step."""

from functools import partial

from analysis.prediction.operator import ChangeKind, Operator
from analysis.prediction.policies import change_policy, each_step

OPERATOR = Operator(
    "change-retry",
    ChangeKind.POLICY,
    ("A",),
    "a step is tried more often, or less often",
    partial(change_policy, retry=True),
    partial(each_step, "change-retry"),
    rank=14,
)
