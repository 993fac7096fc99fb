"""The graph that traces show: the same model as the declared one, with what really happened."""

from collections.abc import Iterable

from analysis.graph import Evidence, Graph
from analysis.observe.calls import see_calls, see_histories
from analysis.observe.sketch import Sketch
from analysis.refusals import BadTrace
from analysis.traces.model import Recorded, Span
from analysis.traces.wire import Wire, traces_of
from analysis.walking import grouped


def observe(
    traces: Iterable[Wire | Recorded],
    *,
    letters: Iterable[Wire] = (),
    title: str = "",
) -> Graph:
    """The graph seen in the traces of one design, ids as in the declared graph.

    ``traces`` are as exported, or read back. No trace shows a message fall into a
    dead-letter queue: ``letters`` are those found there, with ``order_id``, ``what`` (the event
    type) and ``held_in`` (the queue's logical id).

    Raises:
        BadTrace: something is no trace, or they are of both designs.
    """
    read = traces_of(traces)
    designs = sorted({trace.design for trace in read})
    if len(designs) > 1:
        raise BadTrace(
            f"The traces are of {' and '.join(designs)}, whose names overlap: give one design's."
        )
    sketch = Sketch(title or (f"{designs[0]}, observed" if designs else "nothing observed"))
    for trace in read:
        see_calls(trace, sketch)
        see_histories(trace, sketch)
    for letter in letters:
        _see_letter(letter, read, sketch)
    return sketch.graph()


def observe_sides(traces: Iterable[Wire | Recorded]) -> dict[str, Graph]:
    """A graph for each design that the traces are of, by its name."""
    by_side = grouped((trace.design, trace) for trace in traces_of(traces))
    return {design: observe(several) for design, several in sorted(by_side.items())}


def _see_letter(letter: Wire, traces: Iterable[Recorded], sketch: Sketch) -> None:
    held_in = letter.get("held_in")
    if not isinstance(held_in, str) or not held_in:
        raise BadTrace("A dead letter does not say which queue it is held in: give `held_in`.")
    for trace in traces:
        if trace.order_id == letter.get("order_id"):
            for span in trace.spans:
                if _gave_up(span, letter):
                    _redriven(span, trace, held_in, sketch)


def _gave_up(span: Span, letter: Wire) -> bool:
    what = letter.get("what")
    message = span.trigger.kind in ("sqs", "stream")
    return message and span.outcome == "error" and (not what or span.trigger.event_type == what)


def _redriven(span: Span, trace: Recorded, held_in: str, sketch: Sketch) -> None:
    """A queue redrives what its function gave up; what a stream gave up, the function hands on."""
    from_queue = span.trigger.kind == "sqs"
    source = span.trigger.source if from_queue else span.function
    if source:
        sketch.node(held_in, "queue")
        fragment = f"{span.trigger.event_type or 'a message'} failed, attempt {span.attempt}"
        sketch.edge(source, held_in, "redrives", Evidence(trace.name, 0, fragment, span.id))
