"""What traces show: who publishes, hears, reads, writes and calls, and which state follows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from analysis.graph import Evidence
from analysis.observe.sketch import OF_SERVICE, Sketch
from analysis.traces.model import Recorded, Span, TracedCall, Transition
from analysis.walking import grouped

_PUBLISHES = ("Publish", "SendMessage", "PutEvents", "PutRecord")
_READS = ("Get", "BatchGet", "TransactGet", "Query", "Scan", "List", "Head")
_WRITES = ("Put", "Update", "Delete", "BatchWrite", "TransactWrite", "Copy")
_TURNED_AWAY = ("AccessDenied", "ResourceNotFound", "Throttling", "ProvisionedThroughput")

Published = Mapping[str, list[tuple[str, str]]]  # by event id: (service, channel)


def see_calls(trace: Recorded, sketch: Sketch) -> None:
    """Add what the trace's spans show."""
    published = _published(trace.spans)
    for span in trace.spans:
        at = Evidence(trace.name, 0, f"{span.function}, {_moment(span)}", span.id)
        sketch.node(span.function, "function", service=span.service)
        _see_trigger(span, published, at, sketch)
        for call in span.calls:
            _see_call(span, call, trace, sketch)


def _see_trigger(span: Span, published: Published, at: Evidence, sketch: Sketch) -> None:
    trigger = span.trigger
    if trigger.kind == "sqs" and trigger.source:
        _see_message(span, sketch.node(trigger.source, "queue"), published, at, sketch)
    elif trigger.kind == "stream" and trigger.source:
        sketch.node(trigger.source, "table")
        sketch.edge(trigger.source, span.function, "triggers", at)
    elif trigger.kind == "task" and trigger.source and trigger.state:
        machine = sketch.node(trigger.source, "state machine")
        state = sketch.node(f"{machine}/{trigger.state}", "state", name=trigger.state)
        sketch.edge(state, span.function, "invokes", at)
    elif trigger.kind == "invoke":
        sketch.edge(sketch.client(), span.function, "invokes", at)


def _see_message(
    span: Span, queue: str, published: Published, at: Evidence, sketch: Sketch
) -> None:
    """A message from a queue, and the way it came there: what was published has the same id."""
    trigger = span.trigger
    sketch.edge(queue, span.function, "triggers", at)
    for service, channel in published.get(trigger.event_id or "", ()):
        event = sketch.event(channel, trigger.event_type) if trigger.event_type else ""
        if service == "sns":
            sketch.edge(channel, queue, "delivers", at, event=event)
        elif channel != queue and service == "sqs":
            continue  # sent to another queue
        sketch.edge(queue, span.function, "triggers", at, event=event)
        if event:
            sketch.edge(event, span.function, "reaches", at)


def _see_call(span: Span, call: TracedCall, trace: Recorded, sketch: Sketch) -> None:
    relation = _relation(call)
    if not relation or not _carried_out(call, relation):
        return
    at = Evidence(trace.name, 0, f"{span.function}: {call.service}:{call.operation}", span.id)
    for resource in call.resources:
        sketch.node(resource, OF_SERVICE.get(call.service, "resource"))
        event = ""
        if relation == "publishes" and call.event_type:
            event = sketch.event(resource, call.event_type)
            sketch.edge(span.function, event, "emits", at)
        sketch.edge(span.function, resource, relation, at, event=event)


def _relation(call: TracedCall) -> str:
    """What the call does to the resource, "" where that is no relation (polling, visibility)."""
    service, operation = call.service, call.operation
    if service in ("sns", "sqs", "events", "kinesis", "firehose"):
        return "publishes" if operation.startswith(_PUBLISHES) else ""
    if service in ("dynamodb", "s3"):
        if operation.startswith(_READS):
            return "reads"
        return "writes" if operation.startswith(_WRITES) else ""
    if service in ("stepfunctions", "states"):
        if operation.startswith("SendTask"):
            return "calls_back"
        return "invokes" if operation.startswith("Start") else ""
    return "invokes" if service == "lambda" and operation.startswith("Invoke") else ""


