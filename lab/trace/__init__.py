"""Per order: who did what because of what, from the functions' logs and the execution history."""

from lab.trace.collect import collect
from lab.trace.mermaid import mermaid
from lab.trace.model import Call, Counts, Failure, Span, Transition, Trigger, counts
from lab.trace.story import OrderTrace, timeline_lines
from lab.trace.wire import BadTraceFile, from_json, from_wire, read_traces, to_json, to_wire

__all__ = [
    "BadTraceFile",
    "Call",
    "Counts",
    "Failure",
    "OrderTrace",
    "Span",
    "Transition",
    "Trigger",
    "collect",
    "counts",
    "from_json",
    "from_wire",
    "mermaid",
    "read_traces",
    "timeline_lines",
    "to_json",
    "to_wire",
]
