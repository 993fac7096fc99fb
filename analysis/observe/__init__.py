"""The graph that really ran: from exported traces and execution histories."""

from analysis.observe.observing import observe, observe_sides
from analysis.observe.traces import RecordedTrace, read_traces

__all__ = ["RecordedTrace", "observe", "observe_sides", "read_traces"]