def _carried_out(call: TracedCall, relation: str) -> bool:
    """Whether it came so far; a refused condition was still a write, a refused message nothing."""
    if call.drill == "before" or (call.error and call.error.type.startswith(_TURNED_AWAY)):
        return False
    return call.done or relation in ("reads", "writes")


def _published(spans: Iterable[Span]) -> Published:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for span in spans:
        for call in span.calls:
            if call.event_id and _relation(call) == "publishes" and _carried_out(call, "publishes"):
                for channel in call.resources:
                    if (call.service, channel) not in found[call.event_id]:
                        found[call.event_id].append((call.service, channel))
    return found


def _moment(span: Span) -> str:
    trigger = span.trigger
    what = trigger.state or trigger.event_type or trigger.kind
    again = f", attempt {span.attempt}" if span.attempt > 1 else ""
    return f"{what}{again}"


# What begins inside a state: what follows is entered within it.
_OPENS = ("MapIterationStarted", "MapStateStarted", "MapRunStarted", "ParallelStateStarted")
_FAILS = ("Failed", "TimedOut", "Aborted")


def see_histories(trace: Recorded, sketch: Sketch) -> None:
    """Add what the trace's executions show."""
    by_execution = grouped(((each.machine, each.execution), each) for each in trace.transitions)
    started = {
        machine
        for span in trace.spans
        for call in span.calls
        if call.operation.startswith("Start")
        for machine in call.resources
    }
    for (machine, _), history in by_execution.items():
        _History(trace, machine, history, sketch).see(by_client=machine not in started)


class _History:
    def __init__(
        self, trace: Recorded, machine: str, history: Sequence[Transition], sketch: Sketch
    ) -> None:
        self.trace, self.machine, self.history, self.sketch = trace, machine, history, sketch
        self.by_id = {moment.id: moment for moment in history}
        self.within: dict[str, str] = {}  # by state, the node it is part of

    def see(self, *, by_client: bool) -> None:
        self.sketch.node(self.machine, "state machine")
        for moment in self.history:
            if moment.type == "ExecutionStarted" and by_client:
                client = self.sketch.client()
                self.sketch.edge(client, self.machine, "invokes", self._at(moment))
            elif moment.type.endswith("StateEntered") and moment.state:
                self._entered(moment, moment.state)
            elif moment.function and moment.state:
                self.sketch.node(moment.function, "function")
                state = self._state(moment.state)
                self.sketch.edge(state, moment.function, "invokes", self._at(moment))

    def _entered(self, moment: Transition, name: str) -> None:
        before = self.by_id.get(moment.previous or 0)
        parent = self.machine
        if before and before.type in _OPENS and before.state != name:
            parent = self._state(before.state or "")
        elif before and before.type.endswith("StateExited"):
            parent = self.within.get(before.state or "", self.machine)
        self.within.setdefault(name, parent)
        state = self._state(name)
        at = self._at(moment)
        self.sketch.edge(self.within[name], state, "contains", at)
        if before and before.type.endswith("StateExited") and before.state:
            label = self._label(before)
            self.sketch.edge(self._state(before.state), state, "transitions", at, label=label)

    def _label(self, exited: Transition) -> str:
        """How a state was left; that a Choice fell to its default is not in its history."""
        last = self.by_id.get(exited.previous or 0)
        if last and last.type.endswith(_FAILS):
            return "Catch"
        return "Choice" if exited.type == "ChoiceStateExited" else "Next"

    def _state(self, name: str) -> str:
        return self.sketch.node(f"{self.machine}/{name}", "state", name=name)

    def _at(self, moment: Transition) -> Evidence:
        what = f"{moment.type} {moment.state or ''}".rstrip()
        return Evidence(self.trace.name, 0, what, f"{moment.execution}#{moment.id}")
