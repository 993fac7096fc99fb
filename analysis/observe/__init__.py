"""The graph that really ran: from exported traces and execution histories."""

from analysis.observe.observing import observe, observe_sides
from analysis.observe.traces import read_traces

__all__ = ["observe", "observe_sides", "read_traces"]
