"""The steps of a system's processes: who does each, who waits for what, what undoes it."""

from analysis.prediction.process.reading import process
from analysis.prediction.process.steps import Process, Refusal, Step, Succession

__all__ = ["Process", "Refusal", "Step", "Succession", "process"]
