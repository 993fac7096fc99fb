"""The gate: rules that a system is held to, and what a change makes worse of them.

`check` judges an open system by the rules of its settings, and by those of a version before.
"""

from analysis.check.judging import Judged, Verdicts, check
from analysis.check.rules import RULES, Breach

__all__ = ["RULES", "Breach", "Judged", "Verdicts", "check"]
