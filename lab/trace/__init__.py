"""Per order: who did what because of what, from the functions' logs and the execution history."""

from analysis.traces.model import Counts, Span, Trigger, counts
from analysis.traces.wire import to_json, to_wire
from lab.trace.collect import collect
from lab.trace.mermaid import mermaid
from lab.trace.story import OrderTrace, read_traces

__all__ = [
    "Counts",
    "OrderTrace",
    "Span",
    "Trigger",
    "collect",
    "counts",
    "mermaid",
    "read_traces",
    "to_json",
    "to_wire",
]
