"""Per order: who did what because of what, from the functions' logs and the execution history."""

from lab.trace.collect import collect
from lab.trace.counts import Counts, counts
from lab.trace.mermaid import mermaid
from lab.trace.model import Call, Failure, Span, Transition, Trigger
from lab.trace.order_trace import OrderTrace
from lab.trace.timeline import timeline_lines
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
