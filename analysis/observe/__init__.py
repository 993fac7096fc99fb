"""The graph that really ran: from exported traces and execution histories."""

from analysis.observe.observing import observe, observe_sides

__all__ = ["observe", "observe_sides"]
