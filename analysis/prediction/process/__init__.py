"""The steps of a system's processes: who does each, who waits for what, what undoes it."""

from analysis.prediction.process.model import ROLES, Act, Link, Pair, Process, Refusal, Step
from analysis.prediction.process.reading import process

__all__ = ["ROLES", "Act", "Link", "Pair", "Process", "Refusal", "Step", "process"]
