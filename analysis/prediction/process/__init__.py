"""The steps of a system's processes: who does each, who waits for what, what undoes it."""

from analysis.prediction.process.model import Link, Process, Refusal, Step
from analysis.prediction.process.reading import process

__all__ = ["Link", "Process", "Refusal", "Step", "process"]
