"""Per order: who did what because of what, from the functions' logs and the execution history."""

from lab.trace.collect import collect
from lab.trace.mermaid import mermaid
from lab.trace.model import Counts, Span, Trigger, counts
from lab.trace.story import OrderTrace
from lab.trace.wire import BadTraceFile, read_traces, to_json, to_wire

__all__ = [
    "BadTraceFile",
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
