"""The graph that really ran: from exported traces and execution histories."""

from analysis.observe.observing import observe, observe_sides
from analysis.observe.traces import Trace, read_traces

__all__ = ["Trace", "observe", "observe_sides", "read_traces"]
