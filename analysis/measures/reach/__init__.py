"""Exact reach of every node of a large directed graph."""

from analysis.measures.reach.counting import ReachCounts, reach_counts

__all__ = ["ReachCounts", "reach_counts"]
